import { finite } from '../statistics/robust.js';

const { abs, floor, max, min, round, sqrt } = Math;

const samples = 1000;
const contrast = 0.25;
const mostRejected = 0.5;
const fewest = 5;
const rejectSigma = 2.5;
const rounds = 5;

/**
 * Black and white as IRAF's zscale sets them: a line is fitted to the sorted sample, so that the sky fills the range and
 * stars do not stretch it.
 */
export function zscale(values: ArrayLike<number>): [black: number, white: number] {
  const all = finite(values);
  const stride = max(1, floor(all.length / samples));
  const sample = Float64Array.from({ length: min(samples, all.length) }, (_, i) => all[i * stride] ?? NaN).sort();
  const n = sample.length;
  const [low, high] = [sample[0] ?? 0, sample[n - 1] ?? 0];
  if (n < 2) return [low, high];
  const line = fitLine(sample);
  if (line === undefined) return [low, high];
  const slope = line.slope / contrast;
  const centre = floor((n - 1) / 2);
  const middle = n % 2 === 1 ? (sample[centre] ?? 0) : ((sample[centre] ?? 0) + (sample[centre + 1] ?? 0)) / 2;
  return [max(low, middle - (centre - 1) * slope), min(high, middle + (n - centre) * slope)];
}

/** The slope of values over their rank, without those far off the line or beside one that is; undefined of too few. */
function fitLine(sample: Float64Array): { slope: number } | undefined {
  const n = sample.length;
  const least = max(fewest, floor(n * mostRejected));
  const grow = max(1, round(n * 0.01));
  let bad = new Uint8Array(n);
  let [count, last] = [n, n + 1];
  let slope = 0;
  for (let i = 0; i < rounds && count < last && count >= least; i++) {
    const fit = leastSquares(sample, bad);
    slope = fit.slope;
    const off = Float64Array.from(sample, (value, x) => value - (fit.intercept + fit.slope * x));
    const limit = rejectSigma * spread(off, bad);
    const far = Uint8Array.from(off, (value, x) => (abs(value) > limit || bad[x] === 1 ? 1 : 0));
    bad = widened(far, grow);
    last = count;
    count = n - bad.reduce((sum, one) => sum + one, 0);
  }
  return count >= least ? { slope } : undefined;
}

function leastSquares(values: Float64Array, bad: Uint8Array): { slope: number; intercept: number } {
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (let x = 0; x < values.length; x++) {
    if (bad[x] === 1) continue;
    const y = values[x] ?? 0;
    n++;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  const slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  return { slope, intercept: (sy - slope * sx) / n };
}

function spread(values: Float64Array, bad: Uint8Array): number {
  const kept = values.filter((_, i) => bad[i] !== 1);
  const mean = kept.reduce((sum, one) => sum + one, 0) / kept.length;
  return sqrt(kept.reduce((sum, one) => sum + (one - mean) ** 2, 0) / kept.length);
}

/** Every mark spreads over `width` places about it, as a convolution with a box of that width does. */
function widened(marks: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const wide = new Uint8Array(marks.length);
  const before = floor((width - 1) / 2);
  for (let i = 0; i < marks.length; i++)
    if (marks[i] === 1) wide.fill(1, max(0, i - before), min(marks.length, i - before + width));
  return wide;
}
