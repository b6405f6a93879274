import { describe, expect, it } from '@jest/globals';
import { Database } from '@nightjar/persistence';
import { startNight } from './night.js';

const POOL = 2;
const KILL = 'select pg_terminate_backend(pg_backend_pid())';

describe('a pool whose connections die', () => {
  it('has room again after more transactions were cut off than it has places', async () => {
    await using night = await startNight();
    const database = await Database.open({
      ...{ url: night.databaseUrl, schema: 'broken', entities: [], migrations: [] },
      poolSize: POOL,
    });
    try {
      for (let i = 0; i < POOL * 2; i++) await expect(database.transaction((tx) => tx.rows(KILL))).rejects.toThrow();
      for (let i = 0; i < POOL * 2; i++) await expect(database.rows(KILL)).rejects.toThrow();
      const both = Array.from({ length: POOL * 2 }, () => database.transaction((tx) => tx.rows('select 1 as one')));
      expect(await Promise.all(both)).toHaveLength(POOL * 2);
    } finally {
      await database.close();
    }
  }, 240_000);
});
