import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, type Observatory } from '../night/observatory.js';
import { databaseUrl } from './audit.js';

const WITHIN_MS = 150_000;
/** Nothing may be on its way between two looks so far apart. */
const STILL_MS = 1500;

const BUSY = `select
  (select count(*) from alert.notice where decision = 'pending')::int as notices,
  (select count(*) from sequence.observation where state = 'RUNNING')::int as observations,
  (select count(*) from instrument.command where state in ('RECEIVED', 'SENT', 'ACCEPTED', 'RUNNING'))::int as commands,
  (select count(*) from pipeline.process where state not in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST'))::int as processes`;

/**
 * Withdraws every request that is not over and waits until nothing is on its way. @returns what still was, when that did
 * not come: an audit then says of what.
 */
export async function toRest(observatory: Observatory): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: await databaseUrl(observatory.home) });
  client.on('error', () => undefined);
  try {
    await client.connect();
    let still = 0;
    await eventually('nothing is on its way', WITHIN_MS, async () => {
      await withdrawAll(observatory, client);
      const busy = await busyWith(client);
      still = busy === '' ? still + 1 : 0;
      if (busy !== '') throw new Error(busy);
      if (still > 1) return true;
      await pause(STILL_MS);
      return undefined;
    });
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function busyWith(client: pg.Client): Promise<string> {
  const counts = (await client.query<{ [what: string]: number }>(BUSY)).rows[0] ?? {};
  const tables = ['outbox where sent_at is null', `job where state in ('WAITING', 'LEASED', 'RUNNING', 'CANCELLING')`];
  for (const table of tables) {
    const name = table.split(' ')[0] ?? '';
    const { rows } = await client.query<{ schema: string }>(
      'select table_schema as schema from information_schema.tables where table_name = $1',
      [name],
    );
    for (const { schema } of rows) {
      const found = await client.query<{ n: number }>(`select count(*)::int as n from ${schema}.${table}`);
      counts[`${schema}.${name}`] = found.rows[0]?.n ?? 0;
    }
  }
  const busy = Object.entries(counts).filter(([, count]) => count > 0);
  return busy.map(([what, count]) => `${count} ${what}`).join(', ');
}

async function withdrawAll(observatory: Observatory, client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from schedule.request where state in ('PENDING', 'SCHEDULED', 'RUNNING')`,
  );
  for (const { id } of rows)
    await fetch(`${observatory.url}/api/requests/${id}/cancel`, {
      method: 'POST',
      headers: { ...observatory.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ because: 'the trial is over' }),
    });
}
