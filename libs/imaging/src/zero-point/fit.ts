import type { Magnitudes } from '@nightjar/astro';
import { huberFit } from '../statistics/huber.js';
import type { Design } from '../statistics/least-squares.js';
import { madSigma, median } from '../statistics/robust.js';
import { termNames, termValues, type ZeroPointModel, type ZeroPointPlace, type ZeroPointTerms } from './model.js';
import { intrinsicScatter } from './scatter.js';

/** A star measured on the frame and known in a catalogue. */
export interface CalibrationStar extends ZeroPointPlace {
  readonly instrumentalMag: Magnitudes;
  readonly instrumentalMagError: Magnitudes;
  readonly catalogueMag: Magnitudes;
  /** 0 when the catalogue gives none: the scatter then stands for it. */
  readonly catalogueMagError: Magnitudes;
  /** SExtractor's flags and the ones of the measurement. Default 0. */
  readonly flags?: number;
}

export interface ZeroPointModelOptions extends Partial<ZeroPointTerms> {
  /** Flags that a star may have. Default 2 (deblended). */
  readonly acceptFlags?: number;
  /** A star this many errors off is left out. Default 5. */
  readonly rejectSigma?: number;
  /** The spatial order is lowered until there are this many stars for each coefficient. Default 1: it is not lowered. */
  readonly starsPerCoefficient?: number;
}

export interface FittedZeroPoint {
  readonly kind: 'fit';
  readonly model: ZeroPointModel;
  readonly termNames: readonly string[];
  /** Zero point at the middle of the stars, without colour terms, and its error. */
  readonly value: Magnitudes;
  readonly error: Magnitudes;
  /** Standard deviation of the residuals of the stars used. */
  readonly rms: Magnitudes;
  /** Scatter of the stars that their errors do not explain. */
  readonly scatter: Magnitudes;
  /** Robust spread of the residuals in units of their total error: 1 when all is said. */
  readonly pullScale: number;
  readonly starsUsed: number;
  readonly starsRejected: number;
  /** Stars that could not take part: flags, or no finite number. */
  readonly starsUnfit: number;
  /** For each star given: catalogue less instrumental magnitude less model; NaN for an unfit one. */
  readonly residuals: readonly number[];
  readonly used: readonly boolean[];
  /** Sentences on what was done otherwise than asked. */
  readonly notes: readonly string[];
}

export type ZeroPointModelFit =
  FittedZeroPoint | { readonly kind: 'refused'; readonly because: string; readonly starsUsed: number };

const rounds = 10;
/** No star is known better than this, magnitudes: keeps one bright star from deciding alone. */
const errorFloor = 0.001;

/**
 * Fits catalogue less instrumental magnitude by a linear model (position, colour, wrong sky level, non-linearity):
 * Huber's M-estimator on rows weighted by their errors, an intrinsic scatter added to them by maximum likelihood, stars
 * beyond 5 total errors left out, again until nothing changes. Refuses, in words, with too few stars.
 */
export function fitZeroPointModel(
  stars: readonly CalibrationStar[],
  options: ZeroPointModelOptions = {},
): ZeroPointModelFit {
  const accept = options.acceptFlags ?? 2;
  const asked: ZeroPointTerms = {
    spatialOrder: options.spatialOrder ?? 0,
    colourOrder: options.colourOrder ?? 0,
    backgroundOrder: options.backgroundOrder,
    nonlinearity: options.nonlinearity ?? false,
  };
  const fitting = stars.map((star, index) => ({ star, index })).filter(({ star }) => isFit(star, asked, accept));
  const notes: string[] = [];
  const terms = lowered(asked, fitting.length, options.starsPerCoefficient ?? 1, notes);
  const needed = termNames(terms).length + 1;
  const refuse = (used: number): ZeroPointModelFit => ({
    kind: 'refused',
    because:
      used < needed
        ? `${used} of ${stars.length} matched stars can be used; this model needs ${needed}`
        : `the ${used} stars do not determine the model (${termNames(terms).join(', ')}): ask for fewer terms`,
    starsUsed: used,
  });
  if (fitting.length < needed) return refuse(fitting.length);
  const problem = prepare(
    fitting.map(({ star }) => star),
    terms,
  );
  const solved = iterate(problem, options.rejectSigma ?? 5);
  if ('tooFew' in solved) return refuse(solved.tooFew);
  return summary(
    stars.length,
    fitting.map(({ index }) => index),
    terms,
    problem,
    solved,
    notes,
  );
}

function isFit(star: CalibrationStar, terms: ZeroPointTerms, accept: number): boolean {
  const colour = terms.colourOrder > 0 ? (star.colour ?? NaN) : 0;
  const errors = star.instrumentalMagError >= 0 && star.catalogueMagError >= 0;
  const sum = star.xPx + star.yPx + star.instrumentalMag + star.catalogueMag + colour;
  return (
    ((star.flags ?? 0) & ~accept) === 0 &&
    errors &&
    Number.isFinite(sum) &&
    Number.isFinite(star.instrumentalMagError + star.catalogueMagError)
  );
}

function lowered(terms: ZeroPointTerms, stars: number, perCoefficient: number, notes: string[]): ZeroPointTerms {
  let order = terms.spatialOrder;
  const coefficients = (spatialOrder: number) => termNames({ ...terms, spatialOrder }).length;
  while (order > 0 && stars < perCoefficient * coefficients(order)) order--;
  if (order < terms.spatialOrder && perCoefficient > 1)
    notes.push(`Spatial order ${order} instead of ${terms.spatialOrder}: there are ${stars} stars.`);
  return perCoefficient > 1 ? { ...terms, spatialOrder: order } : terms;
}

interface Problem {
  readonly frame: Pick<ZeroPointModel, 'centre' | 'scalePx' | 'pivotMag'>;
  readonly rows: readonly (readonly number[])[];
  readonly zero: Float64Array;
  readonly errors: Float64Array;
}

function prepare(stars: readonly CalibrationStar[], terms: ZeroPointTerms): Problem {
  const mean = (of: (star: CalibrationStar) => number): number =>
    stars.reduce((sum, star) => sum + of(star), 0) / stars.length;
  const centre = { xPx: mean(({ xPx }) => xPx), yPx: mean(({ yPx }) => yPx) };
  const reach = stars.map(({ xPx, yPx }) => Math.max(Math.abs(xPx - centre.xPx), Math.abs(yPx - centre.yPx)));
  const frame = {
    centre,
    scalePx: reach.reduce((most, value) => Math.max(most, value), 1),
    pivotMag: median(stars.map(({ instrumentalMag }) => instrumentalMag)),
  };
  return {
    frame,
    rows: stars.map((star) => termValues(terms, frame, star)),
    zero: Float64Array.from(stars, (star) => star.catalogueMag - star.instrumentalMag),
    errors: Float64Array.from(stars, (star) =>
      Math.hypot(star.instrumentalMagError, star.catalogueMagError, errorFloor),
    ),
  };
}

interface Solved {
  readonly coefficients: Float64Array;
  readonly covariance: Float64Array;
  readonly residuals: Float64Array;
  readonly kept: readonly number[];
  readonly scatter: number;
  readonly pullScale: number;
}

function iterate(problem: Problem, rejectSigma: number): Solved | { tooFew: number } {
  const all = [...problem.zero.keys()];
  const p = problem.rows[0]?.length ?? 0;
  let kept = all;
  let scatter = Math.min(1, madSigma(problem.zero));
  let solved: Solved | undefined;
  for (let round = 0; round < rounds; round++) {
    const total = (i: number): number => Math.hypot(problem.errors[i] ?? NaN, scatter);
    const fit = fitRows(problem, kept, total);
    if (!fit) return { tooFew: kept.length };
    const left = all.map((i) => (problem.zero[i] ?? NaN) - dot(problem.rows[i] ?? [], fit.coefficients));
    const next = robustScatter(problem, kept, left, total, p);
    const within = all.filter(
      (i) => Math.abs(left[i] ?? NaN) < rejectSigma * Math.hypot(problem.errors[i] ?? NaN, next),
    );
    const settled = within.length === kept.length && Math.abs(next - scatter) < 1e-5;
    solved = { ...fit, residuals: Float64Array.from(left), kept, scatter, pullScale: fit.scale };
    if (settled) break;
    if (within.length < p + 1) return { tooFew: within.length };
    [kept, scatter] = [within, next];
  }
  return solved ?? { tooFew: kept.length };
}

/**
 * The scatter of the stars that belong together: those beyond four robust deviations would be taken for scatter, and
 * then never be left out.
 */
function robustScatter(
  { errors }: Problem,
  kept: readonly number[],
  left: readonly number[],
  total: (i: number) => number,
  parameters: number,
): number {
  const pull = (i: number): number => Math.abs((left[i] ?? NaN) / total(i));
  const limit =
    4 *
    Math.max(
      1e-9,
      madSigma(
        kept.map((i) => (left[i] ?? NaN) / total(i)),
        0,
      ),
    );
  const sound = kept.filter((i) => pull(i) <= limit);
  const of = (list: ArrayLike<number>) => sound.map((i) => list[i] ?? NaN);
  return intrinsicScatter(of(left), of(errors), parameters);
}

const dot = (row: readonly number[], b: Float64Array): number => row.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0);

function fitRows({ rows, zero }: Problem, kept: readonly number[], total: (i: number) => number) {
  const columns = rows[0]?.length ?? 0;
  const values = Float64Array.from(kept.flatMap((i) => (rows[i] ?? []).map((x) => x / total(i))));
  const design: Design = { rows: kept.length, columns, values };
  return huberFit(
    design,
    Float64Array.from(kept, (i) => (zero[i] ?? NaN) / total(i)),
  );
}

function summary(
  stars: number,
  indices: readonly number[],
  terms: ZeroPointTerms,
  { frame }: Problem,
  solved: Solved,
  notes: readonly string[],
): FittedZeroPoint {
  const p = solved.coefficients.length;
  const covariance = Array.from({ length: p }, (_, i) => [...solved.covariance.subarray(i * p, (i + 1) * p)]);
  const model: ZeroPointModel = { ...terms, ...frame, coefficients: [...solved.coefficients], covariance };
  const residuals = new Array<number>(stars).fill(NaN);
  const used = new Array<boolean>(stars).fill(false);
  indices.forEach((index, i) => (residuals[index] = solved.residuals[i] ?? NaN));
  for (const i of solved.kept) used[indices[i] ?? -1] = true;
  const squares = solved.kept.reduce((sum, i) => sum + (solved.residuals[i] ?? NaN) ** 2, 0);
  return {
    kind: 'fit',
    model,
    termNames: termNames(terms),
    value: solved.coefficients[0] ?? NaN,
    error: Math.sqrt(solved.covariance[0] ?? NaN),
    rms: Math.sqrt(squares / Math.max(1, solved.kept.length - p)),
    scatter: solved.scatter,
    pullScale: solved.pullScale,
    starsUsed: solved.kept.length,
    starsRejected: indices.length - solved.kept.length,
    starsUnfit: stars - indices.length,
    residuals,
    used,
    notes,
  };
}
