import type { Queue } from '@nightjar/contracts';
import type { Database } from './database.js';
import { FencedOut, type HeldJob } from './fence.js';
import {
  claimSql,
  endAndClaimSql,
  endSql,
  retakeSql,
  succeedSql,
  type ClaimedJob,
  type ClaimedRow,
  type End,
  type Ended,
} from './job-claim.js';
import { cancelDependants, followed, tellOf, type JobFollower } from './job-end.js';
import { ACTIVE } from './job-row.js';
import { judgeEnding, type Ending, type Verdict } from './job-verdict.js';
import type { Transaction } from './transaction.js';

/** Who takes jobs. */
export interface Runner {
  /** For people. */
  readonly name: string;
  /** As no other process ever was. */
  readonly holder: string;
  /** Whether a holder is known to have ended, so that nobody need wait for its lease to run out. */
  readonly isGone: (holder: string) => boolean;
  /** How long a runner may be silent before its job is given to another. */
  readonly leaseS: number;
}

/** A job whose runner may be dead. */
interface Dead {
  readonly id: string;
  readonly fence: number;
  readonly slot: number;
  readonly holder: string;
}

/** What a runner finds when it looks after its job: `gone` means that it is no longer its own. */
export type Found = 'ours' | 'cancelling' | 'gone';

/**
 * The jobs of a service as their runners see them. PostgreSQL decides: its clock alone counts for leases, and a unique
 * index keeps two runners from having jobs in one slot of a queue, whatever they do.
 */
export class Jobs {
  constructor(
    private readonly database: Database,
    private readonly runner: Runner,
    private readonly follow: JobFollower,
  ) {}

  /** Takes the best job that could start; undefined when there is none or no slot is free. */
  async claim({ name, concurrency }: Queue): Promise<ClaimedJob | undefined> {
    const takenMs = performance.now();
    try {
      const [job] = await this.database.rows<ClaimedRow>(claimSql(this.schema), [
        ...[name, concurrency, name],
        ...this.lease,
      ]);
      return job && { ...job, takenMs };
    } catch (fault) {
      // Another runner has taken the slot since this one saw it free.
      if (isTaken(fault)) return undefined;
      throw fault;
    }
  }

  /** Shows that work on it has begun. */
  async begin({ id, fence }: HeldJob): Promise<void> {
    await this.database.rows(
      `update ${this.schema}.job set state = 'RUNNING' where id = ? and fence = ? and state = 'LEASED'`,
      [id, fence],
    );
  }

  /** Renews the lease. */
  async beat({ id, fence }: HeldJob): Promise<Found> {
    return this.found(
      `update ${this.schema}.job set beat_at = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => ?)
       where id = ? and fence = ? and slot is not null returning state`,
      [this.runner.leaseS, id, fence],
    );
  }

  /** Looks without renewing. */
  async look({ id, fence }: HeldJob): Promise<Found> {
    return this.found(`select state from ${this.schema}.job where id = ? and fence = ? and slot is not null`, [
      id,
      fence,
    ]);
  }

  /**
   * Ends a job well, or frees the place of one that its handler has ended, and, unless told not to, takes the next one
   * with the same commit. Nothing in `next` does not mean that nothing waits, even where it has `looked`: what the end of
   * this job lets start is seen by the next claim only, and its queue is woken for that.
   */
  async end(
    job: ClaimedJob,
    end: End,
    andClaim: boolean,
  ): Promise<{ ended: boolean; looked: boolean; next: ClaimedJob | undefined }> {
    const ours = [job.id, job.fence, job.slot];
    const takenMs = performance.now();
    try {
      const [row] = andClaim
        ? await this.database.rows<Ended & { next: ClaimedRow | null }>(endAndClaimSql(this.schema, end), [
            ...ours,
            ...this.lease,
          ])
        : await this.database.rows<Ended & { next: null }>(endSql(this.schema, end), ours);
      const woken = row?.woken ?? [];
      this.database.announce(woken.length, woken);
      const ended = row?.done === 1;
      return { ended, looked: ended && andClaim, next: row?.next ? { ...row.next, takenMs } : undefined };
    } catch (fault) {
      if (andClaim && isTaken(fault)) return this.end(job, end, false);
      throw fault;
    }
  }

  /**
   * Ends a job well in the transaction of its effect. Its place stays occupied until its handler has returned: `end`.
   * @throws FencedOut when it is no longer ours
   */
  async succeedIn(tx: Transaction, job: HeldJob): Promise<void> {
    const [row] = await tx.rows<Ended>(succeedSql(this.schema), [job.id, job.fence]);
    if (row?.done !== 1) throw new FencedOut(`the job ${job.id} is no longer ours`);
    tx.noteSent(row.woken?.length ?? 0, row.woken ?? []);
  }

  /** Ends a job that found out that it cannot succeed, however often it is tried. @throws FencedOut */
  async failIn(tx: Transaction, job: HeldJob, because: string): Promise<void> {
    const failed = await tx.rows(
      `update ${this.schema}.job set state = 'FAILED', because = ?, finished_at = clock_timestamp()
       where id = ? and fence = ? and state in ('LEASED', 'RUNNING') returning id`,
      [because, job.id, job.fence],
    );
    if (failed.length === 0) throw new FencedOut(`the job ${job.id} is no longer ours`);
    const fallen = await cancelDependants(
      tx,
      this.schema,
      [job.id],
      `${job.id}, which had to succeed first, is FAILED`,
    );
    await followed(tx, this.schema, fallen, this.follow);
  }

  /** Writes down an attempt that did not end well, and what becomes of the job; nothing when it is no longer ours. */
  async settle(job: HeldJob, ending: Ending, { backOffS }: Pick<Queue, 'backOffS'>): Promise<Verdict | undefined> {
    return this.database.transaction((tx) => this.settleIn(tx, job, ending, { backOffS }));
  }

  private async settleIn(
    tx: Transaction,
    { id, fence }: HeldJob,
    ending: Ending,
    { backOffS }: Pick<Queue, 'backOffS'>,
  ): Promise<Verdict | undefined> {
    const [row] = await tx.rows<{ state: string; because: string | null; attempt: number; attempts: number }>(
      `select state, because, attempt, attempts from ${this.schema}.job
       where id = ? and fence = ? and state in ${ACTIVE} for update`,
      [id, fence],
    );
    if (!row) return undefined;
    const revoked = row.state === 'CANCELLING' ? (row.because ?? 'revoked') : null;
    const verdict = judgeEnding(ending, { ...row, backOffS, revoked });
    await this.write(tx, id, verdict);
    return verdict;
  }

  /**
   * Takes jobs back whose runners died: their leases have run out, or the processes are known to have ended. The first
   * that may be tried again goes on here, in the place that it had: what waits behind it does not pass it.
   * @param andClaim whether a job may be started here
   * @returns that job, and seconds until the next waiting job could start; null when none is for later
   */
  async tidy(
    { name, backOffS }: Pick<Queue, 'name' | 'backOffS'>,
    andClaim: boolean,
  ): Promise<{ retaken: ClaimedJob | undefined; dueS: number | null }> {
    const [found] = await this.database.rows<{ held: (Dead & { over: boolean })[] | null; dueS: number | null }>(
      `select
         (select jsonb_agg(jsonb_build_object(
             'id', id, 'fence', fence, 'slot', slot, 'holder', holder, 'over', lease_until < clock_timestamp()))
           from ${this.schema}.job where queue = ? and slot is not null) as held,
         (select extract(epoch from min(not_before) - clock_timestamp())::float
           from ${this.schema}.job where queue = ? and state = 'WAITING' and not_before > clock_timestamp()) as "dueS"`,
      [name, name],
    );
    let retaken: ClaimedJob | undefined;
    for (const { over, ...dead } of found?.held ?? []) {
      if (!over && !this.runner.isGone(dead.holder)) continue;
      const next = await this.expire(dead, { backOffS }, andClaim && !retaken);
      retaken ??= next;
    }
    return { retaken, dueS: retaken ? null : (found?.dueS ?? null) };
  }

  /** The same for one job, unless its runner has shown itself since. */
  private async expire(
    { id, fence, slot, holder }: Dead,
    queue: Pick<Queue, 'backOffS'>,
    andClaim: boolean,
  ): Promise<ClaimedJob | undefined> {
    const job = { schema: this.schema, id, fence };
    if (!this.runner.isGone(holder)) {
      const silent = await this.database.rows(
        `update ${this.schema}.job set lease_until = '-infinity'
         where id = ? and fence = ? and slot is not null and lease_until < clock_timestamp() returning id`,
        [job.id, job.fence],
      );
      if (silent.length === 0) return undefined;
    }
    const takenMs = performance.now();
    const { verdict, retaken } = await this.database.transaction(async (tx) => {
      const judged = await this.settleIn(tx, job, { how: 'runner died' }, queue);
      if (judged?.state !== 'WAITING' || !andClaim) return { verdict: judged, retaken: undefined };
      const [row] = await tx.rows<ClaimedRow>(retakeSql(this.schema), [slot, id, ...this.lease]);
      return { verdict: judged, retaken: row && { ...row, takenMs } };
    });
    // It had ended the job, and died before it had freed its place.
    if (!verdict)
      await this.database.rows(
        `update ${this.schema}.job set slot = null where id = ? and fence = ? and state not in ${ACTIVE}`,
        [job.id, job.fence],
      );
    return retaken;
  }

  private async write(tx: Transaction, id: string, { state, because, attempt, restS, letter }: Verdict): Promise<void> {
    const { schema } = this;
    await tx.rows(
      `update ${schema}.job set state = ?, because = ?, attempt = ?, slot = null, lease_until = null,
         not_before = case when ? then clock_timestamp() + make_interval(secs => ?) end,
         finished_at = case when ? then clock_timestamp() end
       where id = ?`,
      [state, because, attempt, restS > 0, restS, state !== 'WAITING', id],
    );
    if (letter) await bury(tx, schema, id);
    const says = `${id}, which had to succeed first, is ${state}`;
    const fallen = state === 'WAITING' ? [] : await cancelDependants(tx, schema, [id], says);
    if (state === 'WAITING' && restS === 0) await tellOf(tx, schema, [id]);
    await followed(tx, schema, [id, ...fallen], this.follow);
  }

  private async found(sql: string, params: readonly unknown[]): Promise<Found> {
    const [row] = await this.database.rows<{ state: string }>(sql, params);
    if (!row) return 'gone';
    return row.state === 'CANCELLING' ? 'cancelling' : 'ours';
  }

  private get schema(): string {
    return this.database.schema;
  }

  private get lease(): readonly unknown[] {
    return [this.runner.holder, this.runner.name, this.runner.leaseS];
  }
}

const isTaken = (fault: unknown): boolean =>
  fault instanceof Error && /job_slot/.test(fault.message) && /unique/i.test(fault.message);

/** A job that was given up is kept as a dead letter, too: there a person looks for what needs one. */
async function bury(tx: Transaction, schema: string, id: string): Promise<void> {
  await tx.rows(
    `insert into ${schema}.dead_letter (consumer, message_id, subject, payload, reason, attempts, traceparent)
     select 'queue-' || queue, id, subject, payload, because, attempt, traceparent from ${schema}.job where id = ?
     on conflict (consumer, message_id) do update
       set reason = excluded.reason, attempts = excluded.attempts, failed_at = clock_timestamp()`,
    [id],
  );
}
