// The examples of docs/how-to/examples, run as they stand.
import { describe, expect, it } from '@jest/globals';
import { writeImage } from '@nightjar/imaging';
import { Header } from '@nightjar/imaging';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPipelines } from '../loading/load-pipelines.js';
import { frameProduct } from '../../photometry/afterglow.fixture.js';
import { succeeded, tryOut } from '../trial.fixture.js';

const folder = join(import.meta.dirname, '../../../../../docs/how-to/examples');
const astropy = spawnSync('/usr/bin/python3', ['-c', 'import astropy']).status === 0;
if (!astropy) console.warn('left out: the example in Python, as python3-astropy is not on this machine');

async function example(name: string) {
  const { loaded, broken } = await loadPipelines(folder);
  expect(broken.filter((one) => one.file.endsWith('.json'))).toEqual([]);
  const found = loaded.find(({ pipeline }) => pipeline.name === name);
  if (!found) throw new Error(`there is no example ${name}`);
  return found.pipeline;
}

const text = (content: Uint8Array | undefined): string => Buffer.from(content ?? []).toString();

describe('an example of a program as a pipeline', () => {
  it('lists its inputs for sha256sum', async () => {
    const trial = await tryOut(await example('input-list'), {
      inputs: [frameProduct('/x', { name: 'a.fits' }), frameProduct('/y', { name: 'b.fits' })],
      params: { comment: 'two' },
    });
    const { products, says, facts } = succeeded(trial);
    expect({ says, facts }).toEqual({ says: '2 files', facts: { bytes: 4_000_000 } });
    const sum = 'a'.repeat(64);
    expect(text(products[0]?.content)).toBe(`# two\n${sum}  a.fits\n${sum}  b.fits\n`);
    expect(trial.said).toEqual(expect.arrayContaining(['began list', 'list 1/2', 'list 2/2', 'ended list well']));
  });

  (astropy ? it : it.skip)('measures the sky with astropy', async () => {
    const place = mkdtempSync(join(tmpdir(), 'nightjar-astropy-'));
    const path = join(place, 'frame.fits');
    const data = Float32Array.from({ length: 64 * 64 }, (_, i) => (i === 99 ? 60_000 : 1000 + ((i * 7919) % 11) - 5));
    writeFileSync(path, writeImage(new Header(), { widthPx: 64, heightPx: 64, data }));
    try {
      const trial = await tryOut(await example('mean-sky'), { inputs: [frameProduct(path)], flags: { plot: true } });
      const { products, facts } = succeeded(trial);
      expect(facts).toEqual({ frames: 1, skyAdu: 1000 });
      expect(products.map(({ file, type, tag }) => [file, type, tag])).toEqual([
        ['clipped-1.fits', 'frame', ''],
        ['sky.csv', 'catalogue', 'sky'],
      ]);
      expect(text(products[1]?.content)).toMatch(/^frame,skyAdu,noiseAdu\r\nframe\.fits,1000\.00,3\.1\d\r\n$/);
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});
