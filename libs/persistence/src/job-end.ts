import type { Job } from '@nightjar/contracts';
import { jobsNamed, textArray } from './job-row.js';
import type { Transaction } from './transaction.js';

/** Told of every change of a job that its handler does not make, in the transaction of the change. */
export type JobFollower = (tx: Transaction, job: Job) => Promise<void>;

/**
 * Cancels what waits for jobs that will not succeed, and what waits for that. Two that do so at once lock in the same
 * order, that of the identifiers. @returns the identifiers of those
 */
export async function cancelDependants(
  tx: Transaction,
  schema: string,
  ids: readonly string[],
  because: string,
): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `with recursive fallen as (
       select id from ${schema}.job where state = 'WAITING' and after <> '{}' and after && ?::text[]
       union
       select j.id from fallen f join ${schema}.job j on j.after @> array[f.id] where j.state = 'WAITING' and j.after <> '{}'),
       locked as (
         select id from ${schema}.job where id in (select id from fallen) and state = 'WAITING' order by id for update)
     update ${schema}.job set state = 'CANCELLED', because = ?, finished_at = clock_timestamp()
     where id in (select id from locked) returning id`,
    [textArray(ids), because],
  );
  return rows.map(({ id }) => id);
}

/** Lets the service's own records follow jobs that changed without their handler. @returns the jobs as they are now */
export async function followed(
  tx: Transaction,
  schema: string,
  ids: readonly string[],
  follow: JobFollower,
): Promise<Job[]> {
  const jobs = await jobsNamed(tx, schema, ids);
  for (const job of jobs) await follow(tx, job);
  return jobs;
}

/** Wakes the runners of waiting jobs, in every process, once the transaction has committed. */
export async function tellOf(tx: Transaction, schema: string, ids: readonly string[]): Promise<void> {
  const rows = await tx.rows<{ queue: string }>(
    `with waiting as (
       select distinct on (queue) queue, id, subject, traceparent from ${schema}.job where id = any(?::text[]) and state = 'WAITING'),
     told as (
       insert into ${schema}.outbox (id, subject, aggregate, payload, traceparent)
       select gen_random_uuid()::text, subject, id, '{}', traceparent from waiting)
     select queue from waiting`,
    [textArray(ids)],
  );
  tx.noteSent(
    rows.length,
    rows.map(({ queue }) => queue),
  );
}
