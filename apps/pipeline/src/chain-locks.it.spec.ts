import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelChain,
  ChainChanged,
  ListProducts,
  ListTargets,
  ProcessChanged,
  RunChain,
  type Chain,
  type DataProduct,
} from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { startNight, type Night } from '@nightjar/testkit';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedFrame } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';

const one = <T>(results: T[]) => ({ results, next: null, count: { value: results.length, exact: true } });
const patient = { timeoutMs: 30_000 };
const STEPS = 4;

/** A pipeline of the site that ends as a file says, once that is there. */
const told = (folder: string): string => `
import { definePipeline } from '@nightjar/pipelines';
import { existsSync } from 'node:fs';
import { z } from 'zod';

export default definePipeline({
  name: 'told', title: 'Told', says: 'Ends as it is told.', queue: 'site', accepts: { target: 'optional', atLeast: 1 },
  params: z.object({ file: z.string() }),
  async run({ params, status, fail }) {
    status('listens');
    while (!existsSync('${folder}/' + params.file)) await new Promise((done) => setTimeout(done, 10));
    if (params.file.startsWith('fail')) fail('it was told to');
  },
});
`;

describe('a chain that is cancelled at the instant its running step ends', () => {
  let night: Night;
  let database: Database;
  let input: DataProduct;

  beforeAll(async () => {
    night = await startNight({ services: [pipeline] });
    input = await storedFrame(night.home, Buffer.from('light'), { type: 'other', target: null });
    night.bus.serve(ListTargets, async () => one([]));
    night.bus.serve(ListProducts, async () => one([input]));
    mkdirSync(join(night.home, 'pipelines'));
    writeFileSync(join(night.home, 'pipelines', 'told.ts'), told(night.home));
    database = await Database.open({ url: night.databaseUrl, schema: 'locks', entities: [], migrations: [] });
  }, 240_000);
  afterAll(async () => {
    await database?.close();
    await night?.[Symbol.asyncDispose]();
  });

  /** Sessions of this night that wait for a row of another. */
  const waiting = async (least: number): Promise<void> => {
    for (;;) {
      const [row] = await night.sql<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if ((row?.n ?? 0) >= least) return;
      await new Promise((done) => setTimeout(done, 10));
    }
  };
  const deadlocks = async (): Promise<number> => {
    await night.sql('select pg_stat_force_next_flush()');
    const [row] = await night.sql<{ n: number }>(
      `select deadlocks::int as n from pg_stat_database where datname = current_database()`,
    );
    return row?.n ?? 0;
  };

  /** Both want the chain's row at the same moment, the ending step first: it is held back from them until both do. */
  const race = async (file: string): Promise<{ chain: Chain; cancelled: string }> => {
    const step = { pipeline: 'told', params: { file } };
    const steps = Array.from({ length: STEPS }, () => step);
    const made = await night.ask(RunChain, { inputs: [input.id], steps }, patient);
    await night.until(ProcessChanged, ({ chain, status }) => chain === made.id && status === 'listens', 30_000);
    let answer: Promise<string> | undefined;
    await database.transaction(async (tx) => {
      await tx.rows('select 1 from pipeline.chain where id = ? for update', [made.id]);
      writeFileSync(join(night.home, file), '');
      await waiting(1);
      answer = night.ask(CancelChain, { id: made.id }, { ...patient, actor: 'ada' }).then(
        ({ state }) => state,
        (fault: { code?: string }) => fault.code ?? String(fault),
      );
      await waiting(2);
    });
    const chain = await night.until(ChainChanged, ({ id, finishedAt }) => id === made.id && finishedAt !== null);
    return { chain, cancelled: (await answer) ?? '' };
  };

  it('waits for its failure, and nothing is locked by both in opposite order', async () => {
    const { chain, cancelled } = await race('fail-now');
    expect(chain.steps.map(({ state }) => state)).toEqual(['FAILED', 'CANCELLED', 'CANCELLED', 'CANCELLED']);
    expect(chain.because).toBe('told: it was told to');
    expect(cancelled).toBe('FAILED');
    expect(await deadlocks()).toBe(0);
  }, 240_000);

  it('waits for its success, and then keeps the other steps from starting', async () => {
    const { chain, cancelled } = await race('succeed-now');
    expect(chain.steps[0]?.state).toBe('SUCCEEDED');
    expect(chain.steps.at(-1)?.state).toBe('CANCELLED');
    expect(cancelled).toBe('CANCELLED');
    expect(await deadlocks()).toBe(0);
  }, 240_000);
});
