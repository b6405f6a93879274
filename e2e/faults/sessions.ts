import pg from 'pg';
import type { Observatory } from '../night/observatory.js';
import { databaseUrl } from './audit.js';

/** What every session of PostgreSQL is doing, for whoever has to find out why nothing moves. */
export async function sessionsOf({ home }: Observatory): Promise<string> {
  const client = new pg.Client({ connectionString: await databaseUrl(home), connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ line: string }>(
      `select concat_ws(' ', pid, client_port, state, wait_event_type, wait_event, 'since',
         round(extract(epoch from clock_timestamp() - state_change)), 's, blocked by', pg_blocking_pids(pid)::text,
         left(regexp_replace(query, '\\s+', ' ', 'g'), 160)) as line
       from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and (state <> 'idle' or cardinality(pg_blocking_pids(pid)) > 0) order by state_change`,
    );
    const { rows: counts } = await client.query<{ line: string }>(
      `select concat_ws(' ', count(*), 'sessions', state) as line from pg_stat_activity
       where datname = current_database() group by state`,
    );
    return [...rows, ...counts].map(({ line }) => line).join('\n');
  } catch (fault) {
    return `PostgreSQL does not answer: ${String(fault)}`;
  } finally {
    await client.end().catch(() => undefined);
  }
}
