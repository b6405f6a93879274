import { describe, expect, it } from '@jest/globals';
import { Database } from '@nightjar/persistence';
import { eventually } from './eventually.js';
import { startNight } from './night.js';

const MIGRATES = `select pid from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`;
const HOLDS_THE_LOCK = `select pid from pg_stat_activity
  where datname = current_database() and state = 'idle in transaction' and pid <> ?`;

describe('a service of which PostgreSQL ends a session while it migrates', () => {
  it.each([
    ['the one that migrates', MIGRATES, 1],
    ['the one that keeps others from migrating', HOLDS_THE_LOCK, 1],
    ['both', `${MIGRATES} union ${HOLDS_THE_LOCK}`, 2],
  ])('says so, migrates again and starts: %s', async (_, sessions, count) => {
    await using night = await startNight();
    const database = await Database.open({
      ...{ url: night.databaseUrl, schema: 'spectator', entities: [], migrations: [], frozenMs: 0 },
    });
    const child = await database.transaction(async (tx) => {
      const [own] = await tx.rows<{ pid: number }>('select pg_backend_pid() as pid, pg_advisory_xact_lock(7)');
      const started = await night.spawn('libs/testkit/dist/migrating-process.fixture.js');
      await eventually(async () => (await night.sql(MIGRATES)).length === 1);
      const ended = await night.sql(
        `select pg_terminate_backend(pid, 10000) as ended from (${sessions}) session`,
        sessions.includes('?') ? [own?.pid] : [],
      );
      expect(ended).toEqual(Array(count).fill({ ended: true }));
      return started;
    });
    await child.says(/PostgreSQL went away during the start/);
    await child.says(/"ready"/);
    expect(await night.sql('select says from migrating.note')).toEqual([]);
    await database.close();
  });
});
