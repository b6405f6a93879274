import type { Pixels } from '@nightjar/astro';
import { leastSquares } from '../statistics/least-squares.js';
import { madSigma } from '../statistics/robust.js';

/** A value at a place, in pixels from the middle of a star. */
export interface Sample {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly weight: number;
  /** What the value may go with besides, the first of them 1: powers of the star's place on the frame. */
  readonly terms: readonly number[];
}

/** Coefficients of the terms at the nodes of a square grid about the middle. */
export interface ProfileGrid {
  readonly side: number;
  readonly stepPx: Pixels;
  readonly coefficients: readonly Float64Array[];
}

/** Samples within so many steps of a node are smoothed there, with a Gaussian of this width. */
const [reachSteps, widthSteps] = [1.6, 0.8];
const tukey = 4.685;
/** Of the surface about a node. */
const surfaceTerms = 6;

/**
 * A quadratic surface through the samples about each node, whose height goes with their terms, twice: the second time without
 * what is far off it. Zero where there are too few.
 */
export function residualGrid(
  samples: readonly Sample[],
  { reachPx, stepPx }: { readonly reachPx: Pixels; readonly stepPx: Pixels },
): ProfileGrid {
  const half = Math.ceil(reachPx / stepPx) + 1;
  const side = 2 * half + 1;
  const cells = Array.from({ length: side * side }, (): Sample[] => []);
  for (const sample of samples) {
    const [i, j] = [Math.round(sample.x / stepPx) + half, Math.round(sample.y / stepPx) + half];
    if (i >= 0 && j >= 0 && i < side && j < side) cells[j * side + i]?.push(sample);
  }
  const near = (i: number, j: number): Sample[] => {
    const found: Sample[] = [];
    for (let v = Math.max(0, j - 2); v <= Math.min(side - 1, j + 2); v++)
      for (let u = Math.max(0, i - 2); u <= Math.min(side - 1, i + 2); u++) found.push(...(cells[v * side + u] ?? []));
    return found;
  };
  const count = samples[0]?.terms.length ?? 0;
  const coefficients = Array.from({ length: count }, () => new Float64Array(side * side));
  for (let at = 0; at < side * side; at++) {
    const [i, j] = [at % side, Math.floor(at / side)];
    const here = surfaceAt(near(i, j), { x: (i - half) * stepPx, y: (j - half) * stepPx }, stepPx, count);
    coefficients.forEach((plane, k) => (plane[at] = here?.[k] ?? 0));
  }
  return { side, stepPx, coefficients };
}

/** The coefficients of the terms in the middle. */
function surfaceAt(
  samples: readonly Sample[],
  { x, y }: { readonly x: number; readonly y: number },
  stepPx: number,
  count: number,
): Float64Array | undefined {
  const here = samples.flatMap(({ value, weight, terms, ...at }) => {
    const [u, v] = [(at.x - x) / stepPx, (at.y - y) / stepPx];
    const square = u * u + v * v;
    if (square > reachSteps * reachSteps) return [];
    const row = [...terms, u, v, u * u, u * v, v * v];
    return [{ value, row, weight: weight * Math.exp(-square / (2 * widthSteps * widthSteps)) }];
  });
  const columns = count + surfaceTerms - 1;
  if (here.length < 2 * columns) return undefined;
  const design = { rows: here.length, columns, values: Float64Array.from(here.flatMap(({ row }) => row)) };
  const values = here.map(({ value }) => value);
  const weights = here.map(({ weight }) => weight);
  const plain = leastSquares(design, values, weights);
  if (!plain) return undefined;
  const off = here.map(
    ({ value, row, weight }) =>
      Math.sqrt(weight) * (value - row.reduce((sum, term, k) => sum + term * (plain.coefficients[k] ?? NaN), 0)),
  );
  const limit = tukey * Math.max(madSigma(off, 0), Number.MIN_VALUE);
  const robust = weights.map((weight, i) => weight * Math.max(0, 1 - ((off[i] ?? 0) / limit) ** 2) ** 2);
  return (leastSquares(design, values, robust) ?? plain).coefficients;
}

/** The grid for these terms: one number for each node. */
export function gridFor({ coefficients }: ProfileGrid, terms: readonly number[]): Float64Array {
  const values = new Float64Array(coefficients[0]?.length ?? 0);
  coefficients.forEach((plane, k) => {
    const term = terms[k] ?? 0;
    for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + term * (plane[i] ?? 0);
  });
  return values;
}

/** Between the nodes by Catmull and Rom's cubic along both axes; zero beyond the grid. */
export function interpolated(
  { side, stepPx }: Pick<ProfileGrid, 'side' | 'stepPx'>,
  values: Float64Array,
  x: number,
  y: number,
): number {
  const half = (side - 1) / 2;
  const [u, v] = [x / stepPx + half, y / stepPx + half];
  const [i, j] = [Math.floor(u), Math.floor(v)];
  if (!(i >= 1 && j >= 1 && i < side - 2 && j < side - 2)) return 0;
  const [along, up] = [cubic(u - i), cubic(v - j)];
  let sum = 0;
  for (let n = 0; n < 4; n++)
    for (let m = 0; m < 4; m++) sum += (along[m] ?? 0) * (up[n] ?? 0) * (values[(j + n - 1) * side + i + m - 1] ?? 0);
  return sum;
}

const cubic = (t: number): readonly number[] => [
  0.5 * t * (-1 + t * (2 - t)),
  0.5 * (2 + t * t * (-5 + 3 * t)),
  0.5 * t * (1 + t * (4 - 3 * t)),
  0.5 * t * t * (t - 1),
];
