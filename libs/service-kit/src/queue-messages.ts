import { checked, type Bus } from '@nightjar/bus';
import {
  DrainQueue,
  EnqueueJob,
  JobRevoked,
  ListJobs,
  ListQueues,
  MoveJob,
  PauseQueue,
  Refusal,
  ResumeQueue,
  RetryJob,
  RevokeJob,
  type CarriesIn,
  type Gives,
  type Job,
  type JobContract,
  type Queue,
  type QueueState,
  type Takes,
} from '@nightjar/contracts';
import { listJobs, queueStates, type Database, type JobDesk, type Jobs } from '@nightjar/persistence';

/** So long a revocation waits for the end of what it stops. */
const ENDS_WITHIN_MS = 15_000;
const LOOK_MS = 100;
/** Now and then it looks whether the runner lives. */
const TIDY_MS = 1000;

export interface QueueDesk {
  readonly bus: Bus;
  readonly database: Database;
  readonly service: string;
  readonly queues: readonly Queue[];
  readonly contracts: readonly JobContract[];
  readonly jobs: Jobs;
  readonly desk: JobDesk;
  /** Looks after a job at once, if it runs in this process. */
  readonly look: (id: string) => Promise<void>;
}

/** The messages that a service with queues answers under its own name; any of its processes does. */
export function serveQueues(parts: QueueDesk): void {
  const { bus, database, service, queues, desk } = parts;
  const serve = bus.serve.bind(bus);
  serve(ListQueues, async () => ({ results: await queueStates(database, queues) }), service);
  serve(ListJobs, ({ limit, cursor, ...filter }) => listJobs(database, filter, { limit, cursor }), service);
  serve(EnqueueJob, (ask, { actor }) => enqueue(parts, ask, actor), service);
  serve(RevokeJob, (ask, { actor }) => revoke(parts, ask, actor), service);
  serve(MoveJob, ({ id, to }) => desk.move(id, to), service);
  serve(RetryJob, ({ id }) => desk.retry(id), service);
  serve(
    PauseQueue,
    async ({ queue, because }, { actor }) => {
      const { name } = named(queues, queue);
      await desk.pause(name, `paused by ${actor}: ${because}`);
      return stateOf(parts, name);
    },
    service,
  );
  serve(
    ResumeQueue,
    async ({ queue }) => {
      const { name } = named(queues, queue);
      await desk.resume(name);
      return stateOf(parts, name);
    },
    service,
  );
  serve(
    DrainQueue,
    async ({ queue, because }, { actor }) => {
      const { name } = named(queues, queue);
      const revoked = await desk.drain(name, `revoked by ${actor}: ${because}`);
      return { revoked, queue: await stateOf(parts, name) };
    },
    service,
  );
}

async function enqueue(
  { database, contracts, desk, service }: QueueDesk,
  { subject, payload, ...order }: Takes<typeof EnqueueJob>,
  askedBy: string,
): Promise<Job> {
  const contract = contracts.find((one) => one.subject === subject);
  if (!contract) throw new Refusal('not_found', `${service} has no job ${subject}`);
  const carried = checked(contract.carries, payload, subject) as CarriesIn<JobContract>;
  const id = await database.transaction((tx) => tx.enqueue(contract, carried, { ...order, askedBy }));
  return desk.job(id);
}

/** Who revoked a job, and why, unless no reason was given. */
export const revokedBy = (actor: string, because: string): string =>
  because === 'revoked' ? `revoked by ${actor}` : `revoked by ${actor}: ${because}`;

async function revoke(
  parts: QueueDesk,
  { id, terminate, because }: Takes<typeof RevokeJob>,
  actor: string,
): Promise<Gives<typeof RevokeJob>> {
  const { verdict, job } = await parts.desk.revoke(id, { terminate, because: revokedBy(actor, because) });
  if (verdict === 'cancel') return { outcome: 'REVOKED_WAITING', job };
  if (verdict === 'too late') return { outcome: 'ALREADY_DONE', job };
  parts.bus.tell(JobRevoked, { job: id, queue: job.queue });
  void parts.look(id);
  const last = terminate ? await untilOver(parts, job) : job;
  if (last.finishedAt === null) return { outcome: 'CANCELLING', job: last };
  return { outcome: last.state === 'CANCELLED' ? 'TERMINATED' : 'ALREADY_DONE', job: last };
}

/** @returns the job when it has ended, or as it stands after fifteen seconds */
async function untilOver({ jobs, desk, queues }: QueueDesk, { id, queue }: Job): Promise<Job> {
  const rules = named(queues, queue);
  const sinceMs = performance.now();
  for (let tidiedMs = -Infinity; ;) {
    const nowMs = performance.now();
    if (nowMs - tidiedMs > TIDY_MS) {
      await jobs.tidy(rules, false);
      tidiedMs = nowMs;
    }
    const job = await desk.job(id);
    if (job.finishedAt !== null || nowMs - sinceMs > ENDS_WITHIN_MS) return job;
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

function named(queues: readonly Queue[], name: string): Queue {
  const found = queues.find((queue) => queue.name === name);
  if (!found) throw new Refusal('not_found', `there is no queue ${name} here`);
  return found;
}

async function stateOf({ database, queues }: QueueDesk, name: string): Promise<QueueState> {
  const [state] = await queueStates(database, [named(queues, name)]);
  if (!state) throw new Refusal('not_found', `there is no queue ${name} here`);
  return state;
}
