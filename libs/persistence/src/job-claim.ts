import { ACTIVE } from './job-row.js';

/** A job that a runner has been given. */
export interface ClaimedJob {
  readonly schema: string;
  readonly id: string;
  readonly queue: string;
  readonly subject: string;
  readonly payload: unknown;
  /** Grows with every lease of this job. */
  readonly fence: number;
  /** The place in its queue that it occupies. */
  readonly slot: number;
  /** 1 on the first attempt. */
  readonly attempt: number;
  readonly attempts: number;
  readonly askedBy: string;
  readonly traceparent: string | null;
  /** Monotonic milliseconds of this process; the lease began no earlier. */
  readonly takenMs: number;
}

/** A claimed job as its statement gives it. */
export type ClaimedRow = Omit<ClaimedJob, 'takenMs'>;

/** The best job that could start, for each row `f` (queue, slot) of `places`; a locked one is another's already. */
const next = (schema: string, places: string): string =>
  `next as (
     select best.id, f.slot from ${places} f cross join lateral (
       select w.id from ${schema}.job w
       where w.queue = f.queue and w.state = 'WAITING' and (w.not_before is null or w.not_before <= clock_timestamp())
         and (w.after = '{}' or not exists (select 1 from ${schema}.job d where d.id = any(w.after) and d.state <> 'SUCCEEDED'))
         and not exists (select 1 from ${schema}.queue q where q.name = f.queue and q.paused is not null)
       order by w.priority desc, w.position limit 1 for update of w skip locked) best
   )`;

/** Parameters: holder, runner, seconds of the lease. */
const taken = (schema: string): string =>
  `taken as (
     update ${schema}.job j set state = 'LEASED', slot = next.slot, fence = j.fence + 1, attempt = j.attempt + 1, key = null,
       holder = ?, runner = ?, lease_until = clock_timestamp() + make_interval(secs => ?), beat_at = clock_timestamp(),
       started_at = clock_timestamp()
     from next where j.id = next.id
     returning '${schema}' as schema, j.id, j.queue, j.subject, j.payload, j.fence, j.slot, j.attempt, j.attempts, j.asked_by as "askedBy",
       j.traceparent)`;

/** Parameters: queue, slots, queue; those of `taken`. */
export const claimSql = (schema: string): string =>
  `with free as (
     select ?::text as queue, slot from generate_series(1, ?::int) slot
     where not exists (select 1 from ${schema}.job a where a.queue = ? and a.slot = slot.slot)
     order by slot limit 1),
   ${next(schema, 'free')}, ${taken(schema)}
   select * from taken`;

/** Takes one job that waits into the place that it had. Parameters: slot, id; those of `taken`. */
export const retakeSql = (schema: string): string =>
  `with next as (
     select id, ?::int as slot from ${schema}.job j where id = ? and state = 'WAITING' and slot is null
       and not exists (select 1 from ${schema}.queue q where q.name = j.queue and q.paused is not null) for update),
   ${taken(schema)}
   select * from taken`;

/** Jobs that waited for those of `done`: their queues' runners are woken here and elsewhere. */
const woken = (schema: string): string =>
  `woken as (
     select distinct on (w.queue) w.queue, w.id, w.subject, w.traceparent from done join ${schema}.job w on w.after @> array[done.id]
     where w.state = 'WAITING' and w.after <> '{}'),
   told as (
     insert into ${schema}.outbox (id, subject, aggregate, payload, traceparent)
     select gen_random_uuid()::text, subject, id, '{}', traceparent from woken)`;

const SUCCEEDED = `state = 'SUCCEEDED', because = null, finished_at = clock_timestamp()`;

/**
 * What ends: `succeeded`, the job and its occupation of its place; `released`, only the latter, of a job that its handler
 * has ended. A job that was revoked and ended before it heard of that has succeeded. Parameters: id, fence, slot.
 */
export type End = 'succeeded' | 'released';
const done = (schema: string, end: End): string =>
  `done as (
     update ${schema}.job set slot = null, lease_until = null${end === 'succeeded' ? `, ${SUCCEEDED}` : ''}
     where id = ? and fence = ? and slot is not null and state ${end === 'succeeded' ? 'in' : 'not in'} ${ACTIVE}
     returning id, queue, ?::int as slot)`;

const OUTCOME = `(select count(*)::int from done) as done, (select jsonb_agg(queue) from woken) as woken`;

/** What ending a job gives: how many were ended (0 or 1), and the queues of which others may start now. */
export interface Ended {
  readonly done: number;
  readonly woken: readonly string[] | null;
}

/** Ends a job in the transaction of its effect; its place is free when its handler has returned. Parameters: id, fence. */
export const succeedSql = (schema: string): string =>
  `with done as (
     update ${schema}.job set ${SUCCEEDED} where id = ? and fence = ? and state in ('LEASED', 'RUNNING') returning id),
   ${woken(schema)} select ${OUTCOME}`;

/** Parameters: those of `done`. */
export const endSql = (schema: string, end: End): string =>
  `with ${done(schema, end)}, ${woken(schema)} select ${OUTCOME}`;

/**
 * Ends a job and takes the next one into the same place with one commit. The next is looked for from `done`, so the
 * place is free before it is taken. Parameters: those of `done` and `taken`.
 */
export const endAndClaimSql = (schema: string, end: End): string =>
  `with ${done(schema, end)}, ${woken(schema)}, ${next(schema, 'done')}, ${taken(schema)}
   select ${OUTCOME}, (select to_jsonb(taken) from taken) as next`;
