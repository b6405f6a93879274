import type { Meta } from '@nightjar/bus';
import type { ClaimedJob, Database, Jobs, Transaction } from '@nightjar/persistence';

/** What a job's handler knows beside the payload. */
export interface JobMeta extends Meta {
  readonly job: JobInHand;
}

/** The job a handler works on. A handler that just returns has succeeded; one that throws is tried again. */
export class JobInHand {
  private ended = false;

  constructor(
    private readonly held: ClaimedJob,
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  get id(): string {
    return this.held.id;
  }

  /** 1 on the first attempt. One whose runner was stopped in order does not count. */
  get attempt(): number {
    return this.held.attempt;
  }

  get attempts(): number {
    return this.held.attempts;
  }

  /** Grows with every lease of this job: two runs of it never share one. */
  get fence(): number {
    return this.held.fence;
  }

  /** Whether the handler has ended the job itself. */
  get over(): boolean {
    return this.ended;
  }

  /**
   * Effect, success and the next job of a chain become true in one transaction: it happens once, whatever dies. After it
   * the handler can write nothing more.
   * @throws FencedOut when the job is no longer ours; nothing is written then
   */
  async succeed<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.end(work, (tx) => this.jobs.succeedIn(tx, this.held));
  }

  /** The same for work that found out that it cannot succeed, however often it is tried. */
  async fail<T>(because: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.end(work, (tx) => this.jobs.failIn(tx, this.held, because));
  }

  private async end<T>(work: (tx: Transaction) => Promise<T>, mark: (tx: Transaction) => Promise<void>): Promise<T> {
    const value = await this.database.transaction(
      async (tx) => {
        // The job's row first, then what hangs on it: whoever revokes or retakes jobs locks in this order too.
        await mark(tx);
        return work(tx);
      },
      { endsJob: true },
    );
    this.ended = true;
    return value;
  }
}
