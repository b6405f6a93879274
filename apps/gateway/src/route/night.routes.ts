import {
  CancelRequest,
  GetPlan,
  ListObservations,
  ListRequests,
  NightPlan,
  Observation,
  ObservationRequest,
  Replan,
} from '@nightjar/contracts';
import { z } from 'zod';
import { given, only } from './query.js';
import { route, type Route } from './route.js';

const byId = z.object({ id: z.string() });
const inPath = { id: 'path' } as const;

export const nightRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/requests',
    operation: 'listRequests',
    tag: 'night',
    says: 'Observation requests, newest first.',
    takes: ListRequests.takes.omit({ id: true }),
    answers: ListRequests.gives,
    run: ({ bus }, query) => bus.ask(ListRequests, given(query)),
  }),
  route({
    method: 'get',
    path: '/requests/:id',
    operation: 'getRequest',
    tag: 'night',
    says: 'One request, with the reason for its state.',
    takes: byId,
    in: inPath,
    answers: ObservationRequest,
    run: async ({ bus }, { id }) => only(await bus.ask(ListRequests, { id, limit: 1 }), 'request', id),
  }),
  route({
    method: 'post',
    path: '/requests/:id/cancel',
    operation: 'cancelRequest',
    tag: 'night',
    says: 'Withdraw a request; a running observation of it is stopped.',
    takes: CancelRequest.takes,
    in: { id: 'path', because: 'body' },
    answers: ObservationRequest,
    run: ({ bus, actor }, request) => bus.ask(CancelRequest, request, { actor }),
  }),
  route({
    method: 'get',
    path: '/plan',
    operation: 'getPlan',
    tag: 'night',
    says: 'The plan for the rest of the night, and why a request is not in it.',
    takes: z.object({}),
    answers: NightPlan,
    run: ({ bus }) => bus.ask(GetPlan, {}),
  }),
  route({
    method: 'post',
    path: '/plan/replan',
    operation: 'replan',
    tag: 'night',
    says: 'Plan the rest of the night anew.',
    takes: Replan.takes,
    in: { because: 'body' },
    answers: Replan.gives,
    status: 202,
    run: ({ bus, actor }, { because }) => bus.ask(Replan, { because }, { actor }),
  }),
  route({
    method: 'get',
    path: '/observations',
    operation: 'listObservations',
    tag: 'night',
    says: 'Observations, newest first.',
    takes: ListObservations.takes.omit({ id: true }),
    answers: ListObservations.gives,
    run: ({ bus }, query) => bus.ask(ListObservations, given(query)),
  }),
  route({
    method: 'get',
    path: '/observations/:id',
    operation: 'getObservation',
    tag: 'night',
    says: 'One observation.',
    takes: byId,
    in: inPath,
    answers: Observation,
    run: async ({ bus }, { id }) => only(await bus.ask(ListObservations, { id, limit: 1 }), 'observation', id),
  }),
];
