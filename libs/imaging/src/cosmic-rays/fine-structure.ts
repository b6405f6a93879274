import type { Pixels } from '@nightjar/astro';
import { separableMedian, type Tile } from './median-filter.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { max, min } = Math;

/**
 * What of a frame is as fine as a star: either the 3 x 3 median, or the frame under the point spread function (better
 * for undersampled frames whose seeing is known), each less its 7 x 7 median.
 */
export type FineStructure =
  { readonly by: 'median' } | { readonly by: 'convolution'; readonly fwhmPx: Pixels; readonly sizePx?: number };

/** Fine structure of a tile, in its units; `work` is room for a plane. */
export function fineStructure(
  clean: Float32Array,
  tile: Tile,
  how: FineStructure = { by: 'median' },
  work: Float32Array,
  to: Float32Array,
): void {
  if (how.by === 'median') separableMedian(clean, tile, 3, work);
  else convolveGaussian(clean, tile, how.fwhmPx, how.sizePx ?? 6 * Math.floor(how.fwhmPx / 2) + 1, work);
  separableMedian(work, tile, 7, to);
  for (let i = 0; i < to.length; i++) to[i] = (work[i] ?? 0) - (to[i] ?? 0);
}

/** Convolution with a Gaussian of sum 1 over an odd square; beyond the border the last pixel goes on. */
function convolveGaussian(from: Float32Array, tile: Tile, fwhmPx: Pixels, sizePx: number, to: Float32Array): void {
  const { widthPx, heightPx } = tile;
  const half = max(1, (sizePx - 1) >> 1);
  const sigma = fwhmPx / 2.3548;
  const plain = Float64Array.from({ length: 2 * half + 1 }, (_, i) =>
    Math.exp(-((i - half) ** 2) / (2 * sigma * sigma)),
  );
  const total = plain.reduce((sum, value) => sum + value, 0);
  const weights = plain.map((value) => value / total);
  const rows = new Float32Array(from.length);
  for (let y = 0; y < heightPx; y++) convolveLine(from, rows, y * widthPx, 1, widthPx, weights);
  for (let x = 0; x < widthPx; x++) convolveLine(rows, to, x, widthPx, heightPx, weights);
}

function convolveLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  weights: Float64Array,
): void {
  const half = (weights.length - 1) >> 1;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let t = -half; t <= half; t++) {
      sum += (weights[t + half] ?? 0) * (from[start + step * max(0, min(count - 1, i + t))] ?? 0);
    }
    to[start + step * i] = sum;
  }
}
