import { Job, JobId, ListJobs, MoveJob, Refusal, RetryJob, RevokeJob } from '@nightjar/contracts';
import { z } from 'zod';
import { answered, gather, missing, PATIENCE_MS } from './gathering.js';
import { queueOwners } from './owner.js';
import { route, type Route, type RouteContext } from './route.js';

/** To stop a program takes SIGTERM, a pause, SIGKILL. */
const TERMINATE_MS = 20_000;

/**
 * A job and the service that keeps it, found by asking all that keep jobs.
 * @throws Refusal `not_found`; `unavailable` when one did not answer that may have it
 */
async function find({ bus, agents }: RouteContext, id: string): Promise<{ instance: string; job: Job }> {
  const owners = queueOwners(agents()).map(({ service }) => service);
  const told = await gather(owners, (instance) =>
    bus.ask(ListJobs, { id, limit: 1 }, { instance, timeoutMs: PATIENCE_MS }),
  );
  for (const { service, answer } of answered(told)) {
    const [job] = answer.results;
    if (job) return { instance: service, job };
  }
  const silent = missing(told);
  if (silent.length === 0) throw new Refusal('not_found', `there is no job ${id}; asked were ${owners.join(', ')}`);
  const names = silent.map(({ service }) => service).join(', ');
  throw new Refusal('unavailable', `the job ${id} was not found, but ${names} may have it and does not answer`, {
    missing: silent,
  });
}

const byId = z.object({ id: JobId });
const inPath = { id: 'path' } as const;

export const jobRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/jobs/:id',
    operation: 'getJob',
    tag: 'operations',
    says: 'One job, with its place in the line or what became of it.',
    takes: byId,
    in: inPath,
    answers: Job,
    run: async (context, { id }) => (await find(context, id)).job,
  }),
  route({
    method: 'post',
    path: '/jobs/:id/revoke',
    operation: 'revokeJob',
    tag: 'operations',
    says: 'Take a job back. One that waits never starts; one that runs is stopped when `terminate` says so.',
    takes: RevokeJob.takes,
    in: { id: 'path', terminate: 'body', because: 'body' },
    answers: RevokeJob.gives,
    run: async (context, order) => {
      const { instance } = await find(context, order.id);
      return context.bus.ask(RevokeJob, order, { instance, actor: context.actor, timeoutMs: TERMINATE_MS });
    },
  }),
  route({
    method: 'post',
    path: '/jobs/:id/move',
    operation: 'moveJob',
    tag: 'operations',
    says: 'Give a waiting job another place in its line.',
    takes: MoveJob.takes,
    in: { id: 'path', to: 'body' },
    answers: Job,
    run: async (context, order) => {
      const { instance } = await find(context, order.id);
      return context.bus.ask(MoveJob, order, { instance, actor: context.actor });
    },
  }),
  route({
    method: 'post',
    path: '/jobs/:id/retry',
    operation: 'retryJob',
    tag: 'operations',
    says: 'Let a job that failed, was lost or was revoked wait for its turn again, with all its attempts.',
    takes: byId,
    in: inPath,
    answers: Job,
    run: async (context, { id }) => {
      const { instance } = await find(context, id);
      return context.bus.ask(RetryJob, { id }, { instance, actor: context.actor });
    },
  }),
];
