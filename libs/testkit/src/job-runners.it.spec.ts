import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EnqueueJob, ListQueues, RevokeJob, type Job, type JobContract } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import type { AppProcess } from './app-process.js';
import { HeldLine } from './held-line.fixture.js';
import { startNight, type Night } from './night.js';
import { practise, Trial, Wide } from './practise.fixture.js';

const PROGRAM = 'libs/testkit/dist/practise-process.fixture.js';
const here = { instance: 'practise' };
/** It answers when the job has ended. */
const patiently = { ...here, timeoutMs: 120_000 };

describe('several runners of a queue', () => {
  let night: Night;
  let database: Database;
  const runners: AppProcess[] = [];

  beforeAll(async () => {
    night = await startNight();
    database = await Database.open({
      ...{ url: night.databaseUrl, schema: 'practise', service: 'practise', entities: [] },
      migrations: practise.database?.migrations ?? [],
    });
  });
  afterAll(async () => {
    await database?.close();
    await night?.[Symbol.asyncDispose]();
  });

  /** Starts a runner whose lease is two seconds. */
  async function runner(environment: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const child = await begun(environment);
    await child.says(/practises/, 60_000);
    return child;
  }

  /** The same, without a look whether it lives long enough to say so. */
  async function begun(environment: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const child = await night.spawn(PROGRAM, { PRACTISE_LEASE_S: '2', ...environment });
    runners.push(child);
    return child;
  }

  const enqueue = (contract: JobContract, payloads: readonly object[]): Promise<string[]> =>
    database.transaction(async (tx) => {
      const ids: string[] = [];
      for (const payload of payloads) ids.push(await tx.enqueue(contract, payload));
      return ids;
    });
  const effects = async (): Promise<number[]> =>
    (await night.sql<{ n: number }>('select n from practise.effect order by n')).map(({ n }) => n);
  // Asked of the record: a frozen runner is still one of those that answer for the queue.
  const one = async (id: string): Promise<Pick<Job, 'state' | 'because' | 'attempt' | 'fence'>> => {
    const [row] = await night.sql<Job>('select state, because, attempt, fence from practise.job where id = ?', [id]);
    if (!row) throw new Error(`no ${id}`);
    return row;
  };
  /** Pairs of turns of a queue of which one began before the other had ended, beyond those that may. */
  const overlaps = (queue: string): Promise<object[]> =>
    night.sql(
      `select a.n as one, b.n as other, a.pid as by, b.pid as and_by from practise.turn a join practise.turn b
         on a.queue = b.queue and a.id < b.id and a.began < coalesce(b.ended, b.began) and b.began < coalesce(a.ended, a.began)
       where a.queue = ?`,
      [queue],
    );

  it('never have two jobs at a time, also where runners are killed, and give every job one effect', async () => {
    await Promise.all([runner(), runner(), runner()]);
    const turns = Array.from({ length: 300 }, (_, n) => ({ n, ms: (n * 7) % 12 }));
    await enqueue(Trial, turns);
    for (let kills = 0; kills < 3; kills++) {
      await until(async () => (await effects()).length > 50 * (kills + 1));
      // Whoever has the job in hand is killed in the middle of it.
      const [busy] = await night.sql<{ pid: number }>('select pid from practise.turn order by began desc limit 1');
      const victim = runners.find((each) => each.pid === busy?.pid);
      await victim?.kill();
      runners.splice(runners.indexOf(victim as AppProcess), 1);
      if (kills === 0) void runner();
    }
    await until(async () => (await effects()).length >= 300);
    expect(await effects()).toEqual(turns.map(({ n }) => n));
    expect(await overlaps('trial')).toEqual([]);
    const states = await night.sql('select state, count(*)::int as n from practise.job group by state');
    expect(states).toEqual([{ state: 'SUCCEEDED', n: 300 }]);
    const pids = await night.sql<{ pid: number }>('select distinct pid from practise.turn');
    expect(pids.length).toBeGreaterThan(1);
  }, 240_000);

  it('share a queue of three without ever being four', async () => {
    await enqueue(
      Wide,
      Array.from({ length: 60 }, (_, n) => ({ n: 1000 + n, ms: 15 })),
    );
    await until(async () => (await effects()).filter((n) => n >= 1000).length >= 60);
    const [{ most } = { most: 0 }] = await night.sql<{ most: number }>(
      `select max(beside)::int as most from (select (select count(*) from practise.turn b where b.queue = 'wide'
         and b.began <= a.began and b.ended > a.began) as beside from practise.turn a where a.queue = 'wide') each_turn`,
    );
    expect(most).toBe(3);
  }, 240_000);

  it('take the job of one that was frozen past its lease, and when that one thaws it can write nothing', async () => {
    await runner();
    const before = (await effects()).length;
    const [id = ''] = await enqueue(Trial, [{ n: 5000, does: 'write late', ms: 1200 }]);
    const [turn] = await rowsOf<{ pid: number }>('select pid from practise.turn where job = ?', [id]);
    const frozen = runners.find((each) => each.pid === turn?.pid);
    if (!frozen) throw new Error('nobody runs it');
    frozen.freeze();
    await until(async () => (await one(id)).state === 'SUCCEEDED');
    frozen.thaw();
    await until(async () => {
      const [stale] = await night.sql<{ ended: string | null }>(
        'select ended from practise.turn where job = ? and pid = ?',
        [id, frozen.pid],
      );
      return stale?.ended != null;
    });
    const written = await night.sql<{ pid: number }>('select pid from practise.effect where n = 5000');
    expect(written).toHaveLength(1);
    expect(written[0]?.pid).not.toBe(frozen.pid);
    expect((await effects()).length).toBe(before + 1);
    expect(await one(id)).toMatchObject({ attempt: 2, fence: 2 });
    await frozen.says(/no longer ours/);
  }, 240_000);

  it('put a job that kills its runner aside after its last attempt, and the others go on', async () => {
    const [poison = '', healthy = ''] = await enqueue(Trial, [
      { n: 6000, does: 'exit' },
      { n: 6001, ms: 1 },
    ]);
    for (let deaths = 0; deaths < 3; deaths++) {
      await until(async () => {
        const [turn] = await night.sql<{ pid: number }>('select pid from practise.turn where job = ? and attempt = ?', [
          poison,
          deaths + 1,
        ]);
        return turn !== undefined;
      });
      // it takes the job that killed the others before it is ready
      await begun();
    }
    await until(async () => (await one(poison)).state === 'LOST');
    expect((await one(poison)).because).toBe('attempt 3 of 3 failed: its runner died');
    await until(async () => (await one(healthy)).state === 'SUCCEEDED');
    const letters = await night.sql('select consumer, message_id, attempts, reason from practise.dead_letter');
    expect(letters).toEqual([
      { consumer: 'queue-trial', message_id: poison, attempts: 3, reason: 'attempt 3 of 3 failed: its runner died' },
    ]);
    const followed = await night.sql<{ state: string }>(
      'select state from practise.followed where job = ? order by seq',
      [poison],
    );
    expect(followed.map(({ state }) => state)).toEqual(['WAITING', 'WAITING', 'LOST']);
  }, 240_000);

  it('that are cut off from PostgreSQL give their job up, also while their question is never answered', async () => {
    for (const each of runners.splice(0)) await each.stop();
    await using line = await HeldLine.to(night.databaseUrl);
    const cut = await runner({ NIGHTJAR_DATABASE_URL: line.url });
    const [id = ''] = await enqueue(Trial, [{ n: 6500, does: 'wait', ms: 60_000 }]);
    await rowsOf('select pid from practise.turn where job = ?', [id]);
    line.hold();
    const other = await runner();
    await rowsOf('select pid from practise.turn where job = ? and attempt = 2', [id]);
    await cut.says(/does not stop and is left to itself/, 60_000);
    await cut.kill();
    runners.splice(runners.indexOf(cut), 1);
    await night.ask(RevokeJob, { id, terminate: true }, patiently);
    expect(await one(id)).toMatchObject({ state: 'CANCELLED', attempt: 2 });
    expect(runners).toEqual([other]);
  }, 240_000);

  it('go on with the job of one that died before any other, whatever waits', async () => {
    const [doomed] = runners;
    const [first = ''] = await enqueue(Trial, [{ n: 6600, does: 'wait', ms: 60_000 }]);
    await rowsOf('select pid from practise.turn where job = ?', [first]);
    const urgent = await database.transaction((tx) => tx.enqueue(Trial, { n: 6601 }, { priority: 9 }));
    await doomed?.kill();
    runners.splice(0);
    await runner();
    await rowsOf('select pid from practise.turn where job = ? and attempt = 2', [first]);
    expect((await one(urgent)).state).toBe('WAITING');
    await night.ask(RevokeJob, { id: first, terminate: true }, patiently);
    await until(async () => (await one(urgent)).state === 'SUCCEEDED');
  }, 240_000);

  it('hand a job back when they are stopped in order, and that counts as no attempt', async () => {
    const last = await runner();
    for (const each of runners.filter((other) => other !== last)) await each.stop();
    const { id } = await night.ask(
      EnqueueJob,
      { subject: Trial.subject, payload: { n: 7000, does: 'wait', ms: 20_000 } },
      here,
    );
    await rowsOf('select pid from practise.turn where job = ?', [id]);
    await last.stop();
    expect(await night.sql('select state, attempt, because from practise.job where id = ?', [id])).toEqual([
      { state: 'WAITING', attempt: 0, because: 'its runner stopped; waits for another' },
    ]);
  }, 240_000);

  it('that start where another died take its job at once', async () => {
    const first = await runner();
    await until(async () => (await night.sql(`select 1 from practise.turn where n = 7000`)).length > 1);
    const { results } = await night.ask(ListQueues, {}, here);
    expect(results.find(({ name }) => name === 'trial')?.running).toHaveLength(1);
    await first.kill();
    const sinceMs = performance.now();
    await runner();
    // The lease is two seconds and starting takes a while; a runner known to be dead is not waited for.
    await until(async () => (await night.sql(`select 1 from practise.turn where n = 7000`)).length > 2);
    console.log(`retaken ${((performance.now() - sinceMs) / 1000).toFixed(1)} s after the kill`);
  }, 240_000);

  async function rowsOf<T extends object>(sql: string, params: readonly unknown[]): Promise<T[]> {
    let rows: T[] = [];
    await until(async () => (rows = await night.sql<T>(sql, params)).length > 0);
    return rows;
  }
});

async function until(fits: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await fits())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms`);
    await new Promise((done) => setTimeout(done, 25));
  }
}
