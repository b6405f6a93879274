import { convolveVarying, tapsOf, type Taps } from './convolution.js';
import type { Difference } from './difference.js';
import { gaussianPsf } from './psf.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { sqrt, min } = Math;

/** Taps of the filter below this share of the largest do not count. */
const negligible = 1e-3;

/**
 * The difference under a matched filter in units of the noise of that filter. The variance of the broader frame goes
 * through the filter's square, that of the convolved one through the square of kernel and filter together, so that the
 * correlation which the kernel makes between pixels is in the noise. 0 where it is masked.
 */
export function significanceMap(difference: Difference): Float32Array {
  const { kernel, fwhmPx, mask } = difference;
  const filter = gaussianPsf(min(15, Math.ceil(1.5 * fwhmPx)), fwhmPx);
  const plain = tapsOf(filter.data, filter.halfPx, negligible);
  const squares = tapsOf(
    filter.data.map((value) => value * value),
    filter.halfPx,
    negligible,
  );
  const map = convolveVarying(difference.difference, difference, () => plain);
  const variance = convolveVarying(difference.broaderVariance, difference, () => squares);
  const radius = filter.halfPx + kernel.radiusPx;
  const both = (xPx: number, yPx: number): Taps => {
    const joined = convolveKernels(filter.data, filter.halfPx, kernel.at(xPx, yPx), kernel.radiusPx);
    return tapsOf(
      joined.map((value) => value * value),
      radius,
      2 * negligible,
    );
  };
  const carried = convolveVarying(difference.sharperVariance, difference, both);
  for (let i = 0; i < map.length; i++) {
    const noise = sqrt((variance[i] ?? 0) + (carried[i] ?? 0));
    map[i] = mask[i] === 0 && noise > 0 ? (map[i] ?? 0) / noise : 0;
  }
  return map;
}

/** Full convolution of two square kernels. */
function convolveKernels(a: Float64Array, radiusA: number, b: Float64Array, radiusB: number): Float64Array {
  const [sideA, sideB, side] = [2 * radiusA + 1, 2 * radiusB + 1, 2 * (radiusA + radiusB) + 1];
  const result = new Float64Array(side * side);
  for (let v = 0; v < sideA; v++) {
    for (let u = 0; u < sideA; u++) {
      const weight = a[v * sideA + u] ?? 0;
      for (let q = 0; q < sideB; q++) {
        const start = (v + q) * side + u;
        for (let p = 0; p < sideB; p++) {
          result[start + p] = (result[start + p] ?? 0) + weight * (b[q * sideB + p] ?? 0);
        }
      }
    }
  }
  return result;
}
