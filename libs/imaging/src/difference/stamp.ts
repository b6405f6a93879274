import type { PixelPosition } from '../image.js';
import type { KernelBasis } from './kernel-basis.js';
import type { Plane } from './plane.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { round } = Math;

/**
 * A square about a star: the frame to be convolved under each kernel of the basis, the other frame, and the products
 * that the fit needs. Vector `count` (the one after the last kernel) is the constant of the background.
 */
export interface Stamp extends PixelPosition {
  readonly pixels: number;
  /** Basis vectors, `kernels` rows of `pixels` values. */
  readonly vectors: Float32Array;
  readonly goal: Float32Array;
  /** Inverse of the sum of both frames' variances, 0 for bad pixels. */
  readonly weights: Float32Array;
  /** Share of the convolved frame in that sum. */
  readonly convolvedShare: Float32Array;
  readonly used: number;
  /** Products of the vectors, (kernels + 1) squared, and of each with the goal. */
  readonly products: Float64Array;
  readonly withGoal: Float64Array;
}

/** Undefined where the stamp is not whole on the frame, or more than a fifth of it is bad. */
export function cutStamp(
  convolved: Plane,
  other: Plane,
  basis: KernelBasis,
  at: PixelPosition,
  halfPx: number,
): Stamp | undefined {
  const { widthPx, heightPx } = convolved;
  const [x0, y0] = [round(at.xPx) - 1, round(at.yPx) - 1];
  const reach = halfPx + basis.radiusPx;
  if (x0 < reach || y0 < reach || x0 + reach >= widthPx || y0 + reach >= heightPx) return undefined;
  const side = 2 * halfPx + 1;
  const pixels = side * side;
  const goal = new Float32Array(pixels);
  const weights = new Float32Array(pixels);
  const convolvedShare = new Float32Array(pixels);
  let used = 0;
  for (let v = 0, i = 0; v < side; v++) {
    for (let u = 0; u < side; u++, i++) {
      const from = (y0 - halfPx + v) * widthPx + x0 - halfPx + u;
      goal[i] = other.data[from] ?? 0;
      if (other.mask[from] !== 0 || convolved.mask[from] !== 0) continue;
      weights[i] = 1 / ((other.variance[from] ?? 1) + (convolved.variance[from] ?? 1));
      convolvedShare[i] = (weights[i] ?? 0) * (convolved.variance[from] ?? 1);
      used++;
    }
  }
  if (used < 0.8 * pixels) return undefined;
  const vectors = stampVectors(convolved, basis, x0, y0, halfPx);
  const products = multiply(vectors, goal, weights, basis.kernels.length);
  return { ...at, pixels, vectors, goal, weights, convolvedShare, used, ...products };
}

function stampVectors(plane: Plane, basis: KernelBasis, x0: number, y0: number, halfPx: number): Float32Array {
  return basis.vectors ? separableVectors(plane, basis, x0, y0, halfPx) : shiftedVectors(plane, basis, x0, y0, halfPx);
}

function separableVectors(plane: Plane, basis: KernelBasis, x0: number, y0: number, halfPx: number): Float32Array {
  const { radiusPx, vectors: factors = [], pairs = [] } = basis;
  const [side, taps, rows] = [2 * halfPx + 1, 2 * radiusPx + 1, 2 * (halfPx + radiusPx) + 1];
  const across = factors.map((factor) => {
    const lines = new Float32Array(rows * side);
    for (let v = 0; v < rows; v++) {
      const start = (y0 - halfPx - radiusPx + v) * plane.widthPx + x0 - halfPx - radiusPx;
      for (let u = 0; u < side; u++) {
        let sum = 0;
        for (let t = 0; t < taps; t++) sum += (factor[taps - 1 - t] ?? 0) * (plane.data[start + u + t] ?? 0);
        lines[v * side + u] = sum;
      }
    }
    return lines;
  });
  const result = new Float32Array(pairs.length * side * side);
  pairs.forEach(({ along, up, less }, k) => {
    const [lines, factor] = [across[along] ?? new Float32Array(0), factors[up] ?? new Float64Array(0)];
    const offset = k * side * side;
    for (let v = 0; v < side; v++) {
      for (let t = 0; t < taps; t++) {
        const weight = factor[taps - 1 - t] ?? 0;
        for (let u = 0; u < side; u++) {
          const to = offset + v * side + u;
          result[to] = (result[to] ?? 0) + weight * (lines[(v + t) * side + u] ?? 0);
        }
      }
    }
    if (less) for (let i = 0; i < side * side; i++) result[offset + i] = (result[offset + i] ?? 0) - (result[i] ?? 0);
  });
  return result;
}

function shiftedVectors(plane: Plane, basis: KernelBasis, x0: number, y0: number, halfPx: number): Float32Array {
  const { radiusPx, kernels } = basis;
  const [side, size] = [2 * halfPx + 1, 2 * radiusPx + 1];
  const result = new Float32Array(kernels.length * side * side);
  kernels.forEach((kernel, k) => {
    for (let at = 0; at < kernel.length; at++) {
      const weight = kernel[at] ?? 0;
      if (weight === 0) continue;
      const [du, dv] = [(at % size) - radiusPx, Math.floor(at / size) - radiusPx];
      for (let v = 0; v < side; v++) {
        const from = (y0 - halfPx + v - dv) * plane.widthPx + x0 - halfPx - du;
        const to = (k * side + v) * side;
        for (let u = 0; u < side; u++) result[to + u] = (result[to + u] ?? 0) + weight * (plane.data[from + u] ?? 0);
      }
    }
  });
  return result;
}

function multiply(vectors: Float32Array, goal: Float32Array, weights: Float32Array, kernels: number) {
  const pixels = goal.length;
  const n = kernels + 1;
  const products = new Float64Array(n * n);
  const withGoal = new Float64Array(n);
  const weighted = new Float64Array(pixels);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < pixels; i++) {
      weighted[i] = (weights[i] ?? 0) * (k === kernels ? 1 : (vectors[k * pixels + i] ?? 0));
    }
    let [toGoal, toOne] = [0, 0];
    for (let i = 0; i < pixels; i++) {
      toGoal += (weighted[i] ?? 0) * (goal[i] ?? 0);
      toOne += weighted[i] ?? 0;
    }
    withGoal[k] = toGoal;
    products[k * n + kernels] = products[kernels * n + k] = toOne;
    for (let l = 0; l <= Math.min(k, kernels - 1); l++) {
      products[k * n + l] = products[l * n + k] = product(weighted, vectors, l * pixels);
    }
  }
  return { products, withGoal };
}

/** Scalar product with the part of `b` from `start` on; four sums side by side, as one would wait for itself. */
function product(a: Float64Array, b: Float32Array, start: number): number {
  let [p, q, r, s] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < a.length; i += 4) {
    p += (a[i] ?? 0) * (b[start + i] ?? 0);
    q += (a[i + 1] ?? 0) * (b[start + i + 1] ?? 0);
    r += (a[i + 2] ?? 0) * (b[start + i + 2] ?? 0);
    s += (a[i + 3] ?? 0) * (b[start + i + 3] ?? 0);
  }
  for (; i < a.length; i++) p += (a[i] ?? 0) * (b[start + i] ?? 0);
  return p + q + r + s;
}
