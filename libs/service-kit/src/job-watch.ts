import { isHopeless, isOutage, reasonText } from '@nightjar/bus';
import type { ClaimedJob, Ending, Jobs } from '@nightjar/persistence';

/** A job that takes longer than this to do shows as RUNNING; for less the write is not worth it. */
const BEGUN_AFTER_MS = 100;
/** How often a runner looks whether its job was revoked. */
const LOOK_MS = 2000;
/** Looks at least so often in a lease, and beats at every third part of it. */
const LOOKS_PER_LEASE = 9;
/**
 * A runner that could not renew its lease gives the job up so long before the lease ends, in parts of it: what it runs
 * has ended, or was killed, when another may begin.
 */
const GIVES_UP_BEFORE = 1 / 6;
/** A handler that goes on so long after it was told to stop is left to itself: it can write nothing any more. */
const OBEYS_WITHIN_MS = 10_000;
/** The same where the whole process is to end. */
const STOPS_WITHIN_MS = 5000;

/** How the handler's part ended. `gone`: the job is no longer ours, and nothing is to be written about it. */
export type Outcome = { readonly how: 'returned' } | { readonly how: 'gone' } | Ending;

const WORDS = {
  gone: 'its lease has passed on',
  revoked: 'it was revoked',
  'out of time': 'it took too long',
  'runner stopped': 'its runner stops',
} as const;
type StopReason = { readonly how: 'gone' } | Extract<Ending, { how: keyof typeof WORDS }>;

export interface WatchLimits {
  readonly leaseS: number;
  readonly timeLimitS: number;
}

/** Keeps the lease of a job while its handler works, and tells the handler when it is to stop. */
export class JobWatch {
  private readonly stopping = new AbortController();
  private why: StopReason | undefined;
  private renewedMs: number;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly jobs: Jobs,
    readonly job: ClaimedJob,
    private readonly limits: WatchLimits,
    private readonly onFault: (says: string, fault: unknown) => void,
  ) {
    this.renewedMs = job.takenMs;
  }

  /** Aborts when the handler is to stop. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Tells the handler to stop; the first reason counts. */
  stop(why: StopReason): void {
    if (this.why) return;
    this.why = why;
    this.stopping.abort(new Error(WORDS[why.how]));
  }

  /** Runs the handler. Why it was told to stop counts for more than how it took that. */
  async during(work: () => Promise<unknown>): Promise<Outcome> {
    const { leaseS, timeLimitS } = this.limits;
    const timers = [
      setTimeout(() => this.begin(), BEGUN_AFTER_MS),
      setTimeout(() => this.stop({ how: 'out of time', limitS: timeLimitS }), timeLimitS * 1000),
      setInterval(() => void this.look(), Math.min(LOOK_MS, (leaseS * 1000) / LOOKS_PER_LEASE)),
    ];
    const handled = work().then(
      (): Outcome => ({ how: 'returned' }),
      (fault: unknown): Outcome => this.endingOf(fault),
    );
    try {
      const outcome = await Promise.race([handled, this.abandoned(timers)]);
      return this.why ?? outcome;
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  /** Looks at the job's row now; renews the lease when it is time. */
  look(): Promise<void> {
    // also while PostgreSQL, cut off, keeps a question unanswered for ever
    if (this.isLate) this.stop({ how: 'gone' });
    this.looking ??= this.lookOnce()
      // Away is not lost: whether the lease is, its time will tell.
      .catch((fault: unknown) => this.onFault(`looking after ${this.job.id}`, fault))
      .finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const nowMs = performance.now();
    // What this process has slept through: by now another may have it, or soon.
    if (this.isLate) return this.stop({ how: 'gone' });
    const renews = nowMs - this.renewedMs > (this.limits.leaseS * 1000) / 3;
    const found = renews ? await this.jobs.beat(this.job) : await this.jobs.look(this.job);
    if (found === 'gone') return this.stop({ how: 'gone' });
    if (renews) this.renewedMs = nowMs;
    if (found === 'cancelling') this.stop({ how: 'revoked' });
  }

  private get isLate(): boolean {
    return performance.now() - this.renewedMs > this.limits.leaseS * 1000 * (1 - GIVES_UP_BEFORE);
  }

  private begin(): void {
    this.jobs.begin(this.job).catch((fault: unknown) => this.onFault(`beginning ${this.job.id}`, fault));
  }

  private abandoned(timers: NodeJS.Timeout[]): Promise<Outcome> {
    return new Promise((done) => {
      this.signal.addEventListener('abort', () => {
        const graceMs = this.why?.how === 'runner stopped' ? STOPS_WITHIN_MS : OBEYS_WITHIN_MS;
        timers.push(
          setTimeout(() => {
            this.onFault(`${this.job.id} does not stop and is left to itself`, WORDS[this.why?.how ?? 'gone']);
            done({ how: 'gone' });
          }, graceMs),
        );
      });
    });
  }

  private endingOf(fault: unknown): Ending {
    if (!this.why) this.onFault(`attempt ${this.job.attempt} of ${this.job.subject} (${this.job.id}) failed`, fault);
    // A person wants the first line, without the names of a plain error.
    const because = (reasonText(fault).split('\n')[0] ?? '').replace(/^(Error: )+/, '');
    return isOutage(fault) ? { how: 'outage', because } : { how: 'threw', because, hopeless: isHopeless(fault) };
  }
}
