import { checked, inTrace, timed, whileInHand } from '@nightjar/bus';
import type { JobContract, Queue } from '@nightjar/contracts';
import { withinJob, type ClaimedJob, type Database, type Jobs } from '@nightjar/persistence';
import { JobInHand, type JobMeta } from './job-in-hand.js';
import { JobWatch, type Outcome } from './job-watch.js';
import type { Log } from './log.js';
import type { Pause } from './pause.js';
import { countFinished } from './queue-metrics.js';

/** However lost a wake-up is, a job that could start waits no longer than this. */
const LOOK_MS = 1000;

/** What runs the jobs of one contract. */
export interface JobKind {
  readonly contract: JobContract;
  readonly call: (payload: unknown, meta: JobMeta) => Promise<unknown>;
}

/** What comes after the end of a job. */
interface After {
  /** Whether the queue was looked into with the same commit. */
  readonly looked: boolean;
  readonly next: ClaimedJob | undefined;
}

const nothingLookedFor: After = { looked: false, next: undefined };

export interface QueueRunnerParts {
  readonly queue: Queue;
  /** By subject. */
  readonly kinds: ReadonlyMap<string, JobKind>;
  readonly database: Database;
  readonly jobs: Jobs;
  readonly leaseS: number;
  readonly pause: Pause;
  readonly log: Log;
}

/**
 * Runs the jobs of a queue, as many at a time as the queue allows over all its runners: claims the best one, works, ends
 * it and claims the next with one commit, until none can start; then it waits to be woken.
 */
export class QueueRunner {
  private readonly watches = new Set<JobWatch>();
  private readonly resting = new Set<() => void>();
  private wakes = 0;
  private stopped = false;
  private readonly lanes: Promise<void>[] = [];

  constructor(private readonly parts: QueueRunnerParts) {}

  get name(): string {
    return this.parts.queue.name;
  }

  /** Resolves when it has looked for work once: what a dead runner left is then in hand, unless PostgreSQL is away. */
  async start(): Promise<void> {
    await Promise.all(
      Array.from(
        { length: this.parts.queue.concurrency },
        () => new Promise<void>((looked) => this.lanes.push(this.lane(looked))),
      ),
    );
  }

  /** Looks for work now. */
  wake(): void {
    this.wakes += 1;
    for (const rise of [...this.resting]) rise();
  }

  /** Looks after a job now, if it runs here: it may have been revoked. */
  async look(id: string): Promise<void> {
    for (const watch of this.watches) if (watch.job.id === id) await watch.look();
  }

  /** Lets what runs finish or hands it back, without counting the attempt. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const watch of this.watches) watch.stop({ how: 'runner stopped' });
    this.wake();
    await Promise.all(this.lanes);
  }

  private async lane(looked: () => void): Promise<void> {
    let job: ClaimedJob | undefined;
    while (!this.stopped) {
      let { wakes } = this;
      try {
        job ??= await this.claim();
        if (job) {
          looked();
          const outcome = await this.run(job);
          // what may start since then the look at its end may have missed
          ({ wakes } = this);
          const end = await this.finish(job, outcome);
          job = end.next;
          if (job || !end.looked) continue;
        }
        const { retaken, dueS } = await this.parts.jobs.tidy(this.parts.queue, this.mayStart);
        looked();
        job = retaken;
        if (!job) await this.rest(wakes, Math.min(LOOK_MS, (dueS ?? Infinity) * 1000));
      } catch (fault) {
        looked();
        this.onFault(`the queue ${this.name} waits`, fault);
        await this.rest(wakes, LOOK_MS);
      }
    }
    if (job) await this.finish(job, { how: 'runner stopped' });
  }

  private async claim(): Promise<ClaimedJob | undefined> {
    return this.mayStart ? this.parts.jobs.claim(this.parts.queue) : undefined;
  }

  private get mayStart(): boolean {
    return !this.stopped && this.parts.pause.because === null;
  }

  private async run(job: ClaimedJob): Promise<Outcome | 'over'> {
    const { jobs, database, kinds, leaseS, queue } = this.parts;
    const watch = new JobWatch(jobs, job, { leaseS, timeLimitS: queue.timeLimitS }, this.onFault);
    const inHand = new JobInHand(job, database, jobs);
    this.watches.add(watch);
    try {
      const outcome = await watch.during(() => withinJob(job, () => this.handle(job, inHand, watch.signal, kinds)));
      return inHand.over ? 'over' : outcome;
    } finally {
      this.watches.delete(watch);
    }
  }

  private async handle(
    { id, queue, subject, payload, askedBy, traceparent, attempt }: ClaimedJob,
    job: JobInHand,
    signal: AbortSignal,
    kinds: QueueRunnerParts['kinds'],
  ): Promise<void> {
    const kind = kinds.get(subject);
    if (!kind) throw new Error(`this runner does not know ${subject}`);
    const meta: JobMeta = {
      ...{ id, subject, actor: askedBy, traceparent, attempt, signal, job },
      ...{ consumer: `queue-${queue}`, aggregate: null, cause: null, idempotencyKey: null, deadline: null },
    };
    await inTrace(traceparent, `run ${subject}`, 'consumer', () =>
      timed(subject, 'consume', () =>
        whileInHand(meta, () => kind.call(checked(kind.contract.carries, payload, subject), meta)),
      ),
    );
  }

  /** Writes down how a job ended, trying until that is done. @returns the next job, if one was looked for with that */
  private async finish(job: ClaimedJob, outcome: Outcome | 'over'): Promise<After> {
    for (;;) {
      try {
        return await this.conclude(job, outcome);
      } catch (fault) {
        this.onFault(`how ${job.id} ended could not be written yet`, fault);
        // Its lease runs out, and another goes on from there.
        if (this.stopped) return nothingLookedFor;
        await this.rest(this.wakes, LOOK_MS);
      }
    }
  }

  private async conclude(job: ClaimedJob, outcome: Outcome | 'over'): Promise<After> {
    const { jobs, queue, log } = this.parts;
    if (outcome === 'over' || outcome.how === 'returned') {
      const { ended, ...after } = await jobs.end(job, outcome === 'over' ? 'released' : 'succeeded', this.mayStart);
      if (ended) countFinished(queue.name, outcome === 'over' ? 'ended by its handler' : 'SUCCEEDED');
      return after;
    }
    if (outcome.how === 'gone') {
      log.warn(`${job.id} is no longer ours; what this runner made of it counts for nothing`);
      return nothingLookedFor;
    }
    const verdict = await jobs.settle(job, outcome, queue);
    if (!verdict) return nothingLookedFor;
    countFinished(queue.name, verdict.state);
    const facts = { queue: queue.name, job: job.id };
    if (verdict.letter) log.error(`gave up on ${job.subject}: ${verdict.because}`, facts);
    else log.info(`${job.subject}: ${verdict.because}`, facts);
    return nothingLookedFor;
  }

  private rest(wakes: number, ms: number): Promise<void> {
    if (this.stopped || wakes !== this.wakes) return Promise.resolve();
    return new Promise((done) => {
      const rise = (): void => {
        clearTimeout(timer);
        this.resting.delete(rise);
        done();
      };
      const timer = setTimeout(rise, ms);
      this.resting.add(rise);
    });
  }

  private readonly onFault = (says: string, fault: unknown): void => {
    this.parts.log.warn(says, { fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) });
  };
}
