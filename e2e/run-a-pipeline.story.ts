import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Header, writeImage } from '@nightjar/imaging';
import { freePort, startNight, type Night } from '@nightjar/testkit';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Follower, siteBlocks, type Outcome } from './night/follower.js';

const [commandLine = '', http = ''] = siteBlocks('how-to/run-a-pipeline.md');
const PATIENCE_MS = 60_000;

describe('somebody who follows docs/how-to/run-a-pipeline.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-how-to-'));
  let night: Night;
  let port: number;

  const shell = (script: string): Promise<Outcome> => new Follower(night, port, folder).shell(script);

  beforeAll(async () => {
    writeFileSync(join(folder, 'm31.fits'), smallFrame());
    port = await freePort();
    night = await startNight();
    await Promise.all([
      night.spawn('gateway', { NIGHTJAR_HTTP_PORT: String(port) }),
      night.spawn('catalog'),
      night.spawn('pipeline'),
    ]);
    const asked = 'npx nightjar agents ls; npx nightjar pipeline ls';
    await new Follower(night, port, folder).until(asked, /^catalog /m, PATIENCE_MS);
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
    expect(stderr).toMatch(/^m31\.fits {2}cleanup: removed \d+ products of \d+ processes$/m);
    // by then only the last inspection is left
    expect(stdout).toMatch(/^prc_\S+ {2}cleanup_none_\d{14}\S* {2}SUCCEEDED {2}removed \d+ products? of 1 process$/m);
    const [, process, preview] =
      /^(prc_\S+) {2}inspect_none_.*\n(?: .*\n)*? {2}(prd_\S+) {2}inspect_none_\S+_preview\.png$/m.exec(stdout)!;
    expect((await shell(`npx nightjar pipeline show ${process}`)).stdout).toMatch(
      new RegExp(`${preview} +inspect_none_\\S+_preview.png +removed by cleanup_none_\\d{14}\\S*$`, 'm'),
    );
    const status404 = `curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $(cat $NIGHTJAR_HOME/admin-token)" http://127.0.0.1:$NIGHTJAR_HTTP_PORT/api/data-products/${preview}/file`;
    await new Follower(night, port, folder).until(status404, /^404$/, PATIENCE_MS);
  }, 240_000);

  it('does the same over HTTP: uploads, runs, streams to the end, reads the log, runs a chain', async () => {
    const { status, stdout, stderr } = await shell(http);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('event: end\ndata: {"state":"SUCCEEDED"}');
    expect(stdout).toMatch(/event: log\ndata: .*"text":"inspect of m31\.fits/);
    expect(stdout).toMatch(/"nextOffset":[1-9]/);
    expect(stdout).toMatch(/"steps":\[\{"pipeline":"inspect".*"pipeline":"header-report"/);
  }, 240_000);
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
