import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FrameStored, newId, PhotometryJob } from '@nightjar/contracts';
import { freePort, startNight, type Night } from '@nightjar/testkit';
import { Follower, siteBlocks, type Outcome } from './night/follower.js';
import { ROOT } from './night/root.js';

const PATIENCE_MS = 60_000;

describe('an operator who follows the how-to pages', () => {
  let night: Night;
  let port: number;

  const shell = (script: string): Promise<Outcome> => new Follower(night, port, ROOT).shell(script);
  const says = async (command: string): Promise<string> => (await shell(`npx nightjar ${command}`)).stdout;
  const until = async (holds: () => Promise<boolean>, what: string): Promise<void> => {
    for (const since = performance.now(); !(await holds()); await new Promise((done) => setTimeout(done, 200))) {
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
    await until(async () => /^photometry .*WORKING/m.test(await says('queue ls')), 'the queue');
    await until(async () => /^catalog /m.test(await says('agents ls')), 'the catalogue');
  }, 2 * PATIENCE_MS);
  afterAll(() => night?.[Symbol.asyncDispose]());

  it('pauses, moves, revokes, retries and drains as docs/how-to/queues.md says', async () => {
    const [list = '', pause = '', one = '', drain = ''] = siteBlocks('how-to/queues.md');
    expect((await shell(list)).stdout).toMatch(/^scheduling +scheduler +UNKNOWN/m);
    expect(await shell(pause)).toMatchObject({
      status: 0,
      stdout: 'photometry is paused by administrator: new index files; 0 wait\nphotometry works; 0 wait\n',
    });
    await says('queue pause photometry');
    const job = { subject: PhotometryJob.subject, payload: { process: newId('prc') } };
    for (let n = 0; n < 2; n++) {
      expect((await shell(`npx nightjar agents send pipeline EnqueueJob '${JSON.stringify(job)}'`)).stderr).toMatch(
        /accepted/,
      );
    }
    expect(await shell(one)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^job_\S+ has place 2 in photometry\nREVOKED_WAITING\njob_\S+ is WAITING in photometry/,
      ),
    });
    expect((await shell(drain)).stdout).toBe('photometry: 2 revoked\n');
    expect((await says('queue jobs photometry --state CANCELLED')).match(/wrong reference stars/g)).toHaveLength(2);
  }, 240_000);

  it('reads, retries and discards as docs/how-to/dead-letters.md says', async () => {
    const broken = { id: newId('evt'), subject: FrameStored.subject, body: '{"frame":"none"}', traceparent: null };
    await night.bus.publishStored({ ...broken, aggregate: FrameStored.subject });
    await until(async () => (await says('letters ls')).startsWith('catalog.1 '), 'the dead letter');
    await until(async () => (await says('letters ls --service catalog --json')).includes('"frame":"none"'), 'its body');
    for (const block of siteBlocks('how-to/dead-letters.md')) expect(await shell(block)).toMatchObject({ status: 0 });
    // what was tried again may still come back while the rest is discarded
    await until(async () => {
      await says('letters discard --all');
      return (await says('letters ls')) === '';
    }, 'the last of them to be gone');
  }, 240_000);

  it('lets every agent rebuild what the broker should hold, and hands past events to a consumer', async () => {
    const reconciled = await shell('npx nightjar bus reconcile');
    expect(reconciled).toMatchObject({ status: 0, stderr: '' });
    expect(reconciled.stdout).toMatch(/^catalog +[1-9]\d* consumers declared/m);
    const consumer = `catalog-${FrameStored.subject.replaceAll('.', '-')}`;
    expect(await shell(`npx nightjar events replay ${consumer}`)).toMatchObject({
      status: 0,
      stdout: '0 handled, 0 left out, 0 failed\n',
    });
    expect((await shell('npx nightjar events replay catalog-of-nothing')).status).toBe(3);
    expect(await says('agents status catalog')).toMatch(/^waits to leave +0 messages$/m);
  }, 240_000);
});
