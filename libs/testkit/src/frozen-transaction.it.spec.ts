import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, Database, dropDatabase } from '@nightjar/persistence';
import { setTimeout as pause } from 'node:timers/promises';

const server = process.env['NIGHTJAR_TEST_DATABASE_URL'] ?? '';
/** Longer than a busy machine stands still between two statements. */
const FROZEN_MS = 2500;

describe('a transaction that stands still', () => {
  const name = `frozen_${process.pid}`;
  let one: Database;
  let other: Database;
  beforeAll(async () => {
    const url = await createDatabase(server, name);
    const parts = { url, schema: 'frozen', entities: [], migrations: [], frozenMs: FROZEN_MS };
    one = await Database.open(parts);
    other = await Database.open(parts);
    await one.rows(`insert into frozen.queue (name) values ('line')`);
  });
  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
    await dropDatabase(server, name);
  });

  const take = `select name from frozen.queue where name = 'line' for update`;

  it('loses its session, so that the rows it had locked are free for whoever takes over', async () => {
    let thaw = (): void => undefined;
    const frozen = one.transaction(async (tx) => {
      await tx.rows(take);
      await new Promise<void>((done) => (thaw = done));
      await tx.rows(`update frozen.queue set paused = 'written too late' where name = 'line'`);
    });
    const end = frozen.then(
      () => 'committed',
      () => 'refused',
    );
    await pause(100);
    await other.transaction(async (tx) => {
      await tx.rows(take);
      await tx.rows(`update frozen.queue set paused = 'by the other' where name = 'line'`);
    });
    thaw();
    expect(await end).toBe('refused');
    expect(await one.rows(`select paused from frozen.queue`)).toEqual([{ paused: 'by the other' }]);
  });
});
