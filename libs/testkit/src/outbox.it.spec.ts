import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SafetyChanged } from '@nightjar/contracts';
import { createDatabase, Database, dropDatabase, migration, OutboxRelay, type Outgoing } from '@nightjar/persistence';
import { randomBytes } from 'node:crypto';
import { stopTestServers, testServers } from './servers.js';

const fact = (because: string) => ({ safe: true, because, at: '2008-03-19T06:20:00.000Z' });
const becauseOf = (message: Outgoing): string => SafetyChanged.carries.parse(JSON.parse(message.body)).because;

describe('the outbox', () => {
  let server: string;
  let name: string;
  let url: string;
  let database: Database;
  const open = (): Promise<Database> =>
    Database.open({
      url,
      schema: 'practise',
      entities: [],
      migrations: [migration('0001_create_note', 'create table practise.note (says text not null)')],
    });

  beforeEach(async () => {
    server = (await testServers()).databaseUrl;
    name = `outbox_${randomBytes(5).toString('hex')}`;
    url = await createDatabase(server, name);
    database = await open();
  });
  afterEach(async () => {
    await database.close();
    await dropDatabase(server, name);
    await stopTestServers();
  });

  const relayed = async (
    publish: (message: Outgoing) => Promise<void>,
    until: () => boolean,
    looks = 500,
  ): Promise<void> => {
    const relay = new OutboxRelay(database, { publish, onFault: () => undefined });
    relay.start();
    for (let i = 0; i < looks && !until(); i++) await new Promise((done) => setTimeout(done, 10));
    await relay.stop();
  };

  /** So many messages about one thing, a hundred in each transaction. */
  const tell = async (count: number): Promise<void> => {
    for (let from = 0; from < count; from += 100)
      await database.transaction(async (tx) => {
        for (let i = from; i < from + 100; i++) await tx.emit(SafetyChanged, fact(String(i)));
      });
  };

  it('holds nothing of a transaction that failed', async () => {
    const failing = database.transaction(async (tx) => {
      await tx.rows('insert into practise.note (says) values (?)', ['x']);
      await tx.emit(SafetyChanged, fact('x'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await database.rows('select 1 from practise.outbox union all select 1 from practise.note')).toEqual([]);
  });

  it('has what a transaction tells from one statement, in the order it was told; more than it keeps, from several', async () => {
    const told = async (count: number): Promise<{ order: string[]; statements: number }> => {
      await database.rows('delete from practise.outbox');
      const about = (i: number): string => `thing ${i % 7}`;
      await database.transaction(async (tx) => {
        for (let i = 0; i < count; i++) await tx.emit(SafetyChanged, fact(String(i)), { of: about(i) });
      });
      const rows = await database.rows<{ because: string; aggregate: string; command: string }>(
        `select payload ->> 'because' as because, aggregate, cmin::text as command from practise.outbox order by seq`,
      );
      expect(rows.map(({ aggregate }) => aggregate)).toEqual(rows.map((_, i) => about(i)));
      return { order: rows.map(({ because }) => because), statements: new Set(rows.map((row) => row.command)).size };
    };
    const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
    expect(await told(300)).toEqual({ order: numbered(300), statements: 1 });
    expect(await told(1500)).toEqual({ order: numbered(1500), statements: 2 });
  });

  it('gives messages of two transactions that change one row numbers in the order of their commits', async () => {
    await database.rows(`insert into practise.note (says) values ('0')`);
    await database.rows('alter table practise.note add column n int not null default 0');
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database.transaction(async (tx) => {
          const [row] = await tx.rows<{ n: number }>('update practise.note set n = n + 1 returning n');
          await tx.emit(SafetyChanged, fact(String(row?.n)));
          await tx.rows('select 1');
        }),
      ),
    );
    const rows = await database.rows<{ n: string }>(
      `select payload ->> 'because' as n from practise.outbox order by seq`,
    );
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)));
  });

  it('refuses an event that breaks its contract before anything is written', async () => {
    const wrong = database.transaction((tx) => tx.emit(SafetyChanged, { ...fact('x'), at: 'yesterday' }));
    await expect(wrong).rejects.toThrow();
  });

  it('sends what a predecessor wrote and could not send, in the order it was written', async () => {
    await tell(1100);
    const sent: string[] = [];
    await relayed(
      async (message) => void sent.push(becauseOf(message)),
      () => sent.length >= 1100,
    );
    expect(sent).toEqual(Array.from({ length: 1100 }, (_, i) => String(i)));
  });

  it('goes on where it was when the bus fails in the middle of several batches', async () => {
    await tell(1100);
    const sent: string[] = [];
    let fails = 2;
    await relayed(
      async (message) => {
        if (sent.length === 700 && fails-- > 0) throw new Error('the bus is away');
        sent.push(becauseOf(message));
      },
      () => sent.length >= 1100,
    );
    expect(sent).toEqual(Array.from({ length: 1100 }, (_, i) => String(i)));
  });

  it('does not pass over what was written earlier and became true later than a batch behind it', async () => {
    const late = database.transaction(async (tx) => {
      await tx.emit(SafetyChanged, fact('late'));
      await sentAll;
    });
    let told: (() => void) | undefined;
    const sentAll = new Promise<void>((done) => (told = done));
    await tell(600);
    const sent: string[] = [];
    await relayed(
      async (message) => {
        sent.push(becauseOf(message));
        if (sent.length === 600) told?.();
      },
      () => sent.length >= 601,
    );
    await late;
    expect([sent.length, sent.at(-1)]).toEqual([601, 'late']);
  });

  it('keeps what the bus did not acknowledge and sends it again under the same id', async () => {
    const ids = new Map<string, string[]>();
    let fails = 3;
    await database.transaction(async (tx) => {
      await tx.emit(SafetyChanged, fact('a'));
      await tx.emit(SafetyChanged, fact('b'));
    });
    const sent: string[] = [];
    await relayed(
      async (message) => {
        const because = becauseOf(message);
        ids.set(because, [...(ids.get(because) ?? []), message.id]);
        if (because === 'b' && fails-- > 0) throw new Error('the bus is away');
        sent.push(because);
      },
      () => sent.length >= 2,
    );
    expect(sent).toEqual(['a', 'b']);
    expect(ids.get('b')).toHaveLength(4);
    expect(new Set(ids.get('b')).size).toBe(1);
  });

  it('says once, not at every try, that the bus takes nothing, and sends all when it does again', async () => {
    for (let i = 0; i < 5; i++) await database.transaction((tx) => tx.emit(SafetyChanged, fact(String(i))));
    const faults: unknown[] = [];
    const sent: string[] = [];
    let tries = 0;
    const publish = async (message: Outgoing): Promise<void> => {
      if (++tries <= 4) throw new Error('insufficient resources');
      sent.push(becauseOf(message));
    };
    const relay = new OutboxRelay(database, { publish, onFault: (fault) => faults.push(fault) });
    relay.start();
    for (let i = 0; i < 500 && sent.length < 5; i++) await new Promise((done) => setTimeout(done, 10));
    await relay.stop();
    expect([sent, faults.length]).toEqual([['0', '1', '2', '3', '4'], 1]);
  });

  it('lets nothing leave until it is known that nothing older was lost', async () => {
    await database.transaction((tx) => tx.emit(SafetyChanged, fact('older')));
    await relayed(
      async () => undefined,
      () => false,
      20,
    );
    await database.transaction((tx) => tx.emit(SafetyChanged, fact('newer')));
    const sent: string[] = [];
    let looks = 0;
    const ready = async (): Promise<boolean> => {
      if (++looks === 1) throw new Error('the bus is away');
      if (looks > 2) return false;
      await database.rows('update practise.outbox set again = true where sent_at is not null');
      return true;
    };
    const publish = async (message: Outgoing): Promise<void> => void sent.push(becauseOf(message));
    const relay = new OutboxRelay(database, { publish, ready, onFault: () => undefined });
    relay.start();
    for (let i = 0; i < 500 && sent.length < 2; i++) await new Promise((done) => setTimeout(done, 10));
    await relay.stop();
    expect(sent).toEqual(['older', 'newer']);
  });

  it('is emptied once by several relays at work', async () => {
    const others = await Promise.all([open(), open()]);
    const sent: string[] = [];
    const publish = async (message: Outgoing): Promise<void> => void sent.push(message.id);
    const relays = [database, ...others].map((each) => new OutboxRelay(each, { publish, onFault: () => undefined }));
    for (const relay of relays) relay.start();
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => database.transaction((tx) => tx.emit(SafetyChanged, fact(String(i))))),
    );
    for (let i = 0; i < 500 && sent.length < 60; i++) await new Promise((done) => setTimeout(done, 10));
    await Promise.all(relays.map((relay) => relay.stop()));
    await Promise.all(others.map((other) => other.close()));
    expect([sent.length, new Set(sent).size]).toEqual([60, 60]);
  });

  it('gives a message its effect once for each consumer, also when two take it at the same time', async () => {
    const effect = (consumer: string): Promise<boolean | undefined> =>
      database.once({ id: 'one', consumer }, async (tx) => {
        await tx.rows('insert into practise.note (says) values (?)', [consumer]);
        return true;
      });
    await Promise.all([effect('first'), effect('first'), effect('second'), effect('first')]);
    const rows = await database.rows<{ says: string }>('select says from practise.note order by says');
    expect(rows.map((row) => row.says)).toEqual(['first', 'second']);
  });
});
