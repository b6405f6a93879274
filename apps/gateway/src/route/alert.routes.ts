import { ListNotices, ListStrategies, Notice, page, Strategy } from '@nightjar/contracts';
import { z } from 'zod';
import { given, only, whole } from './query.js';
import { route, type Route } from './route.js';

export const alertRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/notices',
    operation: 'listNotices',
    tag: 'alerts',
    says: 'Received alerts, newest first.',
    takes: ListNotices.takes.omit({ id: true }),
    answers: ListNotices.gives,
    run: ({ bus }, query) => bus.ask(ListNotices, given(query)),
  }),
  route({
    method: 'get',
    path: '/notices/:id',
    operation: 'getNotice',
    tag: 'alerts',
    says: 'One received alert.',
    takes: z.object({ id: z.string() }),
    in: { id: 'path' },
    answers: Notice,
    run: async ({ bus }, { id }) => only(await bus.ask(ListNotices, { id, limit: 1 }), 'notice', id),
  }),
  route({
    method: 'get',
    path: '/strategies',
    operation: 'listStrategies',
    tag: 'alerts',
    says: 'What is done about alerts of which kind.',
    takes: z.object({}),
    answers: page(Strategy),
    run: async ({ bus }) => whole((await bus.ask(ListStrategies, {})).results),
  }),
];
