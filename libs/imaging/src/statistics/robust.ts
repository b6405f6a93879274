import { excluded } from '../image.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { isFinite } = Number;

/** From the median absolute deviation to the standard deviation of a normal distribution. */
const madToSigma = 1.482602218505602;

/** The k-th smallest value (k from 0); reorders the array (Hoare's quickselect). */
export function select(values: Float64Array, k: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? NaN;
    let [i, j] = [low, high];
    while (i <= j) {
      while ((values[i] ?? NaN) < pivot) i++;
      while ((values[j] ?? NaN) > pivot) j--;
      if (i <= j) {
        const swap = values[i] ?? NaN;
        values[i++] = values[j] ?? NaN;
        values[j--] = swap;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k] ?? NaN;
}

/** The finite numbers that no mask (1 = bad) excludes, in an own array. */
export function finite(values: ArrayLike<number>, mask?: Uint8Array): Float64Array {
  const kept = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!excluded(value, mask, i) && isFinite(value)) kept[n++] = value;
  }
  return kept.subarray(0, n);
}

/** Median of the finite values, NaN of none. */
export function median(values: ArrayLike<number>): number {
  return medianInPlace(finite(values));
}

function medianInPlace(values: Float64Array): number {
  const n = values.length;
  if (n === 0) return NaN;
  const upper = select(values, n >> 1);
  if (n % 2 === 1) return upper;
  let lower = -Infinity;
  for (let i = 0; i < n >> 1; i++) lower = Math.max(lower, values[i] ?? NaN);
  return (lower + upper) / 2;
}

/** Standard deviation estimated from the median absolute deviation of the finite values. */
export function madSigma(values: ArrayLike<number>, centre = median(values)): number {
  return madToSigma * median(Float64Array.from(finite(values), (value) => Math.abs(value - centre)));
}

/** Values below which these percentages of the finite values lie (nearest rank); NaN of none. At most 200,000 evenly spaced values are looked at. */
export function percentiles(values: ArrayLike<number>, percentages: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(values.length / 200_000));
  const sample =
    step === 1
      ? values
      : Float64Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step] ?? NaN);
  const sorted = finite(sample).sort();
  return percentages.map((p) => sorted[Math.round((Math.min(100, Math.max(0, p)) / 100) * (sorted.length - 1))] ?? NaN);
}

/** What is left of a sample after clipping. */
export interface ClippedStatistics {
  readonly median: number;
  readonly mean: number;
  readonly sigma: number;
  readonly count: number;
}

/**
 * Clips around the median at `nSigma` standard deviations until nothing more goes. The median is interpolated in its
 * group of equal values, so that whole-number pixels do not round the sky to whole ADU. The standard deviation is
 * corrected for what a cut at `nSigma` takes from a normal distribution.
 */
export function sigmaClip(values: ArrayLike<number>, nSigma = 3, rounds = 10): ClippedStatistics {
  const sorted = finite(values).sort();
  const sums = runningSums(sorted);
  const correction = cutCorrection(nSigma);
  let [from, to] = [0, sorted.length];
  let centre = groupedMedian(sorted, from, to);
  // about a value that is there: about one between whole numbers the half that are equal would seem to scatter by nothing
  let sigma = madToSigma * medianDistance(sorted, sorted[sorted.length >> 1] ?? NaN);
  if (sigma === 0) sigma = sums.moments(from, to).sigma;
  for (let round = 0; round < rounds; round++) {
    const [nextFrom, nextTo] = [
      lowerBound(sorted, centre - nSigma * sigma),
      upperBound(sorted, centre + nSigma * sigma),
    ];
    if (round > 0 && nextFrom <= from && nextTo >= to) break;
    const [left, right] = [Math.max(from, nextFrom), Math.min(to, nextTo)];
    // about a centre between groups of values that scatter by next to nothing there may be none
    if (left >= right) break;
    [from, to] = [left, right];
    centre = groupedMedian(sorted, from, to);
    sigma = sums.moments(from, to).sigma * correction;
  }
  return { median: centre, mean: sums.moments(from, to).mean, sigma, count: to - from };
}

/** Sums from the first value on, about the middle one so that no digits are lost: mean and spread of any range at once. */
function runningSums(sorted: Float64Array) {
  const origin = sorted[sorted.length >> 1] ?? 0;
  const sum = new Float64Array(sorted.length + 1);
  const squares = new Float64Array(sorted.length + 1);
  for (let i = 0; i < sorted.length; i++) {
    const off = (sorted[i] ?? NaN) - origin;
    sum[i + 1] = (sum[i] ?? NaN) + off;
    squares[i + 1] = (squares[i] ?? NaN) + off * off;
  }
  const between = (totals: Float64Array, from: number, to: number): number =>
    (totals[to] ?? NaN) - (totals[from] ?? NaN);
  const moments = (from: number, to: number): { mean: number; sigma: number } => {
    const count = to - from;
    const off = between(sum, from, to) / count;
    const variance = count > 1 ? (between(squares, from, to) - count * off * off) / (count - 1) : 0;
    return { mean: origin + off, sigma: Math.sqrt(Math.max(0, variance)) };
  };
  return { moments };
}

/** First index whose value is not below a limit. */
function lowerBound(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? NaN) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First index whose value is above a limit. */
function upperBound(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? NaN) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Median of the distances from a centre, walking outwards from it. */
function medianDistance(sorted: Float64Array, centre: number): number {
  let right = lowerBound(sorted, centre);
  let left = right - 1;
  let distance = NaN;
  for (let taken = 0; taken <= sorted.length >> 1 && taken < sorted.length; taken++) {
    const toLeft = left >= 0 ? centre - (sorted[left] ?? NaN) : Infinity;
    const toRight = right < sorted.length ? (sorted[right] ?? NaN) - centre : Infinity;
    distance = toLeft < toRight ? toLeft : toRight;
    if (toLeft < toRight) left--;
    else right++;
  }
  return distance;
}

function groupedMedian(sorted: Float64Array, from: number, to: number): number {
  const half = (from + to) >> 1;
  if (to <= from) return NaN;
  const plain = (to - from) % 2 === 1 ? (sorted[half] ?? NaN) : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
  const [first, end] = [Math.max(from, lowerBound(sorted, plain)), Math.min(to, upperBound(sorted, plain))];
  if (end - first < 2 || first === from || end === to) return plain;
  const [low, high] = [((sorted[first - 1] ?? NaN) + plain) / 2, (plain + (sorted[end] ?? NaN)) / 2];
  return low + ((high - low) * ((from + to) / 2 - first)) / (end - first);
}

/** 1 / standard deviation of a unit normal cut at +-n: 1.0134 at 3. */
function cutCorrection(n: number): number {
  const density = Math.exp((-n * n) / 2) / Math.sqrt(2 * Math.PI);
  // Abramowitz & Stegun 7.1.26
  const t = 1 / (1 + (0.3275911 * n) / Math.SQRT2);
  const erfc =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp((-n * n) / 2);
  return 1 / Math.sqrt(1 - (2 * n * density) / (1 - erfc));
}
