import {
  DrainQueue,
  Job,
  JobState,
  ListJobs,
  ListQueues,
  page,
  paging,
  PauseQueue,
  QUEUES,
  QueueState,
  ResumeQueue,
  type Agent,
} from '@nightjar/contracts';
import { z } from 'zod';
import { answered, gather, Missing, missing, noSuch, PATIENCE_MS } from './gathering.js';
import { queueOwners, type Owner } from './owner.js';
import { given, whole } from './query.js';
import { route, type Route } from './route.js';

const unknown = 'Null where the owner does not answer.';

/** A queue whose owner may not answer: what it is stays known, how it is does not. */
const ListedQueue = QueueState.extend({
  concurrency: QueueState.shape.concurrency.nullable(),
  attempts: QueueState.shape.attempts.nullable(),
  timeLimitS: QueueState.shape.timeLimitS.nullable(),
  depth: QueueState.shape.depth.nullable().describe(unknown),
  running: QueueState.shape.running.nullable().describe(unknown),
  succeededPerMinute: z.number().nullable().describe(unknown),
  failedPerMinute: z.number().nullable().describe(unknown),
  unknownBecause: z.string().nullable().describe('Why only the declaration is known; null when the owner answered.'),
});
type ListedQueue = z.output<typeof ListedQueue>;

const declaredOnly = (name: string, service: string, because: string): ListedQueue => {
  const declared = QUEUES.find((queue) => queue.name === name);
  return {
    name,
    service,
    says: declared?.says ?? '',
    concurrency: declared?.concurrency ?? null,
    attempts: declared?.attempts ?? null,
    timeLimitS: (declared?.timeLimitS ?? null) as ListedQueue['timeLimitS'],
    paused: null,
    depth: null,
    oldestAgeS: null,
    running: null,
    succeededPerMinute: null,
    failedPerMinute: null,
    unknownBecause: because,
  };
};

/** Whose queue this is. @throws Refusal `not_found` naming the queues there are */
function ownerOf(name: string, agents: readonly Agent[]): Owner {
  const owners = queueOwners(agents);
  const owner = owners.find(({ queues }) => queues.includes(name));
  return (
    owner ??
    noSuch(
      'queue',
      name,
      owners.flatMap(({ queues }) => queues),
    )
  );
}

const named = z.object({ name: z.string() });
const inPath = { name: 'path' } as const;
const inPathAndBody = { name: 'path', because: 'body' } as const;

export const queueRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/queues',
    operation: 'listQueues',
    tag: 'operations',
    says: 'Every queue, with depth, age of the oldest job, what runs and how fast; `missing` are owners that are silent.',
    takes: z.object({}),
    answers: page(ListedQueue).extend({ missing: z.array(Missing) }),
    run: async ({ bus, agents }) => {
      const owners = queueOwners(agents());
      const told = await gather(
        owners.map(({ service }) => service),
        (instance) => bus.ask(ListQueues, {}, { instance, timeoutMs: PATIENCE_MS }),
      );
      const silent = missing(told);
      const queues = [
        ...answered(told).flatMap(({ answer }) => answer.results.map((queue) => ({ ...queue, unknownBecause: null }))),
        ...silent.flatMap(({ service, because }) =>
          (owners.find((owner) => owner.service === service)?.queues ?? []).map((name) =>
            declaredOnly(name, service, because),
          ),
        ),
      ];
      return { ...whole(queues.sort((a, b) => (a.name < b.name ? -1 : 1))), missing: silent };
    },
  }),
  route({
    method: 'get',
    path: '/queues/:name',
    operation: 'getQueue',
    tag: 'operations',
    says: 'One queue.',
    takes: named,
    in: inPath,
    answers: QueueState,
    run: async ({ bus, agents }, { name }) => {
      const { service: instance } = ownerOf(name, agents());
      const { results } = await bus.ask(ListQueues, {}, { instance, timeoutMs: PATIENCE_MS });
      const names = results.map((queue) => queue.name);
      return results.find((queue) => queue.name === name) ?? noSuch('queue', name, names);
    },
  }),
  route({
    method: 'get',
    path: '/queues/:name/jobs',
    operation: 'listQueueJobs',
    tag: 'operations',
    says: 'Jobs of a queue: those that wait in the order of their turn, then what runs, then the newest first.',
    takes: named.extend({ state: JobState.optional(), ...paging }),
    in: inPath,
    answers: page(Job),
    run: ({ bus, agents }, { name, ...query }) =>
      bus.ask(ListJobs, { queue: name, ...given(query) }, { instance: ownerOf(name, agents()).service }),
  }),
  route({
    method: 'post',
    path: '/queues/:name/pause',
    operation: 'pauseQueue',
    tag: 'operations',
    says: 'Start no more jobs of a queue until it is resumed; what runs goes on.',
    takes: named.extend({ because: PauseQueue.takes.shape.because }),
    in: inPathAndBody,
    answers: QueueState,
    run: ({ bus, agents, actor }, { name, because }) =>
      bus.ask(PauseQueue, { queue: name, because }, { instance: ownerOf(name, agents()).service, actor }),
  }),
  route({
    method: 'post',
    path: '/queues/:name/resume',
    operation: 'resumeQueue',
    tag: 'operations',
    says: 'Start jobs of a paused queue again.',
    takes: named,
    in: inPath,
    answers: QueueState,
    run: ({ bus, agents, actor }, { name }) =>
      bus.ask(ResumeQueue, { queue: name }, { instance: ownerOf(name, agents()).service, actor }),
  }),
  route({
    method: 'post',
    path: '/queues/:name/drain',
    operation: 'drainQueue',
    tag: 'operations',
    says: 'Revoke every job of a queue that waits; what runs goes on.',
    takes: named.extend({ because: DrainQueue.takes.shape.because }),
    in: inPathAndBody,
    answers: DrainQueue.gives,
    run: ({ bus, agents, actor }, { name, because }) =>
      bus.ask(DrainQueue, { queue: name, because }, { instance: ownerOf(name, agents()).service, actor }),
  }),
];
