import { convolveVarying, growMask, tapsOf, type Taps } from './convolution.js';
import { coreRadius, type MatchingKernel } from './kernel.js';
import type { Plane } from './plane.js';

/** Bits of the difference's mask; any of them makes the pixel bad. `uncovered`: the template shows nothing there. */
export const differenceMask = { science: 1, template: 2, kernel: 4, edge: 8, uncovered: 16 } as const;

/** Weights of the kernel smaller than this share of the largest one are left out of the convolution. */
const negligible = 1e-4;
const negligibleSquare = 1e-3;

/** Carries out the subtraction. `convolved` and `other` are used up: their arrays become the result's. */
export function subtract(convolved: Plane, other: Plane, kernel: MatchingKernel, which: 'science' | 'template') {
  const { widthPx, heightPx } = convolved;
  const radius = kernel.radiusPx;
  const taps = (x: number, y: number): Taps => tapsOf(kernel.at(x, y), radius, negligible);
  const squares = (x: number, y: number): Taps =>
    tapsOf(
      kernel.at(x, y).map((value) => value * value),
      radius,
      negligibleSquare,
    );
  const smooth = convolveVarying(convolved.data, convolved, taps);
  const noise = convolveVarying(convolved.variance, convolved, squares);
  const middle = kernel.at((widthPx + 1) / 2, (heightPx + 1) / 2);
  const mask = growBad(convolved, other, coreRadius(middle, radius));
  // with the science frame convolved everything is on the template's flux scale: the kernel's sum takes it back
  const sum = kernel.sumAt((widthPx + 1) / 2, (heightPx + 1) / 2);
  const scale = which === 'science' ? sum : 1;
  const sign = which === 'science' ? 1 : -1;
  const difference = other.data;
  const background = new Float64Array(widthPx);
  for (let y = 0, i = 0; y < heightPx; y++) {
    kernel.backgroundAlongRow(y + 1, background);
    for (let x = 0; x < widthPx; x++, i++) {
      const matched = (smooth[i] ?? 0) + (background[x] ?? 0);
      difference[i] = (sign * (matched - (difference[i] ?? 0))) / scale;
      smooth[i] = matched / scale;
      noise[i] = Math.sqrt((noise[i] ?? 0) + (other.variance[i] ?? 0)) / scale;
      if (mask[i] !== 0) difference[i] = 0;
    }
  }
  if (scale !== 1) {
    for (const plane of [convolved.variance, other.variance]) {
      for (let i = 0; i < plane.length; i++) plane[i] = (plane[i] ?? 0) / (scale * scale);
    }
  }
  const variances = { sharperVariance: convolved.variance, broaderVariance: other.variance };
  return { widthPx, heightPx, difference, convolved: smooth, noise, mask, scale, ...variances };
}

/** Bad pixels of both frames, those of the convolved one grown by what the kernel reaches, and the rim it reaches over. */
function growBad(convolved: Plane, other: Plane, corePx: number): Uint8Array {
  const { widthPx, heightPx } = convolved;
  const mask = new Uint8Array(other.mask);
  for (let i = 0; i < mask.length; i++) mask[i] = (mask[i] ?? 0) | (convolved.mask[i] ?? 0);
  growMask(convolved.mask, convolved, corePx, differenceMask.kernel, mask);
  for (let y = 0; y < heightPx; y++) {
    const whole = y < corePx || y >= heightPx - corePx;
    for (let x = 0; x < widthPx; x++) {
      const at = y * widthPx + x;
      if (whole || x < corePx || x >= widthPx - corePx) mask[at] = (mask[at] ?? 0) | differenceMask.edge;
    }
  }
  return mask;
}
