import { CancelChain, Chain, ListChains, ResumeChain, RunChain } from '@nightjar/contracts';
import { z } from 'zod';
import { given, only } from './query.js';
import { allInBody, route, type Route } from './route.js';

const locationOf = ({ id }: Chain): string => `/chains/${id}`;

export const chainRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/chains',
    operation: 'listChains',
    tag: 'reduction',
    says: 'Chains of processes, newest first.',
    takes: ListChains.takes.omit({ id: true }),
    answers: ListChains.gives,
    run: ({ bus }, query) => bus.ask(ListChains, given(query)),
  }),
  route({
    method: 'post',
    path: '/chains',
    operation: 'runChain',
    tag: 'reduction',
    says: 'Run pipelines one after the other, or beside one another where they do not depend.',
    takes: RunChain.takes.omit({ once: true }),
    in: allInBody(RunChain.takes.omit({ once: true })),
    answers: Chain,
    status: 202,
    location: locationOf,
    run: ({ bus, actor, key }, order) => bus.ask(RunChain, given({ ...order, once: key }), { actor }),
  }),
  route({
    method: 'get',
    path: '/chains/:id',
    operation: 'getChain',
    tag: 'reduction',
    says: 'One chain, with the process and the state of each step.',
    takes: z.object({ id: z.string() }),
    in: { id: 'path' },
    answers: Chain,
    run: async ({ bus }, { id }) => only(await bus.ask(ListChains, { id, limit: 1 }), 'chain', id),
  }),
  route({
    method: 'post',
    path: '/chains/:id/cancel',
    operation: 'cancelChain',
    tag: 'reduction',
    says: 'Cancel a chain: what waits never starts, what runs is ended with all its programs.',
    takes: CancelChain.takes,
    in: { id: 'path', because: 'body' },
    answers: Chain,
    status: 202,
    location: locationOf,
    run: ({ bus, actor }, order) => bus.ask(CancelChain, order, { actor }),
  }),
  route({
    method: 'post',
    path: '/chains/:id/resume',
    operation: 'resumeChain',
    tag: 'reduction',
    says: 'Run a chain that has ended again from a step on, as a new chain.',
    takes: ResumeChain.takes,
    in: { id: 'path', from: 'body' },
    answers: Chain,
    status: 202,
    location: locationOf,
    run: ({ bus, actor }, order) => bus.ask(ResumeChain, given(order), { actor }),
  }),
];
