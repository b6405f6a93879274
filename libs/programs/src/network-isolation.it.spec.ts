import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkIsolation, noteOfIsolation, type NetworkIsolation } from './network-isolation.js';
import { ProgramRunner } from './program-runner.js';

const path = process.env['PATH'] ?? '';
const isolation = await networkIsolation(path);
const note = noteOfIsolation(isolation);
if (note !== undefined) console.warn(`left out: ${note}`);

const connecting = (port: number): string =>
  `const s = require('node:net').connect(${port}, '127.0.0.1');` +
  `s.on('connect', () => { console.log('reached'); s.destroy(); }).on('error', (e) => console.log(e.code));`;

(note === undefined ? describe : describe.skip)('a program on a machine with a listening port', () => {
  let folder: string;
  let canary: Server;
  let connections = 0;
  let port: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nightjar-network-'));
    canary = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined).end();
    });
    await new Promise<void>((done) => canary.listen(0, '127.0.0.1', done));
    ({ port } = canary.address() as AddressInfo);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await new Promise((done) => canary.close(done));
  });

  async function tries(how: NetworkIsolation, network: boolean): Promise<{ said: string[]; heard: number }> {
    const before = connections;
    writeFileSync(join(folder, 'connect.cjs'), connecting(port));
    // by itself, and as the child of a child
    const script = `"${process.execPath}" connect.cjs; sh -c 'sh -c "\\"${process.execPath}\\" connect.cjs" & wait'`;
    const call = { program: 'sh', arguments: ['-c', script], folder, timeoutS: 20, network };
    // an address space of 4 GiB is too small for Node's own reservations
    const options = { path, signal: new AbortController().signal, isolation: how, memoryBytes: 2 ** 46 };
    const { tail } = await new ProgramRunner(options).run(call);
    return { said: [...tail], heard: connections - before };
  }

  it('reaches nothing, nor do its children', async () => {
    const { said, heard } = await tries(isolation, false);
    expect(said).toHaveLength(2);
    expect(said).not.toContain('reached');
    expect(heard).toBe(0);
  });

  it('reaches it, as do its children, when its declaration says network', async () => {
    expect(await tries(isolation, true)).toEqual({ said: ['reached', 'reached'], heard: 2 });
  });

  it('reaches it where the machine allows no isolation', async () => {
    expect(await tries({ kind: 'none', because: 'tried' }, false)).toMatchObject({ heard: 2 });
  });
});

describe('the way in which programs are kept from the network', () => {
  it('is none where unshare only says that it does it, and the note for the operator says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-unshare-'));
    try {
      writeFileSync(join(folder, 'unshare'), '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift; exec "$@"\n');
      chmodSync(join(folder, 'unshare'), 0o755);
      const found = await networkIsolation(path, join(folder, 'unshare'));
      expect(found).toEqual({ kind: 'none', because: 'unshare gives no network of its own' });
      expect(noteOfIsolation(found)).toMatch(/^tools can reach the network: .*unshare gives no network/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is none where unshare is refused, with what it said', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-unshare-'));
    try {
      writeFileSync(join(folder, 'unshare'), '#!/bin/sh\necho "unshare failed: Operation not permitted" >&2; exit 1\n');
      chmodSync(join(folder, 'unshare'), 0o755);
      expect(await networkIsolation(path, join(folder, 'unshare'))).toEqual({
        ...{ kind: 'none', because: 'unshare failed: Operation not permitted' },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is found once', () => {
    expect(networkIsolation(path)).toBe(networkIsolation(path));
  });
});
