import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedNats } from './nats.mjs';
import { ROOT } from './places.mjs';
import { embeddedPostgres } from './postgres.mjs';
import { gone, identify } from './processes.mjs';
import { startNats, startPostgres } from './servers.mjs';

/** @type {string} */
let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightjar-servers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @template T @param {string} url @param {(client: pg.Client) => Promise<T>} work */
async function withClient(url, work) {
  const client = new pg.Client(url);
  await client.connect();
  return work(client).finally(() => client.end());
}

describe('an embedded PostgreSQL', () => {
  it('keeps what was written from one start to the next, behind a password', async () => {
    const options = { dir: join(folder, 'pg'), database: 'site', durable: true };
    const first = await embeddedPostgres(options);
    await withClient(first.url, (client) => client.query('create table t as select 42 as answer'));
    await first.stop();
    const second = await embeddedPostgres(options);
    try {
      expect(await withClient(second.url, async (client) => (await client.query('select answer from t')).rows)).toEqual(
        [{ answer: 42 }],
      );
      const nameless = second.url.replace(/:[^:@/]+@/, ':wrong@');
      await expect(withClient(nameless, async () => {})).rejects.toMatchObject({ code: '28P01' });
      expect(await withClient(second.url, async (client) => (await client.query('show fsync')).rows)).toEqual([
        { fsync: 'on' },
      ]);
    } finally {
      await second.stop();
    }
    for (const path of ['pg', 'pg/data']) expect(statSync(join(folder, path)).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'pg/password')).mode & 0o777).toBe(0o600);
  });

  it('ends the one that a killed start left on its folder', async () => {
    const options = { dir: join(folder, 'left'), durable: true };
    const left = await embeddedPostgres(options); // nobody stops it
    const orphan = identify(left.pid ?? 0);
    const next = await embeddedPostgres(options);
    expect(orphan && (await gone(orphan, 0))).toBe(true);
    await next.stop();
  });

  it('starts although its old number has gone to another program', async () => {
    const options = { dir: join(folder, 'reused'), durable: true };
    await (await embeddedPostgres(options)).stop();
    const note = join(options.dir, 'data', 'postmaster.pid');
    writeFileSync(
      note,
      [process.ppid, join(options.dir, 'data'), '1', '5432', '', '127.0.0.1', '', 'ready'].join('\n'),
    );
    const next = await embeddedPostgres(options);
    expect(identify(process.ppid)).toBeDefined();
    await next.stop();
  });

  it('says what hinders it when it cannot start', async () => {
    const one = await embeddedPostgres();
    await expect(embeddedPostgres({ dir: join(folder, 'second'), port: one.port, durable: true })).rejects.toThrow(
      /in use/i,
    );
    await one.stop();
  });
});

describe('an embedded NATS server', () => {
  it('has JetStream, and removes a temporary folder when it stops', async () => {
    const nats = await embeddedNats();
    const config = readFileSync(`/proc/${nats.pid}/cmdline`, 'utf8').split('\0')[2] ?? '';
    expect(existsSync(config)).toBe(true);
    await nats.stop();
    expect(existsSync(config)).toBe(false);
  });

  it('ends the one that a killed start left on its folder', async () => {
    const left = await embeddedNats({ dir: join(folder, 'nats') });
    const orphan = identify(left.pid ?? 0);
    const next = await embeddedNats({ dir: join(folder, 'nats'), port: left.port });
    expect(orphan && (await gone(orphan, 0))).toBe(true);
    await next.stop();
  });
});

describe('the servers', () => {
  it('are the ones you name', async () => {
    process.env.NIGHTJAR_DATABASE_URL = 'postgres://mine/db';
    process.env.NIGHTJAR_NATS_URL = 'nats://mine';
    try {
      expect((await startPostgres()).url).toBe('postgres://mine/db');
      expect((await startNats()).url).toBe('nats://mine');
    } finally {
      delete process.env.NIGHTJAR_DATABASE_URL;
      delete process.env.NIGHTJAR_NATS_URL;
    }
  });

  it('end with the process that started them, however it ends', async () => {
    const script = `
      const { embeddedNats } = await import('./deploy/local/nats.mjs');
      const { embeddedPostgres } = await import('./deploy/local/postgres.mjs');
      console.log(JSON.stringify([(await embeddedNats({ dir: '${folder}/n' })).pid, (await embeddedPostgres({ dir: '${folder}/p' })).pid]));
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    /** @type {Buffer} */
    const said = await new Promise((resolve) => owner.stdout.once('data', resolve));
    const servers = JSON.parse(said.toString()).map((/** @type {number} */ pid) => identify(pid));
    owner.kill('SIGKILL');
    for (const server of servers) expect(await gone(server, 10_000)).toBe(true);
  });
});
