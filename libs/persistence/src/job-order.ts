import { newId, Refusal, uuidv7, type JobContract, type JobState } from '@nightjar/contracts';
import { textArray, type Rows } from './job-row.js';

/** What asking for a job may say beside its payload. */
export interface JobOrder {
  /** Higher goes first; 0 unless said. */
  readonly priority?: number | undefined;
  /** Wall clock before which it does not start, ISO 8601. */
  readonly notBefore?: string | undefined;
  /** Jobs of this service that must have succeeded; one that does not succeed cancels this one. */
  readonly after?: readonly string[] | undefined;
  /** Unless said: whoever caused the message in hand. */
  readonly askedBy?: string | undefined;
  /** While a job with this key waits in the queue for its first start no second one is made. */
  readonly key?: string | undefined;
  /** The job's own identifier, where the asker writes it down before. */
  readonly id?: string | undefined;
}

/** Where a job comes from, and its contract's parsed payload. */
export interface NewJob {
  readonly contract: JobContract;
  readonly payload: unknown;
  readonly askedBy: string;
  readonly traceparent: string | null;
  /** Whether its runners need be woken. */
  readonly ticket: boolean;
  /** Jobs that are known to wait: this transaction has placed them. */
  readonly known: ReadonlySet<string>;
}

/** A job as it was put into its queue. */
export interface PlacedJob {
  readonly id: string;
  readonly state: JobState;
  /** Whether a ticket lies in the outbox. */
  readonly told: boolean;
  /** Whether it may start only when another has ended. */
  readonly waits: boolean;
}

/**
 * Writes a job's row and, when it can start now, the ticket that wakes its runners. A waiting job with the same key is
 * locked against being started before this transaction commits: who starts it sees what this transaction wrote.
 * @throws Refusal `not_found` when it is to come after a job that is not there
 */
export async function placeJob(
  tx: Rows,
  schema: string,
  { contract, payload, askedBy, traceparent, ticket, known }: NewJob,
  order: JobOrder,
): Promise<PlacedJob> {
  const { queue, subject } = contract;
  const after = order.after ?? [];
  const asked = after.filter((id) => !known.has(id));
  const { open: waitsForOthers, because } = await lookAt(tx, schema, asked);
  const open = waitsForOthers || asked.length < after.length;
  const state: JobState = because === null ? 'WAITING' : 'CANCELLED';
  const id = order.id ?? newId('job');
  for (;;) {
    const [placed] = await tx.rows<{ id: string | null; told: boolean }>(
      `with waiting as (select id from ${schema}.job where queue = ? and key = ? and state = 'WAITING' for share),
         made as (
           insert into ${schema}.job (id, queue, subject, payload, key, state, because, priority, attempts, not_before, after,
             asked_by, traceparent, finished_at)
           select ?, ?, ?, ?::jsonb, ?, ?, ?, ?::int, ?::int, ?::timestamptz, ?::text[], ?, ?,
             case when ? then clock_timestamp() end
           where not exists (select 1 from waiting)
           on conflict (queue, key) where state = 'WAITING' and key is not null do nothing
           returning id, not_before),
         ticket as (
           insert into ${schema}.outbox (id, subject, aggregate, payload, traceparent)
           select ?, ?, id, jsonb_build_object('job', id), ? from made
           where ? and (not_before is null or not_before <= clock_timestamp()) returning 1)
       select coalesce((select id from made), (select id from waiting)) as id, exists (select 1 from ticket) as told`,
      [
        ...[queue.name, order.key ?? null],
        ...[id, queue.name, subject, JSON.stringify(payload), order.key ?? null, state, because, order.priority ?? 0],
        ...[queue.attempts, order.notBefore ?? null, textArray(after), askedBy, traceparent],
        state !== 'WAITING',
        ...[uuidv7(), subject, traceparent, ticket && state === 'WAITING' && !open],
      ],
    );
    // Another transaction made one with this key at the same moment: now it can be seen.
    if (placed?.id) return { id: placed.id, state, told: placed.told, waits: open };
  }
}

/** How the jobs stand that must succeed first; locked, so that none ends without knowing who waits for it. */
async function lookAt(
  tx: Rows,
  schema: string,
  after: readonly string[],
): Promise<{ open: boolean; because: string | null }> {
  if (after.length === 0) return { open: false, because: null };
  const found = await tx.rows<{ id: string; state: JobState }>(
    `select id, state from ${schema}.job where id = any(?::text[]) order by id for share`,
    [textArray(after)],
  );
  const missing = after.find((id) => !found.some((job) => job.id === id));
  if (missing !== undefined) throw new Refusal('not_found', `there is no job ${missing} to come after`);
  const fallen = found.find(({ state }) => state === 'FAILED' || state === 'CANCELLED' || state === 'LOST');
  return {
    open: found.some(({ state }) => state !== 'SUCCEEDED'),
    because: fallen ? `${fallen.id}, which had to succeed first, is ${fallen.state}` : null,
  };
}
