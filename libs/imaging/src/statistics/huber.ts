import { leastSquares, residuals, type Design } from './least-squares.js';
import { median } from './robust.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { abs, max, min, sqrt } = Math;

export interface RobustFit {
  readonly coefficients: Float64Array;
  /** Covariance of the coefficients, columns x columns. */
  readonly covariance: Float64Array;
  /** Standard deviation of the residuals, from their median absolute value. */
  readonly scale: number;
  readonly residuals: Float64Array;
}

/** Median absolute deviation of a unit normal. */
const normalMad = 0.6744897501960817;

/**
 * Huber's M-estimator of a linear model by iteratively reweighted least squares: residuals beyond `threshold` scales
 * pull with constant force. The scale is the median absolute residual over 0.6745, taken anew in each round.
 * The covariance is H1 of Huber (1981, section 7.6): that of least squares with the mean square of the bounded
 * residuals for the variance, and his correction for few rows. Undefined where least squares is.
 */
export function huberFit(
  design: Design,
  y: ArrayLike<number>,
  { threshold = 1.345, rounds = 50, tolerance = 1e-8 } = {},
): RobustFit | undefined {
  let fit = leastSquares(design, y);
  for (let round = 0; round < rounds && fit; round++) {
    const left = residuals(design, y, fit.coefficients);
    const scale = scaleOf(left);
    if (scale === 0) break;
    const weights = left.map((value) => min(1, (threshold * scale) / max(abs(value), Number.MIN_VALUE)));
    const next = leastSquares(design, y, weights);
    if (!next) return undefined;
    const before = fit.coefficients;
    const moved = next.coefficients.some((b, i) => abs(b - (before[i] ?? 0)) > tolerance * (abs(b) + tolerance));
    fit = next;
    if (!moved) break;
  }
  const plain = leastSquares(design, y);
  if (!fit || !plain) return undefined;
  const left = residuals(design, y, fit.coefficients);
  const scale = scaleOf(left);
  const variance = boundedVariance(left, scale, threshold, design.columns);
  return {
    coefficients: fit.coefficients,
    covariance: plain.inverse.map((value) => value * variance),
    scale,
    residuals: left,
  };
}

const scaleOf = (left: Float64Array): number => median(left.map((value) => abs(value))) / normalMad;

function boundedVariance(left: Float64Array, scale: number, threshold: number, p: number): number {
  if (scale === 0) return 0;
  const n = left.length;
  let [squares, free] = [0, 0];
  for (const value of left) {
    const psi = max(-threshold, min(threshold, value / scale));
    squares += psi * psi;
    if (abs(value) <= threshold * scale) free++;
  }
  const slope = free / n;
  const correction = 1 + ((p / n) * (1 - slope)) / slope;
  return ((correction * scale) / slope) ** 2 * (squares / max(1, n - p));
}

/** Standard errors from a covariance. */
export const standardErrors = (covariance: Float64Array, p: number): Float64Array =>
  Float64Array.from({ length: p }, (_, j) => sqrt(covariance[j * p + j] ?? NaN));
