import { z } from 'zod';
import { ask, command, telemetry } from '../contract.js';
import { DeadLetter, Job, JobId, JobPriority, JobState, QueueState } from '../noun/job.js';
import { instant, page, paging } from '../quantity.js';
import { sampleId } from './sample.js';

/*
 * Every service that owns queues or keeps dead letters serves these under its own name, the last token of the subject.
 */

const at = '2008-03-19T06:13:05.000Z';

const sampleJob: z.input<typeof Job> = {
  id: sampleId('job'),
  queue: 'photometry',
  subject: 'job.photometry.process',
  payload: { process: sampleId('prc') },
  state: 'WAITING',
  because: null,
  priority: 0,
  position: 1,
  attempt: 0,
  attempts: 3,
  notBefore: null,
  after: [],
  askedBy: 'pipeline',
  runner: null,
  fence: 0,
  leaseUntil: null,
  createdAt: at,
  startedAt: null,
  finishedAt: null,
  traceId: null,
};

const sampleQueue: z.input<typeof QueueState> = {
  name: 'photometry',
  service: 'pipeline',
  says: 'Finds sources, solves the field and measures the target.',
  concurrency: 1,
  attempts: 3,
  timeLimitS: 1800,
  paused: null,
  depth: 1,
  oldestAgeS: 2.5,
  running: [],
  succeededPerMinute: 3.2,
  failedPerMinute: 0,
};

const sampleLetter: z.input<typeof DeadLetter> = {
  id: 'catalog.7',
  service: 'catalog',
  kind: 'event',
  consumer: 'catalog-evt-alert-notice-received',
  messageId: '0118c4a2-6d10-7000-8000-0000000000a1',
  subject: 'evt.alert.notice.received',
  payload: {},
  reason: 'RangeError: no such frame',
  attempts: 6,
  traceId: null,
  failedAt: at,
};

const queueName = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'the name of a queue is wanted' });
const because = z.string().min(1).max(500);

export const ListQueues = ask('ask.queue.queue.list', {
  says: 'The queues of a service, with depth, age, what runs and how fast.',
  takes: z.object({}),
  gives: z.object({ results: z.array(QueueState) }),
  refuses: [],
  example: { takes: {}, gives: { results: [sampleQueue] } },
});

export const ListJobs = ask('ask.queue.job.list', {
  says: 'Jobs of a service: those that wait in the order of their turn, then what runs, then the newest first.',
  takes: z.object({ id: JobId.optional(), queue: queueName.optional(), state: JobState.optional(), ...paging }),
  gives: page(Job),
  refuses: [],
  example: {
    takes: { queue: 'photometry' },
    gives: { results: [sampleJob], next: null, count: { value: 1, exact: true } },
  },
});

/** What asking for a job may say beside its payload. */
export const JobOrder = z.object({
  priority: JobPriority.optional(),
  notBefore: instant.optional().describe('Wall clock.'),
  after: z.array(JobId).max(100).optional().describe('Jobs that must have succeeded before this one starts.'),
});

export const EnqueueJob = command('cmd.queue.job.enqueue', {
  says: 'Put work into a queue of the service that owns it.',
  takes: JobOrder.extend({ subject: z.string().describe('The job’s contract.'), payload: z.unknown() }),
  gives: Job,
  refuses: ['not_found', 'invalid'],
  accepts: ({ id }) => id,
  example: { takes: { subject: 'job.photometry.process', payload: { process: sampleId('prc') } }, gives: sampleJob },
});

export const RevokeJob = command('cmd.queue.job.revoke', {
  says: 'Take a job back. One that waits never starts; one that runs is stopped when `terminate` says so.',
  takes: z.object({ id: JobId, terminate: z.boolean().default(false), because: because.default('revoked') }),
  gives: z.object({
    outcome: z
      .enum(['REVOKED_WAITING', 'TERMINATED', 'CANCELLING', 'ALREADY_DONE'])
      .describe('CANCELLING: told to stop, and has not ended yet.'),
    job: Job,
  }),
  refuses: ['not_found', 'running'],
  example: {
    takes: { id: sampleId('job'), terminate: true },
    gives: {
      outcome: 'REVOKED_WAITING',
      job: { ...sampleJob, state: 'CANCELLED', position: null, because: 'revoked by ada: clouds', finishedAt: at },
    },
  },
});

export const MoveJob = command('cmd.queue.job.move', {
  says: 'Give a waiting job another place in its line.',
  takes: z.object({
    id: JobId,
    to: z.union([z.enum(['front', 'back']), z.object({ before: JobId }), z.object({ after: JobId })]),
  }),
  gives: Job,
  refuses: ['not_found', 'not_waiting'],
  example: { takes: { id: sampleId('job'), to: 'front' }, gives: sampleJob },
});

export const RetryJob = command('cmd.queue.job.retry', {
  says: 'Let a job that failed, was lost or was revoked wait for its turn again, with all its attempts.',
  takes: z.object({ id: JobId }),
  gives: Job,
  refuses: ['not_found', 'not_over'],
  example: { takes: { id: sampleId('job') }, gives: sampleJob },
});

export const PauseQueue = command('cmd.queue.queue.pause', {
  says: 'Start no more jobs of a queue until it is resumed; what runs goes on.',
  takes: z.object({ queue: queueName, because }),
  gives: QueueState,
  refuses: ['not_found'],
  example: {
    takes: { queue: 'photometry', because: 'the index files are being replaced' },
    gives: { ...sampleQueue, paused: 'paused by ada: the index files are being replaced' },
  },
});

export const ResumeQueue = command('cmd.queue.queue.resume', {
  says: 'Start jobs of a paused queue again, in the order of their turn.',
  takes: z.object({ queue: queueName }),
  gives: QueueState,
  refuses: ['not_found'],
  example: { takes: { queue: 'photometry' }, gives: sampleQueue },
});

export const DrainQueue = command('cmd.queue.queue.drain', {
  says: 'Revoke every job of a queue that waits; what runs goes on.',
  takes: z.object({ queue: queueName, because: because.default('the queue was drained') }),
  gives: z.object({ revoked: z.int().nonnegative(), queue: QueueState }),
  refuses: ['not_found'],
  example: { takes: { queue: 'photometry' }, gives: { revoked: 1, queue: { ...sampleQueue, depth: 0 } } },
});

/** Reaches every runner at once; one that misses it sees the same in the job’s row within two seconds. */
export const JobRevoked = telemetry('tlm.queue.revocation', {
  says: 'A running job is to stop.',
  carries: z.object({ job: JobId, queue: queueName }),
  example: { job: sampleId('job'), queue: 'photometry' },
});

/** Sooner than the ticket that tells the same; a runner that misses both looks within a second. */
export const JobReady = telemetry('tlm.queue.ready', {
  says: 'A job may start in a queue that the service which let it does not run itself.',
  carries: z.object({ queue: queueName }),
  example: { queue: 'photometry' },
});

const letters = {
  ids: z.array(DeadLetter.shape.id).min(1).max(1000).optional().describe('Absent: all of them.'),
  consumer: z.string().optional(),
  subject: z.string().optional(),
};

export const ListDeadLetters = ask('ask.queue.letter.list', {
  says: 'Messages that a service could not handle, newest first: by falling number.',
  takes: z.object({
    consumer: letters.consumer,
    subject: letters.subject,
    ...paging,
    cursor: DeadLetter.shape.id
      .optional()
      .describe('Letters of a smaller number than this one’s, which need not be there any more.'),
  }),
  gives: page(DeadLetter),
  refuses: [],
  example: { takes: {}, gives: { results: [sampleLetter], next: null, count: { value: 1, exact: true } } },
});

export const RetryDeadLetters = command('cmd.queue.letter.retry', {
  says: 'Let dead letters be handled once more, each by the consumer that gave it up and by no other.',
  takes: z.object(letters),
  gives: z.object({ count: z.int().nonnegative() }),
  refuses: ['not_found'],
  example: { takes: { ids: ['catalog.7'] }, gives: { count: 1 } },
});

export const DiscardDeadLetters = command('cmd.queue.letter.discard', {
  says: 'Throw dead letters away; what they asked for is not done.',
  takes: z.object({ ...letters, because }),
  gives: z.object({ count: z.int().nonnegative() }),
  refuses: ['not_found'],
  example: { takes: { ids: ['catalog.7'], because: 'a test packet' }, gives: { count: 1 } },
});
