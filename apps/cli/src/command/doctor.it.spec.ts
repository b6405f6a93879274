import { describe, expect, it } from '@jest/globals';
import { chmodSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { findingOf } from '../doctor/isolation.js';
import { examineNode } from '../doctor/node.js';
import { examineStarIndex } from '../doctor/star-index.js';
import { records, TestWorld } from '../test-world.fixture.js';

/** Answers each connection, or its first bytes, as a server would. */
async function server(greeting: string | undefined, answer: string): Promise<AsyncDisposable & { port: number }> {
  const listening = createServer((socket) => {
    socket.on('error', () => undefined);
    if (greeting) socket.write(greeting);
    socket.once('data', () => socket.write(answer));
  });
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  return {
    port: (listening.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((done) => void listening.close(() => done())),
  };
}

function program(world: TestWorld, name: string, says: string): void {
  chmodSync(world.write(`bin/${name}`, `#!/bin/sh\necho '${says}' >&2\nexit 1\n`), 0o755);
  world.env['PATH'] = `${join(world.root, 'bin')}:/bin:/usr/bin`;
}

const find = (said: string, name: string): unknown =>
  records(said).find(
    (record) => typeof record === 'object' && record !== null && 'name' in record && record.name === name,
  );

describe('nightjar doctor', () => {
  it('finds a program on the path and its version, whatever stream and exit code it answers with', async () => {
    using world = new TestWorld();
    program(world, 'source-extractor', 'Source Extractor version 2.28.0 (2020)');
    const { said } = await world.run('doctor', '--json');
    const at = join(world.root, 'bin/source-extractor');
    expect(find(said, 'source-extractor')).toMatchObject({ state: 'present', version: '2.28.0', at });
  });

  it('exits 1 and gives what is lost and the one command, when something needed is missing', async () => {
    using world = new TestWorld();
    world.env = { PATH: join(world.root, 'nothing') };
    const { exit, said, talked } = await world.run('doctor');
    expect(exit).toBe(1);
    expect(said).toMatch(/^missing +source-extractor$/m);
    expect(talked).toMatch(/solve-field is missing; no photometry.*Get it: sudo apt-get install .*astrometry\.net/);
    expect(talked).toMatch(/chromium is missing \(optional\)/);
    // nothing here packs a frame, and all that is packed but HCOMPRESS is read without a tool
    expect(talked).toMatch(/^fpack is missing \(optional\); specs of compressed frames are skipped; nothing else/m);
    expect(talked).toMatch(/^funpack is missing \(optional\); frames packed by HCOMPRESS cannot be opened/m);
  });

  it('speaks to the servers that the settings name', async () => {
    using world = new TestWorld();
    await using nats = await server('INFO {"server_id":"x","version":"2.9.25"} \r\n', '');
    await using postgres = await server(undefined, 'N');
    world.env = {
      NIGHTJAR_NATS_URL: `nats://user:secret@127.0.0.1:${nats.port}`,
      NIGHTJAR_DATABASE_URL: `postgres://u:secret@127.0.0.1:${postgres.port}/d`,
    };
    const { said, talked } = await world.run('doctor', '--json');
    expect(find(said, 'NATS')).toMatchObject({ state: 'present', version: '2.9.25', at: `127.0.0.1:${nats.port}` });
    expect(find(said, 'PostgreSQL')).toMatchObject({ state: 'present', at: `127.0.0.1:${postgres.port}` });
    expect(said + talked).not.toContain('secret');
  });

  it('calls a server unreachable when nobody or somebody else answers', async () => {
    using world = new TestWorld();
    await using other = await server('220 mail.example.org\r\n', 'E');
    world.env = {
      NIGHTJAR_NATS_URL: `nats://127.0.0.1:${other.port}`,
      NIGHTJAR_DATABASE_URL: 'postgres://127.0.0.1:1/d',
    };
    const { exit, said, talked } = await world.run('doctor', '--json');
    expect(exit).toBe(1);
    expect(find(said, 'NATS')).toMatchObject({ state: 'unreachable' });
    expect(find(said, 'PostgreSQL')).toMatchObject({ state: 'unreachable' });
    expect(talked).toContain('PostgreSQL does not answer at 127.0.0.1:1');
  });

  it('calls an old Node old', () => {
    expect(examineNode('20.19.0').state).toBe('old');
    expect(examineNode('24.0.0').state).toBe('present');
  });

  it('wants the finest scale of the star index', () => {
    using world = new TestWorld();
    world.write('index/index-tycho2-08.littleendian.fits', '');
    expect(examineStarIndex(join(world.root, 'index')).state).toBe('missing');
    world.write('index/index-tycho2-07.littleendian.fits', '');
    const found = examineStarIndex(join(world.root, 'index'));
    expect(found).toMatchObject({ state: 'present', version: 'scales 07 to 08' });
    expect(examineStarIndex(join(world.root, 'nowhere')).state).toBe('missing');
  });

  it('says whether tools can be kept from the network, and what is lost where they cannot', async () => {
    using world = new TestWorld();
    world.env = { PATH: '/usr/bin:/bin' };
    const { said } = await world.run('doctor', '--json');
    expect(find(said, 'network isolation')).toMatchObject({
      ...{ optional: true, state: expect.stringMatching(/^(present|missing)$/) },
    });
    expect(findingOf({ kind: 'none', because: 'unshare failed: Operation not permitted' })).toMatchObject({
      ...{ state: 'missing', optional: true, install: expect.stringContaining('sysctl') },
      lost: 'tools of pipelines can reach the network: unshare failed: Operation not permitted',
    });
    expect(findingOf({ kind: 'user-namespace', before: ['/usr/bin/unshare', '--net', '--'] })).toMatchObject({
      ...{ state: 'present', at: '/usr/bin/unshare', version: 'as any user' },
    });
  });
});
