import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, PhotometryJob } from '@nightjar/contracts';
import { startNight, type Night } from '@nightjar/testkit';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT } from './night/root.js';

/** The commands of a page that want a running site, in their order. */
const blocksOf = (page: string): string[] =>
  [...readFileSync(join(ROOT, 'docs/how-to', page), 'utf8').matchAll(/^```sh site\n([\s\S]*?)^```/gm)].map(
    ([, block = '']) => block,
  );

const NIGHTJAR = join(ROOT, 'apps/cli/bin/nightjar.mjs');
const PATIENCE_MS = 60_000;

describe('an operator who follows the how-to pages', () => {
  let night: Night;
  let port: number;

  /** Runs shell commands as a page has them; `npx nightjar` is the program of this checkout. */
  const shell = (script: string): SpawnSyncReturns<string> => {
    const npx = `npx() { shift; ${process.execPath} ${NIGHTJAR} "$@"; }`;
    const env = { PATH: process.env['PATH'], NIGHTJAR_HOME: night.home, NIGHTJAR_HTTP_PORT: String(port) };
    return spawnSync('bash', ['-euo', 'pipefail', '-c', `${npx}\n${script}`], { cwd: ROOT, env, encoding: 'utf8' });
  };
  const says = (command: string): string => shell(`npx nightjar ${command}`).stdout;
  const until = async (holds: () => boolean, what: string): Promise<void> => {
    for (const since = performance.now(); !holds(); await new Promise((done) => setTimeout(done, 200))) {
      if (performance.now() - since > PATIENCE_MS) throw new Error(`waited in vain for ${what}`);
    }
  };

  beforeAll(async () => {
    port = await freePort();
    night = await startNight();
    await Promise.all([
      night.spawn('gateway', { NIGHTJAR_HTTP_PORT: String(port) }),
      night.spawn('catalog'),
      night.spawn('pipeline', { NIGHTJAR_QUEUE: PhotometryJob.queue.name }),
    ]);
    await until(() => /^photometry .*WORKING/m.test(says('queue ls')), 'the queue');
    await until(() => /^catalog /m.test(says('agents ls')), 'the catalogue');
  }, 2 * PATIENCE_MS);
  afterAll(() => night?.[Symbol.asyncDispose]());

  it('pauses, moves, revokes, retries and drains as docs/how-to/queues.md says', () => {
    const [list = '', pause = '', one = '', drain = ''] = blocksOf('queues.md');
    expect(shell(list).stdout).toMatch(/^scheduling +scheduler +UNKNOWN/m);
    expect(shell(pause)).toMatchObject({
      status: 0,
      stdout: 'photometry is paused by administrator: new index files; 0 wait\nphotometry works; 0 wait\n',
    });
    says('queue pause photometry');
    const job = { subject: PhotometryJob.subject, payload: { process: newId('prc') } };
    for (let n = 0; n < 2; n++) {
      expect(shell(`npx nightjar agents send pipeline EnqueueJob '${JSON.stringify(job)}'`).stderr).toMatch(/accepted/);
    }
    expect(shell(one)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^job_\S+ has place 2 in photometry\nREVOKED_WAITING\njob_\S+ is WAITING in photometry/,
      ),
    });
    expect(shell(drain).stdout).toBe('photometry: 2 revoked\n');
    expect(says('queue jobs photometry --state CANCELLED').match(/wrong reference stars/g)).toHaveLength(2);
  }, 120_000);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
