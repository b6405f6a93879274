import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Header, writeImage } from '@nightjar/imaging';
import { startNight, type Night } from '@nightjar/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from './night/root.js';

const page = readFileSync(join(ROOT, 'docs/how-to/run-a-pipeline.md'), 'utf8');
const [commandLine = '', http = ''] = [...page.matchAll(/^```sh site\n([\s\S]*?)^```/gm)].map(
  ([, block = '']) => block,
);

const NIGHTJAR = join(ROOT, 'apps/cli/bin/nightjar.mjs');
const PATIENCE_MS = 60_000;

describe('somebody who follows docs/how-to/run-a-pipeline.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-how-to-'));
  let night: Night;
  let port: number;

  /** Runs shell commands as the page has them, in a folder with one frame. */
  const shell = async (script: string): Promise<{ status: unknown; stdout: string; stderr: string }> => {
    const npx = `npx() { shift; ${process.execPath} ${NIGHTJAR} "$@"; }`;
    const env = { PATH: process.env['PATH'], NIGHTJAR_HOME: night.home, NIGHTJAR_HTTP_PORT: String(port) };
    const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', `${npx}\n${script}`], { cwd: folder, env });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { status, stdout, stderr };
  };

  beforeAll(async () => {
    writeFileSync(join(folder, 'm31.fits'), smallFrame());
    port = await freePort();
    night = await startNight();
    await Promise.all([
      night.spawn('gateway', { NIGHTJAR_HTTP_PORT: String(port) }),
      night.spawn('catalog'),
      night.spawn('pipeline'),
    ]);
    for (const since = performance.now(); performance.now() - since < PATIENCE_MS;) {
      const there = await shell('npx nightjar agents ls; npx nightjar pipeline ls');
      if (there.status === 0 && /^catalog /m.test(there.stdout)) return;
      await new Promise((done) => setTimeout(done, 200));
    }
    throw new Error('waited in vain for the catalogue and the pipelines');
  }, 2 * PATIENCE_MS);

  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('lists, uploads and runs from the command line', async () => {
    const { status, stdout, stderr } = await shell(commandLine);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toMatch(/^inspect +inspect +Reads time/m);
    expect(stdout).toMatch(/^prc_\S+ {2}inspect_none_\d{14}\S* {2}SUCCEEDED {2}30 s in V/m);
    expect(stdout).toMatch(/^ {2}prd_\S+ {2}inspect_none_\S+_preview\.png$/m);
    expect(stdout).toContain('"pipeline":"header-report"');
    expect(stdout.match(/^chn_\S+ {2}chain_none_\d{14}\S* {2}SUCCEEDED$/gm)).toHaveLength(2);
    expect(stdout).toMatch(/^ {2}prc_\S+ {2}checksum-audit {2}SUCCEEDED$/m);
    // the header report makes a text and a table; the frame came with the chain
    expect(stderr).toMatch(/^checksum-audit {2}SUCCEEDED {2}3 files, all as recorded$/m);
    expect(stderr).toMatch(/^m31\.fits {2}inspect: 30 s in V/m);
  }, 120_000);

  it('does the same over HTTP: uploads, runs, streams to the end, reads the log, runs a chain', async () => {
    const { status, stdout, stderr } = await shell(http);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('event: end\ndata: {"state":"SUCCEEDED"}');
    expect(stdout).toMatch(/event: log\ndata: .*"text":"inspect of m31\.fits/);
    expect(stdout).toMatch(/"nextOffset":[1-9]/);
    expect(stdout).toMatch(/"steps":\[\{"pipeline":"inspect".*"pipeline":"header-report"/);
  }, 120_000);
});

/** An even sky with three stars. */
function smallFrame(): Buffer {
  const [widthPx, heightPx] = [64, 48];
  const data = Float64Array.from({ length: widthPx * heightPx }, (_, i) => 1000 + ((i * 7919) % 13));
  for (const at of [700, 1500, 2300]) data[at] = 20_000;
  const header = new Header([
    { keyword: 'DATE-OBS', value: '2008-03-19T06:13:20.000' },
    { keyword: 'EXPTIME', value: 30 },
    { keyword: 'FILTER', value: 'V' },
    { keyword: 'GAIN', value: 1.5 },
    { keyword: 'SATURATE', value: 65535 },
  ]);
  return writeImage(header, { widthPx, heightPx, data });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
