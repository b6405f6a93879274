import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Header } from '../fits/header.js';
import { readFits } from '../fits/read.js';
import { writeImage } from '../fits/write.js';
import { random } from '../synthetic/random.js';
import { hotpantsRun, type HotpantsFrame } from './hotpants.js';
import { onDifference } from './sextractor-difference.js';
import { readSextractorCatalogue, sextractorRun } from './sextractor.js';

const onPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
const missing = ['source-extractor'].filter((program) => !onPath(program));
if (missing.length > 0) console.warn(`skipped, not on this machine: ${missing.join(', ')}`);

const side = 128;
/** A field of stars with noise 3, one ADU an electron. */
function field(fwhmPx: number, seed: number, flux = 4000): HotpantsFrame {
  const [dice, places] = [random(seed), random(1)];
  const sigma = fwhmPx / 2.3548;
  const data = new Float32Array(side * side);
  for (let k = 0; k < 25; k++) {
    const [x0, y0, light] = [
      10 + 108 * places.uniform(),
      10 + 108 * places.uniform(),
      flux * (1 + 3 * places.uniform()),
    ];
    data.forEach((value, i) => {
      const square = ((i % side) - x0) ** 2 + (Math.floor(i / side) - y0) ** 2;
      if (square < 200)
        data[i] = value + (light / (2 * Math.PI * sigma * sigma)) * Math.exp(-square / (2 * sigma * sigma));
    });
  }
  const noise = data.map((value) => Math.sqrt(9 + value));
  return {
    image: { widthPx: side, heightPx: side, data: data.map((value, i) => value + (noise[i] ?? 0) * dice.normal()) },
    noise,
    mask: new Uint8Array(side * side),
    fwhmPx,
    gainEPerAdu: 1,
  };
}

describe('what hotpants is given', () => {
  it('convolves the sharper frame, with Gaussians of half, one and two times the difference of the seeings', () => {
    const run = hotpantsRun(field(3, 1), field(4, 2), { stars: [{ xPx: 5, yPx: 6 }] });
    const after = (name: string) => run.arguments[run.arguments.indexOf(name) + 1];
    expect(run.convolved).toBe('science');
    expect([after('-c'), after('-n'), after('-r'), after('-rss'), after('-ko'), after('-ssf')]).toEqual([
      'i',
      'i',
      '12',
      '16',
      '0',
      'stars.xy',
    ]);
    const gaussians = run.arguments
      .slice(run.arguments.indexOf('-ng') + 1)
      .slice(0, 7)
      .map(Number);
    const match = Math.sqrt(7) / 2.35;
    expect(gaussians).toEqual([3, 6, 0.5 * match, 4, match, 2, 2 * match]);
    expect(run.files['stars.xy']).toBe('5 6\n');
    expect(Number(after('-iu'))).toBeGreaterThan(Math.max(...field(3, 1).image.data));
    expect(readFits(run.files['template.mask.fits'] as Buffer).hdus[0]?.header.number('BITPIX')).toBe(16);
  });
});

(onPath('source-extractor') ? describe : describe.skip)('SExtractor on a difference with its noise map', () => {
  it('does not count the photons of a source twice', () => {
    const { image, noise } = field(3, 5);
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-difference-'));
    try {
      const plain = sextractorRun({ frame: 'difference.fits', gainEPerAdu: 1, saturationAdu: 1e9, threshold: 3 });
      const run = onDifference(plain, 'noise.fits');
      for (const [name, text] of Object.entries(run.files)) writeFileSync(join(folder, name), text);
      writeFileSync(join(folder, 'difference.fits'), writeImage(new Header(), image));
      writeFileSync(join(folder, 'noise.fits'), writeImage(new Header(), { ...image, data: noise }));
      execFileSync('source-extractor', run.arguments, { cwd: folder, stdio: 'ignore' });
      const sources = readSextractorCatalogue(readFileSync(join(folder, run.catalogue)));
      expect(sources.length).toBeGreaterThan(12);
      // 4000 photons and more: an error near their root and the sky's, S/N of 35 and more
      const significances = sources.slice(0, 10).map((source) => source.fluxAutoAdu / source.fluxErrorAutoAdu);
      expect(Math.min(...significances)).toBeGreaterThan(35);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
