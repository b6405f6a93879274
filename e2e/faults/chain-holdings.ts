import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { databaseUrl } from './audit.js';
import { belongingTo } from './process-table.js';

/** One run of a pipeline, as its row and that of its job say. */
export interface ProcessRow {
  readonly id: string;
  readonly pipeline: string;
  readonly queue: string;
  readonly state: string;
  /** Why it failed; null when it did not. */
  readonly because: string | null;
  readonly attempt: number;
  readonly finished: boolean;
  /** State of its job; null when there is none. */
  readonly job: string | null;
  /** Identifiers of the products it says it made. */
  readonly outputs: readonly string[];
  readonly group: string | null;
}

/** What is held of chains and of what their steps made. */
export interface ChainHoldings {
  /** `input`: the first product that it was given. */
  readonly chains: readonly {
    readonly id: string;
    readonly input: string;
    readonly state: string;
    readonly because: string | null;
    readonly processes: readonly string[];
  }[];
  readonly processes: readonly ProcessRow[];
  /** Products of the catalogue that a process made. */
  readonly products: readonly {
    readonly id: string;
    readonly name: string;
    readonly process: string;
    readonly sha256: string;
  }[];
  readonly groups: readonly string[];
  /** Processes whose success was told of, once for each telling. */
  readonly told: readonly string[];
  /** Names of the files of the product store. */
  readonly files: ReadonlySet<string>;
  /** Folders of processes that are over, and of runners that are no more. */
  readonly folders: readonly string[];
  /** Programs that no runner waits for. */
  readonly orphans: readonly string[];
}

export async function withRecord<T>(home: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: await databaseUrl(home) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Chains that somebody asked for, and not a rule: those of a trial. */
const OURS = `(select id from pipeline.chain where cause = 'a person')`;
const THEIRS = `(select id from pipeline.process where chain in ${OURS})`;

/** Reads the record by SQL, the disk by its files, the machine by its process table: no service is asked. */
export const readChains = (home: string): Promise<ChainHoldings> =>
  withRecord(home, async (client) => {
    const rows = async <Row>(sql: string): Promise<Row[]> => (await client.query(sql)).rows as Row[];
    await client.query('begin isolation level repeatable read read only');
    const told = await rows<{ process: string }>(
      `select payload->'process'->>'id' as process from pipeline.outbox where subject = 'evt.pipeline.process.succeeded'
         and payload->'process'->>'id' in ${THEIRS}`,
    );
    const groups = await rows<{ id: string }>('select id from catalog.data_product_group');
    const names = await rows<{ identifier: string }>(`select identifier from pipeline.process where chain in ${OURS}`);
    return {
      chains: await rows(
        `select id, coalesce(inputs->>0, '') as input, state, because, coalesce(
           (select jsonb_agg(step->>'process') from jsonb_array_elements(steps) step), '[]') as processes
         from pipeline.chain where cause = 'a person'`,
      ),
      processes: await rows(
        `select p.id, p.pipeline, p.queue, p.state, p.failure_message as because, p.attempt, p.finished_at is not null as finished,
           j.state as job, p.made_group->>'id' as "group", coalesce(
           (select jsonb_agg(o->>'id') from jsonb_array_elements(p.outputs) o where o->>'kind' = 'data-product'), '[]') as outputs
         from pipeline.process p left join pipeline.job j on j.id = p.job where p.chain in ${OURS}`,
      ),
      products: await rows(`select id, name, process, sha256 from catalog.data_product where process in ${THEIRS}`),
      groups: groups.map(({ id }) => id),
      told: told.map(({ process }) => process),
      ...(await readMachine(home, names)),
    };
  });

async function readMachine(
  home: string,
  names: readonly { readonly identifier: string }[],
): Promise<Pick<ChainHoldings, 'files' | 'folders' | 'orphans'>> {
  const stored = await readdir(join(home, 'products'), { recursive: true }).catch(() => []);
  return {
    files: new Set(stored.map((path) => path.split('/').at(-1) ?? '')),
    folders: await foldersOf(home, new Set(names.map(({ identifier }) => identifier))),
    orphans: await orphansOf(home),
  };
}

/** Folders of these processes, which are over, and those of runners that are no more. */
async function foldersOf(home: string, over: ReadonlySet<string>): Promise<string[]> {
  const root = join(home, 'work');
  const runners = await readdir(root).catch(() => []);
  const found = await Promise.all(
    runners.map(async (runner) => {
      const alive = await readFile(`/proc/${runner.split('-')[0]}/stat`, 'utf8').then(
        (stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] === runner.split('-')[1],
        () => false,
      );
      const inside = await readdir(join(root, runner)).catch(() => []);
      const left = inside.filter((name) => over.has(name.replace(/-\d+$/, '')));
      return [...(alive ? [] : [runner]), ...left.map((name) => `${runner}/${name}`)];
    }),
  );
  return found.flat();
}

/** Programs that work where processes do and descend from no runner: nobody waits for them. */
async function orphansOf(home: string): Promise<string[]> {
  const supervisor = JSON.parse(await readFile(join(home, 'run', 'supervisor.json'), 'utf8')) as { pid: number };
  const seen = await belongingTo(join(home, 'work'));
  return seen.filter(({ ancestors }) => !ancestors.includes(supervisor.pid)).map(({ pid, says }) => `${pid} ${says}`);
}
