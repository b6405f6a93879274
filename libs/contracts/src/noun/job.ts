import { z } from 'zod';
import { id, instant, quantity, traceId } from '../quantity.js';

export const JobId = id('job');

/**
 * LEASED: a runner has it and has not begun. CANCELLING: revoked while it ran, and not yet ended. LOST: its runner died
 * at every attempt.
 */
export const JobState = z.enum([
  'WAITING',
  'LEASED',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLING',
  'CANCELLED',
  'LOST',
]);
export type JobState = z.output<typeof JobState>;

/** Higher goes first; within one priority the order of arrival counts. */
export const JobPriority = z.int().min(-100).max(100);

/** A piece of queued work, and what has become of it. */
export const Job = z.object({
  id: JobId,
  queue: z.string(),
  subject: z.string().describe('The contract of what is to be done.'),
  payload: z.unknown(),
  state: JobState,
  because: z.string().nullable().describe('Why it waits, failed or was revoked, for a person.'),
  priority: JobPriority,
  position: z.int().positive().nullable().describe('Place in the line, 1 is next; null unless WAITING.'),
  attempt: z.int().nonnegative().describe('Attempts begun.'),
  attempts: z.int().positive().describe('Attempts before it is given up.'),
  notBefore: instant.nullable().describe('Wall clock before which it does not start.'),
  after: z.array(JobId).describe('Jobs that must have succeeded before it starts.'),
  askedBy: z.string().describe('The person or agent that asked for it.'),
  runner: z.string().nullable().describe('Who runs it, or ran it last.'),
  fence: z.int().nonnegative().describe('Grows with every lease; a runner with an older one can write nothing.'),
  leaseUntil: instant.nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  traceId,
});
export type Job = z.output<typeof Job>;

/** A queue as an operator sees it. */
export const QueueState = z.object({
  name: z.string(),
  service: z.string(),
  says: z.string(),
  concurrency: z.int().positive(),
  attempts: z.int().positive(),
  timeLimitS: quantity('s', z.number().positive()),
  paused: z.string().nullable().describe('By whom and why; null when it works.'),
  depth: z.int().nonnegative().describe('Jobs that wait, those for later included.'),
  oldestAgeS: quantity('s', z.number().nonnegative()).nullable().describe('Age of the oldest that could start.'),
  running: z.array(Job),
  succeededPerMinute: z.number().describe('Mean of the last ten minutes.'),
  failedPerMinute: z.number().describe('Mean of the last ten minutes.'),
});
export type QueueState = z.output<typeof QueueState>;

/** A message that could not be handled after its last attempt: kept to be looked at, tried again or discarded. */
export const DeadLetter = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*\.\d+$/, { error: 'a dead letter is named SERVICE.NUMBER' }),
  service: z.string(),
  kind: z.enum(['event', 'job']),
  consumer: z.string().describe('The consumer or queue that gave it up.'),
  messageId: z.string(),
  subject: z.string(),
  payload: z.unknown(),
  reason: z.string(),
  attempts: z.int(),
  traceId,
  failedAt: instant,
});
export type DeadLetter = z.output<typeof DeadLetter>;
