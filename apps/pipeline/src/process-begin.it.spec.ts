import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetProcessLog,
  ListProcesses,
  ListProducts,
  ListTargets,
  ProcessChanged,
  RunProcess,
  type DataProduct,
  type Process,
} from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { processAt } from '@nightjar/programs';
import { eventually, startNight, type Night } from '@nightjar/testkit';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedFrame } from './night-sky.fixture.js';
import { pipeline } from './pipeline.module.js';

const one = <T>(results: T[]) => ({ results, next: null, count: { value: results.length, exact: true } });
const patient = { timeoutMs: 30_000 };

describe('a process whose program starts while it is being written down that it has begun', () => {
  let night: Night;
  let locks: Database;
  let input: DataProduct;
  const file = (name: string): string => join(night.home, name);

  beforeAll(async () => {
    night = await startNight({ services: [pipeline] });
    input = await storedFrame(night.home, Buffer.from('light'), { type: 'other', target: null });
    night.bus.serve(ListTargets, async () => one([]));
    night.bus.serve(ListProducts, async () => one([input]));
    mkdirSync(file('pipelines'));
    // says who it is, and waits to be told
    const script = `echo $$ > ${file('new')}; mv ${file('new')} ${file('pid')}; while [ ! -e ${file('go')} ]; do sleep 0.05; done`;
    const accepts = { target: 'optional', atLeast: 1 };
    const manifest = { name: 'waits', title: 'Waits', says: 'Waits.', queue: 'site', accepts, timeoutS: 120 };
    writeFileSync(file('pipelines/waits.json'), JSON.stringify({ ...manifest, command: ['sh', './waits.sh'] }));
    writeFileSync(file('pipelines/waits.sh'), script);
    const frozenMs = 60_000;
    locks = await Database.open({ url: night.databaseUrl, schema: 'locks', entities: [], migrations: [], frozenMs });
  }, 240_000);
  afterAll(async () => {
    await locks?.close();
    await night?.[Symbol.asyncDispose]();
  });

  /** Runs one whose row another has in hand: that it has begun is written only when `then` is over. */
  const held = async (change: string, then: (process: Process, pid: number) => Promise<void>): Promise<Process> => {
    rmSync(file('pid'), { force: true });
    const queue = `update pipeline.queue set paused = ? where name = 'site'`;
    await night.sql(`insert into pipeline.queue (name, paused) values ('site', 'held') on conflict (name) do nothing`);
    await night.sql(queue, ['held']);
    const process = await night.ask(RunProcess, { pipeline: 'waits', inputs: [input.id] }, patient);
    await locks.transaction(async (tx) => {
      await tx.rows(`update pipeline.process set ${change} where id = ?`, [process.id]);
      await night.sql(queue, [null]);
      await eventually(() => existsSync(file('pid')));
      await then(process, Number(readFileSync(file('pid'), 'utf8')));
    });
    return process;
  };
  const isGone = (pid: number): Promise<void> => eventually(() => ['Z', undefined].includes(processAt(pid)?.state));
  const found = async (id: string): Promise<Process | undefined> =>
    (await night.ask(ListProcesses, { id }, patient)).results[0];

  it('has it ended where the process turns out to be over, and nothing of it is written', async () => {
    let program = NaN;
    const { id } = await held(`state = 'CANCELLED', status = 'called off'`, async (_, pid) => void (program = pid));
    await isGone(program);
    await eventually(async () => {
      const [job] = await night.sql<{ state: string }>(
        `select j.state from pipeline.job j join pipeline.process p on p.job = j.id where p.id = ?`,
        [id],
      );
      return job?.state === 'SUCCEEDED';
    });
    expect(await found(id)).toMatchObject({ state: 'CANCELLED', status: 'called off', attempt: 0, started: null });
    expect((await night.ask(GetProcessLog, { id }, patient)).lines).toEqual([]);
  }, 240_000);

  it('has it ended where that could not be written, and begins anew', async () => {
    let program = NaN;
    const { id } = await held(`status = 'looked at'`, async (_, pid) => {
      program = pid;
      await eventually(async () => {
        const cut = await night.sql(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like 'update "pipeline"."process"%'`,
        );
        return cut.length === 1;
      });
    });
    await isGone(program);
    const runs = ({ id: of, state }: Process): boolean => of === id && state === 'RUNNING';
    await night.until(ProcessChanged, runs, 100_000);
    writeFileSync(file('go'), '');
    const done = await night.until(ProcessChanged, (process) => process.id === id && process.finished !== null, 60_000);
    expect(done.state).toBe('SUCCEEDED');
    expect(Number(readFileSync(file('pid'), 'utf8'))).not.toBe(program);
  }, 240_000);
});
