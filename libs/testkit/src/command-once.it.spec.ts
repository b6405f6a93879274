import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Sender, underKey, type AskOptions } from '@nightjar/bus';
import { AddTarget } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import type { AppProcess } from './app-process.js';
import { startNight, type Night } from './night.js';

const target = (name: string) => ({ name, raDeg: 10, decDeg: 20 });

jest.setTimeout(90_000);

describe('a command to a real catalogue', () => {
  let night: Night;
  let sender: Sender;
  let tables: Database;
  let catalog: AppProcess;
  const start = async (): Promise<void> => {
    catalog = await night.spawn('catalog');
    await catalog.says(/"ready"/, 60_000);
  };
  beforeAll(async () => {
    night = await startNight();
    sender = new Sender(night.bus);
    tables = await Database.open({ url: night.databaseUrl, schema: 'locks', entities: [], migrations: [] });
    await start();
  });
  afterAll(async () => {
    await tables.close();
    await night[Symbol.asyncDispose]();
  });

  const names = async (): Promise<string[]> =>
    (await night.sql<{ name: string }>('select name from catalog.target order by name')).map(({ name }) => name);

  /** Holds the handler at its table, so that the command is begun and not ended, while `work` runs. */
  const whileHeld = async <T>(work: () => Promise<T>): Promise<T> =>
    tables.transaction(async (tx) => {
      await tx.rows('lock table catalog.target in access exclusive mode');
      return work();
    });
  const handlerWaits = async (): Promise<void> => {
    for (let waiting = 0; waiting === 0; await new Promise((done) => setTimeout(done, 20))) {
      const [row] = await night.sql<{ n: number }>('select count(*)::int n from pg_locks where not granted');
      waiting = row?.n ?? 0;
    }
  };

  it('that a frozen process did not take is not received, and is refused and recorded when it wakes', async () => {
    process.kill(catalog.pid, 'SIGSTOP');
    const sent = await sender.send('catalog', AddTarget, target('frozen'), { deadline: 0.5, actor: 'ada' });
    expect(sent).toMatchObject({ outcome: 'timed_out', which: 'not_received' });
    process.kill(catalog.pid, 'SIGCONT');
    await catalog.says(/came after its deadline/);
    expect(await names()).not.toContain('frozen');
    // The refusal does not wait for its record.
    const recorded = () => night.sql('select subject, actor from catalog.out_of_date');
    while ((await recorded()).length === 0) await new Promise((done) => setTimeout(done, 20));
    expect(await recorded()).toEqual([{ subject: AddTarget.subject, actor: 'ada' }]);
  });

  it('that was taken by a process that froze over it is unfinished, and its answer is there under its key later', async () => {
    const options = { deadline: 1, idempotencyKey: 'over it' };
    const sent = await whileHeld(async () => {
      const sending = sender.send('catalog', AddTarget, target('begun'), options);
      await handlerWaits();
      process.kill(catalog.pid, 'SIGSTOP');
      return sending;
    });
    expect(sent).toMatchObject({ outcome: 'timed_out', which: 'unfinished', says: expect.stringMatching(/same key/) });
    process.kill(catalog.pid, 'SIGCONT');
    const again = await sender.send('catalog', AddTarget, target('begun'), { ...options, deadline: 10 });
    expect(again).toMatchObject({ outcome: 'done', gives: { name: 'begun' } });
    expect((await names()).filter((name) => name === 'begun')).toHaveLength(1);
  });

  it('sent many times under one key at once is executed once, and all get the one answer', async () => {
    const send = () => sender.send('catalog', AddTarget, target('once'), { idempotencyKey: 'k1' });
    const sent = await Promise.all(Array.from({ length: 12 }, send));
    const [first] = sent;
    expect(first).toMatchObject({ outcome: 'done', gives: { name: 'once' } });
    expect(sent).toEqual(sent.map(() => first));
    expect((await names()).filter((name) => name === 'once')).toHaveLength(1);
  });

  it('gets its refusal again under its key, and another command under it a conflict', async () => {
    const send = (name: string) => sender.send('catalog', AddTarget, target(name), { idempotencyKey: 'k2' });
    await sender.send('catalog', AddTarget, target('taken'));
    const refused = await send('taken');
    expect(refused).toMatchObject({ outcome: 'refused', code: 'name_taken' });
    expect(await send('taken')).toEqual(refused);
    expect(await send('other')).toMatchObject({ outcome: 'refused', code: 'conflict' });
  });

  it('whose process died over it is never taken for not done: its outcome is unknown', async () => {
    const options = { idempotencyKey: 'k3', deadline: 20 };
    await whileHeld(async () => {
      void sender.send('catalog', AddTarget, target('died'), { ...options, deadline: 1 });
      await handlerWaits();
      await catalog.kill();
    });
    await start();
    const sent = await sender.send('catalog', AddTarget, target('died'), options);
    expect(sent).toMatchObject({ outcome: 'refused', code: 'outcome_unknown', says: expect.stringMatching(/look/) });
    expect(await names()).not.toContain('died');
  });

  it('asked for in work that is begun again is carried out once for each place in it, and again where its process died', async () => {
    const add = (name: string, options: AskOptions = {}) => night.bus.ask(AddTarget, target(name), options);
    const work = (options?: AskOptions) =>
      underKey('k4', async () => [await add('first', options), await add('second', options)]);
    const [slow] = await whileHeld(async () => {
      const sending = work({ timeoutMs: 500 }).catch((refusal: unknown) => [refusal]);
      await handlerWaits();
      return sending;
    });
    expect(slow).toMatchObject({ code: 'timed_out' });
    const made = await work({ timeoutMs: 20_000 });
    expect(made).toMatchObject([{ name: 'first' }, { name: 'second' }]);
    expect(await work()).toEqual(made);
    await expect(add('first')).rejects.toMatchObject({ code: 'name_taken' });

    const dies = (options: AskOptions) => underKey('k5', () => add('third', { timeoutMs: 30_000, ...options }));
    await whileHeld(async () => {
      void dies({ timeoutMs: 1000 }).catch(() => undefined);
      await handlerWaits();
      await catalog.kill();
    });
    await start();
    await expect(dies({ atMostOnce: true })).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(await dies({})).toMatchObject({ name: 'third' });
  });
});
