import type { Database } from './database.js';
import type { HeldLease } from './held-lease.js';

/** Who holds a lease that is not renewed loses it after this long. */
const TERM_S = 5;

interface LeaseRow {
  readonly holder: string;
  readonly fence: string;
}

/**
 * The right to be the only one: kept in PostgreSQL, whose clock alone counts, so that holders' clocks may differ. A
 * holder that is killed loses it after five seconds; one that comes back late finds its fence stale and can write
 * nothing (`Database.fencedBy`).
 */
export class Lease {
  constructor(
    private readonly database: Database,
    private readonly name: string,
    private readonly holder: string,
    /** Whether a holder is known to have ended, so that nobody need wait for its term: a killed process of this machine. */
    private readonly isGone: (holder: string) => boolean = () => false,
  ) {}

  /** Takes the lease if nobody holds it. @returns the lease, or who holds it */
  async take(): Promise<{ kind: 'held'; lease: HeldLease } | { kind: 'taken'; by: string }> {
    const { schema } = this.database;
    const [mine] = await this.database.rows<LeaseRow>(
      `insert into ${schema}.lease (name, holder, fence, expires_at)
       values (?, ?, 1, clock_timestamp() + make_interval(secs => ${TERM_S}))
       on conflict (name) do update
         set holder = excluded.holder, fence = lease.fence + 1, expires_at = excluded.expires_at
         where lease.expires_at < clock_timestamp()
       returning holder, fence::text`,
      [this.name, this.holder],
    );
    if (mine) return { kind: 'held', lease: { name: this.name, ...mine } };
    const [other] = await this.database.rows<LeaseRow>(
      `select holder, fence::text from ${schema}.lease where name = ?`,
      [this.name],
    );
    if (other && this.isGone(other.holder)) await this.release(other.holder, other.fence);
    return { kind: 'taken', by: other?.holder ?? 'nobody any more' };
  }

  /** @returns whether the lease is still ours; false means another has taken it */
  async renew({ fence }: HeldLease): Promise<boolean> {
    const renewed = await this.database.rows(
      `update ${this.database.schema}.lease
         set expires_at = clock_timestamp() + make_interval(secs => ${TERM_S})
       where name = ? and holder = ? and fence = ? returning name`,
      [this.name, this.holder, fence],
    );
    return renewed.length > 0;
  }

  /** Gives it up at once, so that whoever stands by need not wait. */
  async giveUp({ fence }: HeldLease): Promise<void> {
    await this.release(this.holder, fence);
  }

  private async release(holder: string, fence: string): Promise<void> {
    await this.database.rows(
      `update ${this.database.schema}.lease set expires_at = '-infinity' where name = ? and holder = ? and fence = ?`,
      [this.name, holder, fence],
    );
  }
}
