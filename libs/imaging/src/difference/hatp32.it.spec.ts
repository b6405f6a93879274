import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { firstImage, readFits } from '../fits/read.js';
import type { Image } from '../image.js';
import { registerFrames } from '../register/register.js';
import { registeredMapping } from '../stack/mapping.js';
import { reproject } from '../stack/reproject.js';
import { stackFrames } from '../stack/stack.js';
import { candidateAdjuster } from './adjust.js';
import { differenceFrames } from './difference.js';
import { findCandidates } from './find-candidates.js';
import { judgeCandidate } from './judge-candidate.js';

const corpus = process.env.CORPUS_DIR;
if (corpus === undefined) console.warn('skipped: CORPUS_DIR is not set, so the frames of HAT-P-32 are not read');

const saturationAdu = 3900;
/** Whole flux in ADU and place of what is put into the first frame. */
const injected = [
  { xPx: 150.3, yPx: 120.7, flux: 4000 },
  { xPx: 420.2, yPx: 300.4, flux: 1500 },
  { xPx: 510.6, yPx: 410.2, flux: 800 },
];

function inject(image: Image, fwhmPx: number): Image {
  const data = Float32Array.from(image.data);
  const sigma = fwhmPx / 2.3548;
  for (const { xPx, yPx, flux } of injected) {
    for (let y = Math.round(yPx) - 12; y <= Math.round(yPx) + 12; y++) {
      for (let x = Math.round(xPx) - 12; x <= Math.round(xPx) + 12; x++) {
        const at = (y - 1) * image.widthPx + x - 1;
        const light = Math.exp(-((x - xPx) ** 2 + (y - yPx) ** 2) / (2 * sigma * sigma));
        data[at] = (data[at] ?? 0) + (flux / (2 * Math.PI * sigma * sigma)) * light;
      }
    }
  }
  return { ...image, data };
}

(corpus === undefined ? describe.skip : describe)('the night of HAT-P-32', () => {
  it('registered by triangles, stacked and subtracted, shows all three stars that were put into the first frame', () => {
    const folder = join(corpus ?? '', 'fits', 'hatp32');
    const [first, ...others] = readdirSync(folder)
      .filter((name) => name.endsWith('.FITS'))
      .sort()
      .map((name) => firstImage(readFits(readFileSync(join(folder, name)))).image);
    if (!first) throw new Error('no frame of HAT-P-32 in the corpus');
    const moved = others.map((image) => {
      const { transform, matches, rmsPx } = registerFrames(image, first);
      expect(matches.length).toBeGreaterThan(200);
      expect(rmsPx).toBeLessThan(0.25);
      return { ...reproject({ image }, registeredMapping(transform), first), saturationAdu };
    });
    const stack = stackFrames(moved, { method: 'clipped_mean', background: 'match' });
    const template = { ...stack, gainEPerAdu: 1, saturationAdu: stack.saturationAdu ?? saturationAdu };
    const difference = differenceFrames({ image: inject(first, 2.69), gainEPerAdu: 1, saturationAdu }, template);
    // the template is the sharper one here, and only the sharper one can be convolved
    expect(difference.quality.convolved).toBe('template');
    const adjust = candidateAdjuster(difference);
    const kept = findCandidates(difference).filter(
      (candidate) => judgeCandidate(candidate, { adjustment: adjust(candidate, candidate.snr) }).kept,
    );
    for (const { xPx, yPx, flux } of injected) {
      const found = kept.find((c) => Math.hypot(c.xPx - xPx, c.yPx - yPx) < 0.3);
      expect(found?.sign).toBe('positive');
      // the aperture of one FWHM holds about nine tenths of it
      expect((found?.fluxAdu ?? 0) / flux).toBeGreaterThan(0.8);
      expect((found?.fluxAdu ?? 0) / flux).toBeLessThan(1.05);
    }
    // the reference keeps 8 others; what is left here are two-frame edges and stars that changed
    expect(kept.length).toBeLessThan(20);
  }, 240_000);
});
