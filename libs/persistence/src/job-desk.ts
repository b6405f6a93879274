import { Refusal, type Job, type JobState } from '@nightjar/contracts';
import type { Database } from './database.js';
import { cancelDependants, followed, tellOf, type JobFollower } from './job-end.js';
import { jobsNamed } from './job-row.js';
import { judgeRevoke, type RevokeVerdict } from './job-verdict.js';
import type { Transaction } from './transaction.js';

/** Where a waiting job is to stand in its line. */
export type Place = 'front' | 'back' | { readonly before: string } | { readonly after: string };

/** The jobs of a service as an operator moves them. */
export class JobDesk {
  constructor(
    private readonly database: Database,
    private readonly follow: JobFollower,
  ) {}

  /** @throws Refusal `not_found` */
  async job(id: string): Promise<Job> {
    const [job] = await jobsNamed(this.database, this.schema, [id]);
    if (!job) throw missing(id);
    return job;
  }

  /**
   * Cancels a job that waits, or marks one that runs as CANCELLING; its runner is to stop it then.
   * @param because who revokes it and why
   * @throws Refusal `not_found`, `running`
   */
  async revoke(
    id: string,
    { terminate, because }: { terminate: boolean; because: string },
  ): Promise<{ verdict: RevokeVerdict; job: Job }> {
    return this.database.transaction(async (tx) => {
      const verdict = judgeRevoke(await this.lock(tx, id), terminate);
      if (verdict === 'wait' || verdict === 'too late') return { verdict, job: await this.read(tx, id) };
      const fallen = await this.end(tx, id, verdict === 'cancel' ? 'CANCELLED' : 'CANCELLING', because);
      const jobs = await followed(tx, this.schema, [id, ...fallen], this.follow);
      return { verdict, job: jobs.find((job) => job.id === id) ?? (await this.read(tx, id)) };
    });
  }

  /** Revokes every waiting job of a queue. @returns how many */
  async drain(queue: string, because: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.rows<{ id: string }>(
        `with waiting as (
           select id from ${this.schema}.job where queue = ? and state = 'WAITING' order by id for update)
         update ${this.schema}.job set state = 'CANCELLED', because = ?, finished_at = clock_timestamp()
         where id in (select id from waiting) returning id`,
        [queue, because],
      );
      const drained = rows.map(({ id }) => id);
      const fallen = await cancelDependants(
        tx,
        this.schema,
        drained,
        `what had to succeed first was revoked: ${because}`,
      );
      await followed(tx, this.schema, [...drained, ...fallen], this.follow);
      return drained.length;
    });
  }

  /** Lets a job that is over and did not succeed wait for its turn again. @throws Refusal `not_found`, `not_over` */
  async retry(id: string): Promise<Job> {
    return this.database.transaction(async (tx) => {
      const state = await this.lock(tx, id);
      if (state !== 'FAILED' && state !== 'LOST' && state !== 'CANCELLED')
        throw new Refusal('not_over', `the job is ${state}; one that failed, was lost or was revoked can be retried`);
      await tx.rows(
        `with letter as (
           delete from ${this.schema}.dead_letter d using ${this.schema}.job j
           where j.id = ? and d.consumer = 'queue-' || j.queue and d.message_id = j.id)
         update ${this.schema}.job set state = 'WAITING', because = null, attempt = 0, slot = null, key = null, not_before = null,
           started_at = null, finished_at = null, position = nextval('${this.schema}.job_position')
         where id = ?`,
        [id, id],
      );
      await tellOf(tx, this.schema, [id]);
      await followed(tx, this.schema, [id], this.follow);
      return this.read(tx, id);
    });
  }

  /** Gives a waiting job another place, and the priority that reigns there. @throws Refusal `not_found`, `not_waiting` */
  async move(id: string, to: Place): Promise<Job> {
    return this.database.transaction(async (tx) => {
      await this.lockWaiting(tx, id);
      const { queue } = await this.read(tx, id);
      // One move at a time, so that two do not take the same gap.
      await tx.rows('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`line ${this.schema} ${queue}`]);
      const beside = typeof to === 'object' ? ('before' in to ? to.before : to.after) : undefined;
      if (beside !== undefined) await this.lockWaiting(tx, beside);
      const line = await this.line(tx, queue, id);
      const index =
        to === 'front'
          ? 0
          : to === 'back'
            ? line.length
            : line.findIndex((one) => one.id === beside) + ('after' in to ? 1 : 0);
      const follows = to === 'back' || (typeof to === 'object' && 'after' in to);
      await this.insertAt(tx, id, line, index, follows);
      return this.read(tx, id);
    });
  }

  /** Starts no more jobs of a queue. */
  async pause(queue: string, because: string): Promise<void> {
    await this.database.rows(
      `insert into ${this.schema}.queue (name, paused) values (?, ?) on conflict (name) do update set paused = excluded.paused`,
      [queue, because],
    );
  }

  async resume(queue: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.rows(`update ${this.schema}.queue set paused = null where name = ?`, [queue]);
      const [best] = await this.line(tx, queue, '');
      if (best) await tellOf(tx, this.schema, [best.id]);
    });
  }

  /** @returns what had to succeed first and falls with it */
  private async end(
    tx: Transaction,
    id: string,
    state: 'CANCELLED' | 'CANCELLING',
    because: string,
  ): Promise<string[]> {
    await tx.rows(
      `update ${this.schema}.job set state = ?, because = ?, finished_at = case when ? then clock_timestamp() end where id = ?`,
      [state, because, state === 'CANCELLED', id],
    );
    if (state === 'CANCELLING') return [];
    return cancelDependants(tx, this.schema, [id], `${id}, which had to succeed first, was ${because}`);
  }

  private async lock(tx: Transaction, id: string): Promise<JobState> {
    const [row] = await tx.rows<{ state: JobState }>(`select state from ${this.schema}.job where id = ? for update`, [
      id,
    ]);
    if (!row) throw missing(id);
    return row.state;
  }

  private async lockWaiting(tx: Transaction, id: string): Promise<void> {
    const state = await this.lock(tx, id);
    if (state !== 'WAITING')
      throw new Refusal('not_waiting', `${id} is ${state}: only what waits has a place in a line`);
  }

  private async line(tx: Transaction, queue: string, but: string): Promise<Standing[]> {
    return tx.rows<Standing>(
      `select id, priority, position from ${this.schema}.job where queue = ? and state = 'WAITING' and id <> ?
       order by priority desc, position`,
      [queue, but],
    );
  }

  /** @param follows whether the one before it, rather than the one behind it, lends it its priority */
  private async insertAt(
    tx: Transaction,
    id: string,
    line: readonly Standing[],
    index: number,
    follows: boolean,
  ): Promise<void> {
    const [before, after] = [line[index - 1], line[index]];
    const priority = (follows ? (before ?? after) : (after ?? before))?.priority;
    if (priority === undefined) return;
    const low = before?.priority === priority ? before.position : undefined;
    const high = after?.priority === priority ? after.position : undefined;
    const position = between(low, high);
    if (position === undefined) {
      // The gap is used up: the whole line is numbered anew, and there is room again.
      for (const [place, one] of line.entries())
        await tx.rows(`update ${this.schema}.job set position = ? where id = ?`, [place + 1, one.id]);
      return this.insertAt(
        tx,
        id,
        line.map((one, place) => ({ ...one, position: place + 1 })),
        index,
        follows,
      );
    }
    const sql = `update ${this.schema}.job set priority = ?, position = ${high === undefined ? `nextval('${this.schema}.job_position')` : '?'} where id = ?`;
    await tx.rows(sql, high === undefined ? [priority, id] : [priority, position, id]);
  }

  private async read(tx: Transaction, id: string): Promise<Job> {
    const [job] = await jobsNamed(tx, this.schema, [id]);
    if (!job) throw missing(id);
    return job;
  }

  private get schema(): string {
    return this.database.schema;
  }
}

interface Standing {
  readonly id: string;
  readonly priority: number;
  readonly position: number;
}

/** A position between two; undefined when doubles leave no room. */
export function between(low: number | undefined, high: number | undefined): number | undefined {
  if (high === undefined) return low === undefined ? 0 : low + 1;
  if (low === undefined) return high - 1;
  const middle = (low + high) / 2;
  return middle > low && middle < high ? middle : undefined;
}

const missing = (id: string): Refusal => new Refusal('not_found', `there is no job ${id}`);
