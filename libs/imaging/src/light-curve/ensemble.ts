import type { Magnitudes } from '@nightjar/astro';
import { madSigma, median } from '../statistics/robust.js';

/** Instrumental magnitude of a star on a frame and its error; NaN where it was not measured. */
export interface EnsemblePoint {
  readonly mag: Magnitudes;
  readonly error: Magnitudes;
}

export interface EnsembleStar {
  readonly name: string;
  /** One for each frame. */
  readonly points: readonly EnsemblePoint[];
}

export interface DifferentialPoint {
  /** Magnitude relative to the ensemble, less the star's median; NaN where it cannot be had. */
  readonly mag: Magnitudes;
  /** Of the star's measurement and of the frame's zero together. */
  readonly error: Magnitudes;
}

export interface ComparisonStar {
  readonly name: string;
  /** Mean instrumental magnitude in the system of the ensemble. */
  readonly mag: Magnitudes;
  /** Standard deviation of its differential light curve, the star itself left out of the ensemble. */
  readonly scatter: Magnitudes;
  /** Scatter beyond the stated errors: what is added to them as its weight is made. */
  readonly excess: Magnitudes;
  readonly frames: number;
  /** False for a star that was left out, with the reason. */
  readonly used: boolean;
  readonly because?: string;
}

export interface EnsembleLightCurve {
  readonly target: readonly DifferentialPoint[];
  readonly comparisons: readonly ComparisonStar[];
  /** Zero of each frame against the ensemble's mean, and its error. */
  readonly frameZeros: readonly DifferentialPoint[];
  /** Median of the scatter of the comparison stars used. */
  readonly comparisonScatter: Magnitudes;
}

export interface EnsembleOptions {
  /** A comparison star scattering so many times the median of the others is taken for variable. Default 3. */
  readonly variableFactor?: number;
  /** Share of the frames that a comparison star must be on. Default 0.5. */
  readonly fewestFrames?: number;
}

/**
 * Differential photometry against an ensemble of comparison stars (Honeycutt 1992, PASP 104, 435): magnitude of star s
 * on frame e = m_s + z_e, solved by weighted least squares for all stars and frames at once, so that a star missing on a
 * frame shifts nothing. Weights have an excess scatter for each star; variable stars are left out one by one, worst
 * first. The target has no part in the ensemble.
 * @throws RangeError without comparison stars or when they have different numbers of frames
 */
export function ensembleLightCurve(
  target: EnsembleStar,
  comparisons: readonly EnsembleStar[],
  options: EnsembleOptions = {},
): EnsembleLightCurve {
  const frames = target.points.length;
  if (comparisons.length === 0) throw new RangeError('a differential light curve needs a comparison star');
  if (comparisons.some(({ points }) => points.length !== frames))
    throw new RangeError(
      `every comparison star needs ${frames} points, one for each frame: put NaN where it was not measured`,
    );
  const out = new Map<number, string>();
  comparisons.forEach((star, i) => {
    const seen = star.points.filter(isMeasured).length;
    if (seen < (options.fewestFrames ?? 0.5) * frames) out.set(i, `on ${seen} of ${frames} frames only`);
  });
  let solution = solve(comparisons, out, frames);
  for (;;) {
    const worst = variable(solution, out, options.variableFactor ?? 3);
    if (worst === undefined) break;
    out.set(worst, `scatters by ${(1000 * (solution.scatter[worst] ?? NaN)).toFixed(1)} mmag: likely variable`);
    solution = solve(comparisons, out, frames);
  }
  return report(target, comparisons, solution, out);
}

const isMeasured = ({ mag, error }: EnsemblePoint): boolean =>
  Number.isFinite(mag) && error > 0 && Number.isFinite(error);

interface Solution {
  readonly stars: Float64Array;
  readonly zeros: Float64Array;
  readonly zeroErrors: Float64Array;
  readonly excess: Float64Array;
  readonly scatter: Float64Array;
}

/** The star that scatters most, if that is far beyond the others and three would be left. */
function variable({ scatter }: Solution, out: ReadonlyMap<number, string>, factor: number): number | undefined {
  const used = [...scatter.keys()].filter((i) => !out.has(i));
  if (used.length < 4) return undefined;
  const worst = used.reduce((one, other) => ((scatter[other] ?? 0) > (scatter[one] ?? 0) ? other : one));
  const others = median(used.filter((i) => i !== worst).map((i) => scatter[i] ?? NaN));
  return (scatter[worst] ?? 0) > factor * others ? worst : undefined;
}

/** Alternates between the frames' zeros and the stars' means until neither moves, then makes the weights anew. */
function solve(comparisons: readonly EnsembleStar[], out: ReadonlyMap<number, string>, frames: number): Solution {
  const excess = new Float64Array(comparisons.length);
  const stars = Float64Array.from(comparisons, ({ points }) => median(points.map(({ mag }) => mag)));
  const zeros = new Float64Array(frames);
  for (let weighting = 0; weighting < 8; weighting++) {
    for (let round = 0; round < 200; round++) {
      const before = Float64Array.from(zeros);
      for (let e = 0; e < frames; e++) zeros[e] = zeroOf(comparisons, out, stars, excess, e).value;
      const middle = mean(zeros.filter(Number.isFinite));
      for (let e = 0; e < frames; e++) zeros[e] = (zeros[e] ?? NaN) - middle;
      comparisons.forEach((star, i) => (stars[i] = meanOf(star, zeros, excess[i] ?? 0)));
      if (zeros.every((zero, e) => !(Math.abs(zero - (before[e] ?? NaN)) > 1e-9))) break;
    }
    comparisons.forEach((star, i) => (excess[i] = excessOf(star, zeros, stars[i] ?? NaN)));
  }
  const zeroErrors = Float64Array.from(zeros, (_, e) => zeroOf(comparisons, out, stars, excess, e).error);
  const scatter = Float64Array.from(comparisons, (star, i) =>
    scatterWithout(comparisons, out, { stars, excess }, star, i),
  );
  return { stars, zeros, zeroErrors, excess, scatter };
}

function zeroOf(
  comparisons: readonly EnsembleStar[],
  out: ReadonlyMap<number, string>,
  stars: Float64Array,
  excess: Float64Array,
  e: number,
  without = -1,
): { value: number; error: number } {
  let [sum, weights] = [0, 0];
  comparisons.forEach(({ points }, i) => {
    const point = points[e];
    if (i === without || out.has(i) || !point || !isMeasured(point)) return;
    const weight = 1 / (point.error ** 2 + (excess[i] ?? 0) ** 2);
    sum += weight * (point.mag - (stars[i] ?? NaN));
    weights += weight;
  });
  return weights > 0 ? { value: sum / weights, error: 1 / Math.sqrt(weights) } : { value: NaN, error: NaN };
}

function meanOf({ points }: EnsembleStar, zeros: Float64Array, excess: number): number {
  let [sum, weights] = [0, 0];
  points.forEach((point, e) => {
    const zero = zeros[e] ?? NaN;
    if (!isMeasured(point) || !Number.isFinite(zero)) return;
    const weight = 1 / (point.error ** 2 + excess ** 2);
    sum += weight * (point.mag - zero);
    weights += weight;
  });
  return weights > 0 ? sum / weights : NaN;
}

/** Robust spread about its mean beyond the median stated error. */
function excessOf({ points }: EnsembleStar, zeros: Float64Array, mag: number): number {
  const used = points.flatMap((point, e) =>
    isMeasured(point) && Number.isFinite(zeros[e])
      ? [{ off: point.mag - (zeros[e] ?? NaN) - mag, error: point.error }]
      : [],
  );
  if (used.length < 3) return 0;
  const spread = madSigma(used.map(({ off }) => off));
  return Math.sqrt(Math.max(0, spread ** 2 - median(used.map(({ error }) => error)) ** 2));
}

/** Standard deviation against an ensemble that the star has no part in: its own noise is not hidden in the zeros. */
function scatterWithout(
  comparisons: readonly EnsembleStar[],
  out: ReadonlyMap<number, string>,
  { stars, excess }: Pick<Solution, 'stars' | 'excess'>,
  { points }: EnsembleStar,
  index: number,
): number {
  const off = points.flatMap((point, e) => {
    const zero = zeroOf(comparisons, out, stars, excess, e, index).value;
    return isMeasured(point) && Number.isFinite(zero) ? [point.mag - zero] : [];
  });
  return deviation(off);
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1));
};

function report(
  target: EnsembleStar,
  comparisons: readonly EnsembleStar[],
  solution: Solution,
  out: ReadonlyMap<number, string>,
): EnsembleLightCurve {
  const relative = target.points.map((point, e) => (isMeasured(point) ? point.mag - (solution.zeros[e] ?? NaN) : NaN));
  const middle = median(relative);
  const stars = comparisons.map(({ name, points }, i): ComparisonStar => {
    const because = out.get(i);
    const facts = {
      name,
      mag: solution.stars[i] ?? NaN,
      scatter: solution.scatter[i] ?? NaN,
      excess: solution.excess[i] ?? NaN,
    };
    return {
      ...facts,
      frames: points.filter(isMeasured).length,
      used: because === undefined,
      ...(because === undefined ? {} : { because }),
    };
  });
  return {
    target: relative.map((mag, e) => ({
      mag: mag - middle,
      error: Math.hypot(target.points[e]?.error ?? NaN, solution.zeroErrors[e] ?? NaN),
    })),
    comparisons: stars,
    frameZeros: [...solution.zeros].map((mag, e) => ({ mag, error: solution.zeroErrors[e] ?? NaN })),
    comparisonScatter: median(stars.filter(({ used }) => used).map(({ scatter }) => scatter)),
  };
}
