import { madSigma, median } from '../statistics/robust.js';
import { solveSymmetric } from './cholesky.js';
import type { KernelBasis } from './kernel-basis.js';
import { MatchingKernel, type SpatialModel } from './kernel.js';
import type { Stamp } from './stamp.js';

/** How one stamp agrees with the fitted kernel. */
export interface StampQuality {
  readonly xPx: number;
  readonly yPx: number;
  readonly used: boolean;
  /** Mean of the squared residuals in units of their variance. */
  readonly chi2: number;
  /** Flux of its star over what the kernel makes of it; 1 for one that is as bright on both frames. */
  readonly fluxRatio: number;
}

export interface KernelFit {
  readonly kernel: MatchingKernel;
  readonly stamps: readonly StampQuality[];
  /** Standard deviation of the flux ratios of the stamps used. */
  readonly sumScatter: number;
}

/** Stamps beyond this many robust standard deviations are left out and the fit is done again. */
const clipAt = 3;
const mostRounds = 6;

/**
 * Least squares over all stamps (Alard 2000): the spatial terms are taken at the middle of each stamp. Stamps whose
 * residual or flux ratio stands out (a variable star, a neighbour, a defect) are left out until none does.
 * @returns undefined when the equations cannot be solved.
 */
export function fitKernel(stamps: readonly Stamp[], basis: KernelBasis, model: SpatialModel): KernelFit | undefined {
  let used = stamps.map(() => true);
  for (let round = 0; round <= mostRounds; round++) {
    const kernel = solve(
      stamps.filter((_, i) => used[i]),
      basis,
      model,
    );
    if (!kernel) return undefined;
    const quality = stamps.map((stamp) => judgeStamp(stamp, kernel));
    const kept = sound(quality, used);
    const changed = kept.some((keep, i) => keep !== used[i]);
    if (!changed || round === mostRounds || !enough(kept, model)) {
      const sumScatter = madSigma(quality.filter((_, i) => used[i]).map(({ fluxRatio }) => fluxRatio));
      return { kernel, stamps: quality.map((q, i) => ({ ...q, used: used[i] ?? false })), sumScatter };
    }
    used = kept;
  }
  return undefined;
}

const enough = (kept: readonly boolean[], { kernel }: SpatialModel): boolean =>
  kept.filter(Boolean).length >= Math.max(kernel.terms, kept.length / 3);

function sound(quality: readonly Omit<StampQuality, 'used'>[], used: readonly boolean[]): boolean[] {
  const now = quality.filter((_, i) => used[i]);
  const limit = (values: number[], least: number) => {
    const centre = median(values);
    return { centre, width: Math.max(least, clipAt * madSigma(values, centre)) };
  };
  const chi2 = limit(
    now.map((q) => Math.sqrt(q.chi2)),
    0.3,
  );
  const ratio = limit(
    now.map((q) => q.fluxRatio),
    0.01,
  );
  return quality.map(
    (q) => Math.sqrt(q.chi2) - chi2.centre <= chi2.width && Math.abs(q.fluxRatio - ratio.centre) <= ratio.width,
  );
}

function solve(stamps: readonly Stamp[], basis: KernelBasis, model: SpatialModel): MatchingKernel | undefined {
  const unknowns = MatchingKernel.unknowns(basis, model);
  const matrix = new Float64Array(unknowns * unknowns);
  const right = new Float64Array(unknowns);
  for (const stamp of stamps) addStamp(stamp, basis.kernels.length, model, matrix, right);
  for (let i = 0; i < unknowns; i++) {
    for (let j = 0; j < i; j++) matrix[j * unknowns + i] = matrix[i * unknowns + j] ?? 0;
  }
  const coefficients = solveSymmetric(matrix, right);
  return coefficients?.every(Number.isFinite) ? new MatchingKernel(basis, model, coefficients) : undefined;
}

/** Adds the products of one stamp times its spatial terms to the lower triangle. */
function addStamp(
  stamp: Stamp,
  kernels: number,
  { kernel, sum, background }: SpatialModel,
  matrix: Float64Array,
  right: Float64Array,
): void {
  const n = kernels + 1;
  const unknowns = right.length;
  const terms = [sum.at(stamp.xPx, stamp.yPx), kernel.at(stamp.xPx, stamp.yPx), background.at(stamp.xPx, stamp.yPx)];
  const spatial = (k: number): readonly number[] => (k === 0 ? terms[0] : k === kernels ? terms[2] : terms[1]) ?? [];
  const offset = (k: number): number => (k === 0 ? 0 : sum.terms + (k - 1) * kernel.terms);
  for (let k = 0; k < n; k++) {
    const [row, rowTerms] = [offset(k), spatial(k)];
    for (let p = 0; p < rowTerms.length; p++) {
      const along = rowTerms[p] ?? 0;
      right[row + p] = (right[row + p] ?? 0) + along * (stamp.withGoal[k] ?? 0);
      for (let l = 0; l <= k; l++) {
        const [column, columnTerms] = [offset(l), spatial(l)];
        const product = along * (stamp.products[k * n + l] ?? 0);
        const start = (row + p) * unknowns + column;
        for (let q = 0; q < columnTerms.length; q++) {
          matrix[start + q] = (matrix[start + q] ?? 0) + product * (columnTerms[q] ?? 0);
        }
      }
    }
  }
}

function judgeStamp(stamp: Stamp, kernel: MatchingKernel): Omit<StampQuality, 'used'> {
  const { xPx, yPx, pixels, vectors, goal, weights, convolvedShare } = stamp;
  const squares = kernel.at(xPx, yPx).reduce((sum, value) => sum + value * value, 0);
  const share = kernel.weightsAt(xPx, yPx);
  const background = kernel.backgroundAt(xPx, yPx);
  const model = new Float64Array(pixels);
  for (let k = 0; k < share.length; k++) {
    const weight = share[k] ?? 0;
    for (let i = 0; i < pixels; i++) model[i] = (model[i] ?? 0) + weight * (vectors[k * pixels + i] ?? 0);
  }
  let [chi2, cross, square] = [0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    const [weight, expected] = [weights[i] ?? 0, model[i] ?? 0];
    const seen = (goal[i] ?? 0) - background;
    // the kernel smooths the noise of the frame that it convolves
    chi2 += (weight * (seen - expected) ** 2) / (1 + (squares - 1) * (convolvedShare[i] ?? 0));
    cross += weight * seen * expected;
    square += weight * expected * expected;
  }
  return { xPx, yPx, chi2: chi2 / Math.max(1, stamp.used), fluxRatio: square > 0 ? cross / square : NaN };
}
