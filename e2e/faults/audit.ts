import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import pg from 'pg';
import { belongingTo } from './process-table.js';
import type { Holdings } from './holdings.js';

const OUTBOX_ABOUT = `coalesce(payload->>'id', payload->'notice'->>'id', payload->>'notice')`;

/** Reads the record as it is now: PostgreSQL by SQL, the disk by its files, the machine by its process table. */
export async function readHoldings(home: string): Promise<Holdings> {
  const client = new pg.Client({ connectionString: await databaseUrl(home) });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return { ...(await readTables(client)), ...(await readDisk(home)), strangers: await strangers(home) };
  } finally {
    await client.end();
  }
}

/** Where the observatory's parts are, as its supervisor published it. */
export async function addressesOf(home: string): Promise<{ readonly [name: string]: string | undefined }> {
  return JSON.parse(await readFile(join(home, 'run', 'addresses.json'), 'utf8')) as Record<string, string>;
}

export async function databaseUrl(home: string): Promise<string> {
  return (await addressesOf(home))['databaseUrl'] ?? '';
}

async function readTables(client: pg.Client): Promise<Omit<Holdings, 'files' | 'temporary' | 'strangers'>> {
  const rows = async (sql: string): Promise<never[]> => (await client.query<never>(sql)).rows;
  const schemas = (table: string): Promise<{ schema: string }[]> =>
    rows(`select table_schema as schema from information_schema.tables where table_name = '${table}' order by 1`);
  const ofAll = async (table: string, select: (schema: string) => string): Promise<never[]> => {
    const all = (await schemas(table)).map(({ schema }) => select(schema));
    return all.length === 0 ? [] : rows(all.join(' union all '));
  };
  return {
    notices: await rows(`select id, coalesce(trigger, '') as trigger, decision, request from alert.notice`),
    matches: await rows('select notice, target from catalog.match'),
    requests: await rows('select id, trigger from schedule.request'),
    targets: await rows('select id, name from catalog.target'),
    events: await ofAll(
      'outbox',
      (schema) => `select '${schema}' as schema, id, subject, ${OUTBOX_ABOUT} as about, sent_at is not null as sent,
                     (extract(epoch from created_at) * 1000)::float8 as at
                   from ${schema}.outbox`,
    ),
    inbox: await ofAll(
      'inbox',
      (schema) => `select '${schema}' as schema, consumer, event_id as event from ${schema}.inbox`,
    ),
    consumers: await ofAll(
      'consumer',
      // A consumer is noted as owed what was told from an hour before it came.
      (schema) => `select '${schema}' as schema, durable as name,
                     (extract(epoch from since + interval '1 hour') * 1000)::float8 as at from ${schema}.consumer`,
    ),
    deadLetters: await ofAll('dead_letter', (schema) => `select consumer, reason from ${schema}.dead_letter`),
    processes: await rows('select id, state from pipeline.process'),
    jobs: await ofAll(
      'job',
      (schema) => `select id, state, coalesce(lease_until > clock_timestamp(), false) as leased from ${schema}.job`,
    ),
    frames: await rows(`select sha256 from catalog.data_product where type = 'frame'`),
    taken: await rows(`select id as command, frame as sha256 from instrument.command where frame is not null`),
  };
}

async function readDisk(home: string): Promise<Pick<Holdings, 'files' | 'temporary'>> {
  const products = await filesUnder(join(home, 'products'));
  const work = await filesUnder(join(home, 'work'));
  const isPart = (path: string): boolean => /\.(part|tmp)$/.test(path);
  const whole = products.filter((path) => !isPart(path));
  return {
    files: await Promise.all(
      whole.map(async (path) => ({
        name: basename(path),
        sha256: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      })),
    ),
    temporary: [...products.filter(isPart), ...work].map((path) => relative(home, path)),
  };
}

async function filesUnder(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Whatever belongs to the home and descends neither from its supervisor nor from us, who may employ an agent beside it. */
async function strangers(home: string): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(home, 'run', 'supervisor.json'), 'utf8')) as { pid: number };
  const all = await belongingTo(home);
  return all
    .filter(({ ancestors }) => !ancestors.includes(lock.pid) && !ancestors.includes(process.pid))
    .map(({ pid, says }) => `${pid} ${says}`);
}
