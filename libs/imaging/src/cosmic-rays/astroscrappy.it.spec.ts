import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderFrame } from '../synthetic/frame.js';
import { random } from '../synthetic/random.js';
import { rejectCosmicRays } from './reject-cosmic-rays.js';

const python = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'import astroscrappy, numpy']).status === 0,
);
if (!python) console.warn('skipped: astroscrappy is not installed (apt-get install python3-astroscrappy)');

const script = `
import sys, numpy, astroscrappy
side, gain, level, folder = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
frame = numpy.fromfile(folder + '/frame', '<f4').reshape(side, side)
mask, clean = astroscrappy.detect_cosmics(frame, gain=gain, satlevel=level * gain, cleantype='meanmask')
mask.astype('u1').tofile(folder + '/mask')
`;

const side = 300;
const dice = random(21);
const stars = Array.from({ length: 80 }, () => ({
  raDeg: 150 + 0.3 * (dice.uniform() - 0.5),
  decDeg: 0.3 * (dice.uniform() - 0.5),
  mag: 9 + 6 * dice.uniform(),
}));
const expose = (cosmicRaysPerFrame: number) =>
  renderFrame({
    widthPx: side,
    heightPx: side,
    pixelScaleArcsec: 4,
    centre: { raDeg: 150, decDeg: 0 },
    rotationDeg: 0,
    stars,
    zeroPointMag: 20.5,
    extinctionMag: 0,
    airmass: 1,
    fwhmArcsec: 11,
    skyMagPerArcsec2: 20.5,
    exposureS: 30,
    gainEPerAdu: 1.5,
    readNoiseE: 6.5,
    biasAdu: 0,
    darkEPerS: 0.1,
    saturationAdu: 60_000,
    cosmicRaysPerFrame,
    seed: 5,
  }).image;

(python ? describe : describe.skip)('L.A.Cosmic beside astroscrappy, on a field with stars of S/N 400', () => {
  it('finds as many of the hits, and eats less of the stars', () => {
    const [image, clean] = [expose(60), expose(0)];
    const hit = (at: number): boolean => {
      const [value, without] = [image.data[at] ?? 0, clean.data[at] ?? 0];
      return value - without > 6 * Math.sqrt(2 * (without / 1.5 + 20));
    };
    const count = (mask: Uint8Array) => {
      const marks = Array.from(mask.keys()).filter((at) => mask[at] !== 0);
      return { hits: marks.filter(hit).length, stars: marks.filter((at) => !hit(at)).length };
    };
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-cosmics-'));
    try {
      writeFileSync(join(folder, 'frame'), Buffer.from(Float32Array.from(image.data).buffer));
      const env = { ...process.env, OMP_NUM_THREADS: '1' };
      execFileSync(python ?? '', ['-c', script, String(side), '1.5', '60000', folder], { env });
      const theirs = count(readFileSync(join(folder, 'mask')));
      const ours = count(rejectCosmicRays(image, { gainEPerAdu: 1.5, saturationAdu: 60_000 }).mask);
      expect(theirs.hits).toBeGreaterThan(300);
      expect(ours.hits).toBeGreaterThan(0.99 * theirs.hits);
      expect(ours.stars).toBeLessThanOrEqual(theirs.stars);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
