import { ReconcileAgent, ReplayEvents } from '@nightjar/contracts';
import { z } from 'zod';
import { answered, gather, Missing, missing, noSuch } from './gathering.js';
import { serviceOfConsumer, services } from './owner.js';
import { route, type Route } from './route.js';

/** Everything unconsumed is published again. */
const RECONCILE_MS = 60_000;
/** A replay ends when the consumer has handled the last one. */
const REPLAY_MS = 120_000;

export const busRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/bus/reconcile',
    operation: 'reconcileBus',
    tag: 'operations',
    says: 'Let every agent rebuild from PostgreSQL what the broker should hold. Harmless at any time.',
    takes: z.object({}),
    answers: z.object({
      results: z.array(ReconcileAgent.gives.extend({ agent: z.string() })),
      missing: z.array(Missing.omit({ service: true }).extend({ agent: z.string() })),
    }),
    run: async ({ bus, agents, actor }) => {
      const told = await gather(
        agents().map(({ name }) => name),
        (instance) => bus.ask(ReconcileAgent, {}, { instance, actor, timeoutMs: RECONCILE_MS }),
      );
      return {
        results: answered(told).map(({ service: agent, answer }) => ({ agent, ...answer })),
        missing: missing(told).map(({ service: agent, because }) => ({ agent, because })),
      };
    },
  }),
  route({
    method: 'post',
    path: '/events/replay',
    operation: 'replayEvents',
    tag: 'operations',
    says: 'Hand a range of past events to one consumer. What it has had before is left out unless `again` says so.',
    takes: ReplayEvents.takes,
    in: { consumer: 'body', from: 'body', to: 'body', aggregate: 'body', traceId: 'body', again: 'body' },
    answers: ReplayEvents.gives,
    run: ({ bus, agents, actor }, range) => {
      const known = services(agents());
      const instance = serviceOfConsumer(range.consumer, known) ?? noSuch('consumer', range.consumer, known);
      return bus.ask(ReplayEvents, range, { instance, actor, timeoutMs: REPLAY_MS });
    },
  }),
];
