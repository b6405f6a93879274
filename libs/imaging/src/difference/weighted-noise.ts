import type { PixelPosition } from '../image.js';
import type { Difference } from './difference.js';

const { round } = Math;

/**
 * Standard deviation of a weighted sum of pixels of the difference, with what the kernel makes of it: a pixel of the
 * convolved frame is in many pixels of the difference, so these are not independent and their variances do not add up.
 * `weights` is a square of (2 halfPx + 1) squared about the pixel nearest to a place.
 */
export function weightedNoise(
  difference: Difference,
  at: PixelPosition,
  weights: ArrayLike<number>,
  halfPx: number,
): number {
  const { widthPx, heightPx, kernel, sharperVariance, broaderVariance } = difference;
  const [x0, y0] = [round(at.xPx) - 1, round(at.yPx) - 1];
  const [side, size] = [2 * halfPx + 1, 2 * kernel.radiusPx + 1];
  const taps = kernel.at(at.xPx, at.yPx);
  const reach = halfPx + kernel.radiusPx;
  let variance = 0;
  for (let v = -reach; v <= reach; v++) {
    const y = y0 + v;
    if (y < 0 || y >= heightPx) continue;
    for (let u = -reach; u <= reach; u++) {
      const x = x0 + u;
      if (x < 0 || x >= widthPx) continue;
      const from = y * widthPx + x;
      const carried = correlate(weights, side, halfPx, taps, size, kernel.radiusPx, u, v);
      variance += carried * carried * (sharperVariance[from] ?? 0);
      if (Math.max(Math.abs(u), Math.abs(v)) > halfPx) continue;
      const weight = weights[(v + halfPx) * side + u + halfPx] ?? 0;
      variance += weight * weight * (broaderVariance[from] ?? 0);
    }
  }
  return Math.sqrt(variance);
}

/** Weight with which the convolved frame's pixel (u, v) from the middle is in the sum. */
function correlate(
  weights: ArrayLike<number>,
  side: number,
  halfPx: number,
  taps: Float64Array,
  size: number,
  radiusPx: number,
  u: number,
  v: number,
): number {
  let sum = 0;
  const [firstRow, lastRow] = [Math.max(-halfPx, v - radiusPx), Math.min(halfPx, v + radiusPx)];
  const [firstColumn, lastColumn] = [Math.max(-halfPx, u - radiusPx), Math.min(halfPx, u + radiusPx)];
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const weight = weights[(row + halfPx) * side + column + halfPx] ?? 0;
      if (weight !== 0) sum += weight * (taps[(row - v + radiusPx) * size + column - u + radiusPx] ?? 0);
    }
  }
  return sum;
}
