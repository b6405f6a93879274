import type { Job, JobState, Queue, QueueState } from '@nightjar/contracts';
import type { Database } from './database.js';
import { ACTIVE, selectJobs } from './job-row.js';
import type { Transaction } from './transaction.js';

/** Mean rates are those of so many minutes. */
const RATE_MINUTES = 10;

/** What is asked for of the jobs. */
export interface JobFilter {
  readonly id?: string | undefined;
  readonly queue?: string | undefined;
  readonly state?: JobState | undefined;
}

/** A part of the list: its rows, their order, and the key a page goes on from. */
interface Segment {
  readonly where: string;
  readonly order: string;
  readonly key: string;
  readonly type: string;
}

const SEGMENTS: readonly Segment[] = [
  {
    where: `j.state = 'WAITING'`,
    order: 'j.queue, -j.priority, j.position',
    key: 'j.queue, -j.priority, j.position',
    type: '(?::text, ?::int, ?::float8)',
  },
  {
    where: `j.slot is not null and j.state in ${ACTIVE}`,
    order: 'j.queue, j.slot',
    key: 'j.queue, j.slot',
    type: '(?::text, ?::int)',
  },
  {
    where: `j.state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST')`,
    order: 'j.id desc',
    key: 'j.id',
    type: '(?::text)',
  },
];

type Listed = Job & { readonly cursorKey: unknown[] };

/** Those that wait in the order of their turn, then what runs, then what is over, newest first. */
export const listJobs = (
  database: Database,
  filter: JobFilter,
  paging: { limit: number; cursor?: string | undefined },
): ReturnType<typeof listSeen> =>
  // A job that changes its state meanwhile would be in none of the parts, or in two.
  database.snapshot((seen) => listSeen(seen, database.schema, filter, paging));

async function listSeen(
  seen: Pick<Transaction, 'rows'>,
  schema: string,
  filter: JobFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ results: Job[]; next: string | null; count: { value: number; exact: true } }> {
  const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
  const matching = wanted.map(([column]) => `j.${column} = ?`);
  const values = wanted.map(([, value]) => value);
  let [segment, key] = cursor === undefined ? [0, []] : readCursor(cursor);
  const found: { row: Listed; segment: number }[] = [];
  for (; segment < SEGMENTS.length && found.length <= limit; segment++, key = []) {
    const part = SEGMENTS[segment];
    if (!part) break;
    const after = key.length === 0 ? [] : [`(${part.key}) ${part.order.endsWith('desc') ? '<' : '>'} ${part.type}`];
    const rows = await seen.rows<Listed>(
      selectJobs(
        schema,
        `where ${[part.where, ...matching, ...after].join(' and ')} order by ${part.order} limit ${limit + 1 - found.length}`,
        `jsonb_build_array(${part.key}) as "cursorKey"`,
      ),
      [...values, ...key],
    );
    for (const row of rows) found.push({ row, segment });
  }
  const [total] = await seen.rows<{ n: number }>(
    `select count(*)::int as n from ${schema}.job j ${matching.length ? `where ${matching.join(' and ')}` : ''}`,
    values,
  );
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const next = found.length > limit && last ? writeCursor(last.segment, last.row.cursorKey) : null;
  return {
    results: page.map(({ row: { cursorKey: _, ...job } }) => job),
    next,
    count: { value: total?.n ?? 0, exact: true },
  };
}

const writeCursor = (segment: number, key: readonly unknown[]): string =>
  Buffer.from(JSON.stringify([segment, ...key])).toString('base64url');

/** A cursor that is none begins from the start. */
function readCursor(cursor: string): [number, unknown[]] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && typeof parts[0] === 'number') return [parts[0], parts.slice(1)];
  } catch {
    // below
  }
  return [0, []];
}

interface QueueFigures {
  readonly queue: string;
  readonly depth: number;
  readonly oldestAgeS: number | null;
  readonly succeeded: number;
  readonly failed: number;
}

/** Queues with depth, age, what runs and how fast. */
export async function queueStates(database: Database, queues: readonly Queue[]): Promise<QueueState[]> {
  const { schema } = database;
  const [figures, running, paused] = await Promise.all([
    database.rows<QueueFigures>(
      `with waiting as (
         select queue, count(*)::int as depth, extract(epoch from clock_timestamp() - min(greatest(created_at, not_before)) filter (
             where (not_before is null or not_before <= clock_timestamp()) and (after = '{}' or not exists (
               select 1 from ${schema}.job d where d.id = any(w.after) and d.state <> 'SUCCEEDED'))))::float as "oldestAgeS"
         from ${schema}.job w where state = 'WAITING' group by queue),
       finished as (
         select queue, count(*) filter (where state = 'SUCCEEDED')::int as succeeded,
           count(*) filter (where state in ('FAILED', 'LOST'))::int as failed
         from ${schema}.job where finished_at > clock_timestamp() - make_interval(mins => ${RATE_MINUTES}) group by queue)
       select queue, coalesce(depth, 0) as depth, "oldestAgeS", coalesce(succeeded, 0) as succeeded, coalesce(failed, 0) as failed
       from waiting full join finished using (queue)`,
    ),
    database.rows<Job>(
      selectJobs(schema, `where j.slot is not null and j.state in ${ACTIVE} order by j.queue, j.slot`),
    ),
    database.rows<{ name: string; paused: string }>(
      `select name, paused from ${schema}.queue where paused is not null`,
    ),
  ]);
  return queues.map(({ name, service, says, concurrency, attempts, timeLimitS }) => {
    const mine = figures.find((row) => row.queue === name);
    return {
      ...{ name, service, says, concurrency, attempts, timeLimitS: timeLimitS as QueueState['timeLimitS'] },
      paused: paused.find((row) => row.name === name)?.paused ?? null,
      depth: mine?.depth ?? 0,
      oldestAgeS: (mine?.oldestAgeS == null ? null : Math.max(0, mine.oldestAgeS)) as QueueState['oldestAgeS'],
      running: running.filter((job) => job.queue === name),
      succeededPerMinute: (mine?.succeeded ?? 0) / RATE_MINUTES,
      failedPerMinute: (mine?.failed ?? 0) / RATE_MINUTES,
    };
  });
}
