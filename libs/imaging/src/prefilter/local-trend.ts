import { KdTree } from '../matching/kd-tree.js';
import { leastSquares } from '../statistics/least-squares.js';
import { madSigma, median } from '../statistics/robust.js';

export interface LocalTrend {
  /** The trend at each place. */
  readonly level: Float64Array;
  /** Robust spread of the values about it there and among those of a like third coordinate. */
  readonly scale: Float64Array;
}

const tukey = 4.685;

/**
 * Robust local linear regression (loess; Cleveland 1979): at each place a plane through its k nearest values, weighted by
 * a Gaussian as wide as the distance to the k-th, in two further rounds by Tukey's biweight of the residuals.
 * @param places three coordinates a point, one after the other; the third is what spreads go with (brightness)
 */
export function localTrend(
  places: Float64Array,
  values: Float64Array,
  { neighbours = 20, robustRounds = 2 } = {},
): LocalTrend {
  const n = values.length;
  const tree = new KdTree(places, 3);
  const near = Array.from({ length: n }, (_, i) =>
    tree.nearest(places.subarray(3 * i, 3 * i + 3), Math.min(neighbours, n)),
  );
  let robust = new Float64Array(n).fill(1);
  let level = new Float64Array(n);
  for (let round = 0; round <= robustRounds; round++) {
    level = Float64Array.from(near, (indices, i) => levelAt(places, values, robust, indices, i));
    const off = values.map((value, i) => value - (level[i] ?? NaN));
    const scale = madSigma(off, 0);
    robust = off.map((value) => biweight(value / (tukey * Math.max(scale, Number.MIN_VALUE))));
  }
  const off = values.map((value, i) => value - (level[i] ?? NaN));
  const overall = madSigma(off, 0);
  const alike = spreadAlong(
    Float64Array.from({ length: n }, (_, i) => places[3 * i + 2] ?? NaN),
    off,
  );
  // a few neighbours tell a spread badly: it is not less than that of many of like brightness, nor far less than that of all
  const scale = Float64Array.from(near, (indices, i) => {
    const here = madSigma(
      indices.map((k) => off[k] ?? NaN),
      0,
    );
    return Math.max(here, alike[i] ?? 0, Math.sqrt((here * here + overall * overall) / 2));
  });
  return { level, scale };
}

/** So many on either side tell the spread of values of like brightness; of many a thirtieth of all. */
const leastAlike = 30;
/** The spread is taken anew for each so many of them. */
const stride = 5;

/** Robust spread of values among those that are next to each along one coordinate. */
function spreadAlong(coordinate: Float64Array, values: Float64Array): Float64Array {
  const n = values.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => (coordinate[i] ?? 0) - (coordinate[j] ?? 0));
  const side = Math.max(leastAlike, Math.round(n / 30));
  const spread = new Float64Array(n);
  for (let at = 0; at < n; at += stride) {
    const from = Math.max(0, Math.min(at - side, n - 2 * side - 1));
    const around = order.slice(from, from + 2 * side + 1).map((i) => values[i] ?? NaN);
    const sigma = madSigma(around, 0);
    for (const i of order.slice(at, at + stride)) spread[i] = sigma;
  }
  return spread;
}

const biweight = (u: number): number => (Math.abs(u) < 1 ? (1 - u * u) ** 2 : 0);

function levelAt(
  places: Float64Array,
  values: Float64Array,
  robust: Float64Array,
  indices: readonly number[],
  at: number,
): number {
  const off = (i: number, axis: number): number => (places[3 * i + axis] ?? NaN) - (places[3 * at + axis] ?? NaN);
  const squares = indices.map((i) => off(i, 0) ** 2 + off(i, 1) ** 2 + off(i, 2) ** 2);
  const reach = squares.at(-1) ?? 0;
  const weights = indices.map((i, k) => Math.exp(reach > 0 ? -(squares[k] ?? 0) / (2 * reach) : 0) * (robust[i] ?? 0));
  const design = {
    rows: indices.length,
    columns: 4,
    values: Float64Array.from(indices.flatMap((i) => [1, off(i, 0), off(i, 1), off(i, 2)])),
  };
  const here = indices.map((i) => values[i] ?? NaN);
  const fit = leastSquares(design, here, weights);
  // fewer than four that count, or all in one plane: their median
  const level = fit?.coefficients[0];
  return level !== undefined && Number.isFinite(level) ? level : median(here);
}
