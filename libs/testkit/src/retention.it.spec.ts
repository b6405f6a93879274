import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { agesOf, createDatabase, Letters, Database, dropDatabase, prune } from '@nightjar/persistence';
import { randomBytes } from 'node:crypto';
import { stopTestServers, testServers } from './servers.js';

const ages = agesOf(90);
const never = new AbortController().signal;

describe('the record of a service', () => {
  let server: string;
  let name: string;
  let url: string;
  let database: Database;
  const open = (): Promise<Database> => Database.open({ url, schema: 'practise', entities: [], migrations: [] });

  beforeEach(async () => {
    server = (await testServers()).databaseUrl;
    name = `old_${randomBytes(5).toString('hex')}`;
    url = await createDatabase(server, name);
    database = await open();
  });
  afterEach(async () => {
    await database.close();
    await dropDatabase(server, name);
    await stopTestServers();
  });

  const sent = (count: number, age: string, more = ''): Promise<object[]> =>
    database.rows(
      `insert into practise.outbox (id, subject, payload, sent_at, again)
       select '${age}${more}' || g, 's', '{}', ${more === 'unsent' ? 'null' : `clock_timestamp() - interval '${age}'`},
              ${more === 'again'}
       from generate_series(1, ${count}) g`,
    );
  const handled = (count: number, age: string): Promise<object[]> =>
    database.rows(
      `insert into practise.inbox (consumer, event_id, received_at)
       select 'c', '${age}' || g, clock_timestamp() - interval '${age}' from generate_series(1, ${count}) g`,
    );
  const left = async (table: string): Promise<number> => {
    const [row] = await database.rows<{ n: number }>(`select count(*)::int as n from practise.${table}`);
    return row?.n ?? -1;
  };

  it('loses what is old, in batches; what waits to be sent, keys still needed and dead letters stay', async () => {
    await sent(2500, '91 days');
    await sent(3, '91 days', 'unsent');
    await sent(4, '91 days', 'again');
    await sent(5, '89 days');
    await handled(1500, '182 days');
    await handled(6, '180 days');
    const letter = {
      consumer: 'c',
      messageId: 'm',
      subject: 's',
      payload: {},
      reason: 'r',
      attempts: 6,
      traceparent: null,
    };
    await new Letters(database).bury(letter);
    await database.rows(`update practise.dead_letter set failed_at = clock_timestamp() - interval '900 days'`);

    expect(await prune(database, ages, never)).toBe(4000);
    expect([await left('outbox'), await left('inbox'), await left('dead_letter')]).toEqual([12, 6, 1]);
    expect(await prune(database, ages, never)).toBe(0);
  });

  it('loses old answers under a key and what came too late, and keeps a command that still runs', async () => {
    await database.rows(
      `insert into practise.answered (subject, key, fingerprint, state, alive_until, at)
       select 's', state || lives || age, 'f', state, clock_timestamp() + make_interval(secs => lives),
              clock_timestamp() - make_interval(days => age)
       from unnest(array['DONE', 'BEGUN']) state, unnest(array[-1, 60]) lives, unnest(array[91, 89]) age`,
    );
    await database.rows(
      `insert into practise.out_of_date (message_id, subject, actor, deadline, received_at)
       select 'm', 's', 'ada', clock_timestamp(), clock_timestamp() - make_interval(days => age)
       from unnest(array[91, 89]) age`,
    );
    expect(await prune(database, ages, never)).toBe(4);
    const kept = await database.rows<{ key: string }>('select key from practise.answered order by key');
    expect(kept.map(({ key }) => key)).toEqual(['BEGUN-189', 'BEGUN6089', 'BEGUN6091', 'DONE-189', 'DONE6089']);
    expect(await left('out_of_date')).toBe(1);
  });

  it('is pruned by one process at a time: another goes away', async () => {
    await sent(10, '91 days');
    const other = await open();
    await other.transaction(async (tx) => {
      await tx.rows(`select pg_advisory_xact_lock(hashtextextended('prune practise', 0))`);
      expect(await prune(database, ages, never)).toBe(0);
    });
    expect(await prune(database, ages, never)).toBe(10);
    await other.close();
  });
});
