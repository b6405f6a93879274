import { ListAlerts, ObservationAlert, SendAlert } from '@nightjar/contracts';
import { z } from 'zod';
import { given } from './query.js';
import { route, type Route } from './route.js';

export const observationAlertRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/observation-alerts',
    operation: 'listObservationAlerts',
    tag: 'night',
    says: 'Who wants to be told by e-mail of new data, newest first, and whether e-mails can be sent.',
    takes: ListAlerts.takes,
    answers: ListAlerts.gives,
    run: ({ bus }, query) => bus.ask(ListAlerts, given(query)),
  }),
  route({
    method: 'post',
    path: '/observation-alerts/:id/send',
    operation: 'sendObservationAlert',
    tag: 'night',
    says: 'Send an e-mail again that was not sent, or of which nobody knows whether it was.',
    takes: z.object({ id: z.string() }),
    in: { id: 'path' },
    answers: ObservationAlert,
    status: 202,
    run: ({ bus, actor }, { id }) => bus.ask(SendAlert, { id }, { actor }),
  }),
];
