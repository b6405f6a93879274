import { describe, expect, it } from '@jest/globals';
import { Header, random, writeImage } from '@nightjar/imaging';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inspect } from '../inspect/inspect.js';
import { succeeded, tryOut } from '../kit/trial.fixture.js';
import { missingTools } from '../kit/local-tools.fixture.js';
import { photometry } from '../photometry/photometry.js';
import { exposeField } from '../science/field.fixture.js';
import { Night } from './night.fixture.js';

const missing = ['fpack', 'funpack'].filter((program) =>
  (process.env['PATH'] ?? '').split(delimiter).every((folder) => !existsSync(join(folder, program))),
);
if (missing.length > 0) console.warn(`skipped, not on this machine: ${missing.join(', ')}`);

/** A file packed by fpack; whole numbers come back as they were. */
function packed(file: Buffer, method: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-packed-'));
  try {
    writeFileSync(join(folder, 'a.fits'), file);
    execFileSync('fpack', [method, 'a.fits'], { cwd: folder, stdio: 'ignore' });
    return readFileSync(join(folder, 'a.fits.fz'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

(missing.length > 0 ? describe.skip : describe)('a frame, however it is packed', () => {
  const dice = random(3);
  const data = Int16Array.from({ length: 90 * 70 }, () => 1000 + 10 * dice.normal());
  const plain = writeImage(
    new Header([
      { keyword: 'DATE-OBS', value: '2017-12-20T01:33:43' },
      { keyword: 'EXPTIME', value: 30 },
      { keyword: 'SATURATE', value: 30_000 },
    ]),
    { widthPx: 90, heightPx: 70, data },
  );

  it.each([
    ['gzip', () => gzipSync(plain)],
    ['RICE', () => packed(plain, '-r')],
    ['HCOMPRESS, which funpack opens', () => packed(plain, '-h')],
  ])('is inspected alike (%s)', async (_, pack) => {
    using night = new Night();
    const [first, second] = [plain, pack()].map((file, i) => night.file(`${i}.fits`, file));
    if (!first || !second) throw new Error('no files');
    const [one, other] = [await tryOut(inspect, { inputs: [first] }), await tryOut(inspect, { inputs: [second] })];
    expect(succeeded(other).facts).toEqual(succeeded(one).facts);
  });

  (missingTools().length > 0 ? it.skip : it)('is measured alike where its tiles are HCOMPRESS', async () => {
    using night = new Night();
    const { file } = exposeField(3);
    const inputs = [night.file('a.fits.fz', packed(file, '-h'))];
    // a field of no real sky: its own coordinates are the only ones
    const { result, said } = await tryOut(photometry, { inputs, params: { catName: 'tycho2' } });
    expect(said).toContain('ended detect well');
    expect(result.outcome === 'failed' ? result.because : '').not.toMatch(/tiles|HCOMPRESS|compress/i);
  });
});
