import { agesOf, prune, type Database } from '@nightjar/persistence';
import type { Log } from './log.js';

const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;

/** Deletes, now and then, what the record need not keep any longer. */
export class Pruner {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly keepDays: number,
    private readonly log: Log,
    /** How long the stream keeps events, which may be longer than the setting says. */
    private readonly streamKeepsDays: () => Promise<number>,
  ) {}

  start(): void {
    this.timer = setTimeout(() => this.begin(), FIRST_MS);
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.stopping.abort();
    await this.working;
  }

  private begin(): void {
    this.working = this.work().catch((fault: unknown) => this.log.warn('nothing was pruned', { fault: String(fault) }));
    this.timer = setTimeout(() => this.begin(), EVERY_MS);
  }

  private async work(): Promise<void> {
    const ages = agesOf(this.keepDays, await this.streamKeepsDays());
    const gone = await prune(this.database, ages, this.stopping.signal);
    if (gone > 0) this.log.info(`${gone} old rows were deleted`);
  }
}
