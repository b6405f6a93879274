import type { Job } from '@nightjar/contracts';

/** States in which a runner has the job: at most one for each slot of a queue. */
export const ACTIVE = `('LEASED', 'RUNNING', 'CANCELLING')`;

const isoOf = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The noun of the contract, from a row `j`; its place in the line is counted, as it changes with the others. */
const jobColumns = (schema: string): string =>
  `j.id, j.queue, j.subject, j.payload, j.state, j.because, j.priority,
   case when j.state = 'WAITING' then (
     select count(*)::int from ${schema}.job o where o.queue = j.queue and o.state = 'WAITING'
       and (o.priority > j.priority or (o.priority = j.priority and o.position <= j.position))
   ) end as position,
   j.attempt, j.attempts, ${isoOf('j.not_before')} as "notBefore", to_jsonb(j.after) as after, j.asked_by as "askedBy",
   j.runner, j.fence, ${isoOf('j.lease_until')} as "leaseUntil", ${isoOf('j.created_at')} as "createdAt",
   ${isoOf('j.started_at')} as "startedAt", ${isoOf('j.finished_at')} as "finishedAt",
   substr(j.traceparent, 4, 32) as "traceId"`;

/** A query of jobs as the contract has them; `rest` filters and orders the rows `j`, `more` is a column beside. */
export const selectJobs = (schema: string, rest: string, more?: string): string =>
  `select ${jobColumns(schema)}${more ? `, ${more}` : ''} from ${schema}.job j ${rest}`;

/** Where rows can be asked for: a database, or a transaction of it. */
export interface Rows {
  rows<T extends object>(sql: string, params?: readonly unknown[]): Promise<T[]>;
}

/** An array parameter; identifiers need no quoting. */
export const textArray = (texts: readonly string[]): string => `{${texts.join(',')}}`;

export async function jobsNamed(from: Rows, schema: string, ids: readonly string[]): Promise<Job[]> {
  if (ids.length === 0) return [];
  return from.rows<Job>(selectJobs(schema, 'where j.id = any(?::text[]) order by j.id'), [textArray(ids)]);
}
