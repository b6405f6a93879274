import { Lease, type Database, type HeldLease } from '@nightjar/persistence';
import { hasEnded, holderHere } from './holder.js';
import type { Log } from './log.js';

const LOOK_MS = 500;
const RENEW_MS = 1000;

export interface LeadershipParts {
  readonly database: Database;
  /** What there must be only one of, e.g. the scheduler of a site. */
  readonly name: string;
  readonly bootId: string;
  readonly log: Log;
  /** Told who leads, whenever that has changed. */
  readonly onStandby: (because: string) => void;
  /** Called once when another has taken over: this instance must end. */
  readonly onLost: () => void;
}

/** One of several instances leads; the others stand by and take over within seconds of its end. */
export class Leadership {
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly lease: Lease,
    private readonly held: HeldLease,
    private readonly parts: LeadershipParts,
  ) {}

  /** Waits until the lease is ours; from then on every transaction of the database is fenced by it. */
  static async win(parts: LeadershipParts): Promise<Leadership> {
    const lease = new Lease(parts.database, parts.name, holderHere(parts.bootId), hasEnded);
    for (let told = ''; ;) {
      const outcome = await lease.take().catch((fault: unknown) => ({ kind: 'taken' as const, by: String(fault) }));
      if (outcome.kind === 'held') {
        parts.database.fencedBy(outcome.lease);
        const leadership = new Leadership(lease, outcome.lease, parts);
        leadership.keep();
        return leadership;
      }
      if (outcome.by !== told) parts.onStandby(`stands by: ${parts.name} is led by ${outcome.by}`);
      told = outcome.by;
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  }

  /** Lets whoever stands by take over at once. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.lease.giveUp(this.held).catch(() => undefined);
  }

  private keep(): void {
    this.timer = setInterval(() => {
      this.lease.renew(this.held).then(
        (ours) => {
          if (!ours) this.lose();
        },
        // While the database is away nobody can take over either; the fence decides when it is back.
        (fault: unknown) => this.parts.log.warn('the lease could not be renewed', { fault: String(fault) }),
      );
    }, RENEW_MS);
  }

  private lose(): void {
    clearInterval(this.timer);
    this.parts.log.error(`another instance leads ${this.parts.name} now; this one ends`);
    this.parts.onLost();
  }
}
