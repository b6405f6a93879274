import { select, sigmaClip, type ClippedStatistics } from './robust.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { abs, floor, max, min, sqrt } = Math;

/** Below this many values sorting them is quicker than counting them. */
const fewValues = 1000;
const bins = 2048;
/** Half width of the counted range, in standard deviations of the sample: what lies beyond would be clipped anyway. */
const reach = 6;
const madToSigma = 1.482602218505602;

const counts = new Float64Array(bins + 1);
const sums = new Float64Array(bins + 1);
const squares = new Float64Array(bins + 1);

/**
 * What {@link sigmaClip} gives, of many values in linear time: they are counted in 2048 bins of 0.006 standard
 * deviations about the middle of a sample. Agrees with the sorted values to a thousandth of the spread.
 * The values must be finite.
 */
export function clipCell(values: Float64Array, nSigma = 3, rounds = 10): ClippedStatistics {
  if (values.length < fewValues) return sigmaClip(values, nSigma, rounds);
  const { centre, sigma } = sampled(values);
  if (!(sigma > 0)) return sigmaClip(values, nSigma, rounds);
  const start = centre - reach * sigma;
  const perBin = bins / (2 * reach * sigma);
  count(values, centre, start, perBin);
  const edge = (value: number): number => max(0, min(bins, (value - start) * perBin));
  let [from, to] = [floor(edge(centre - nSigma * sigma)), floor(edge(centre + nSigma * sigma)) + 1];
  let [middle, spread, mean] = [centre, sigma, centre];
  for (let round = 0; round < rounds; round++) {
    to = min(to, bins);
    const n = between(counts, from, to);
    if (n < 2) return sigmaClip(values, nSigma, rounds);
    const off = between(sums, from, to) / n;
    mean = centre + off;
    spread = sqrt(max(0, between(squares, from, to) / n - off * off)) * cutCorrection(nSigma);
    middle = groupedMedian(centre, from, to);
    const next = [floor(edge(middle - nSigma * spread)), floor(edge(middle + nSigma * spread)) + 1] as const;
    if (next[0] === from && next[1] === to) break;
    // the range may widen again: it began with the spread of a small sample
    [from, to] = next;
  }
  return { median: middle, mean, sigma: spread, count: between(counts, from, to) };
}

/** Median and spread of about 500 of the values. */
function sampled(values: Float64Array): { centre: number; sigma: number } {
  // an odd step, so that no pattern of two or four pixels is missed
  const step = max(1, floor(values.length / 500) | 1);
  const sample = new Float64Array(floor(values.length / step));
  for (let i = 0; i < sample.length; i++) sample[i] = values[i * step] ?? NaN;
  const centre = select(sample, sample.length >> 1);
  for (let i = 0; i < sample.length; i++) sample[i] = abs((sample[i] ?? NaN) - centre);
  return { centre, sigma: madToSigma * select(sample, sample.length >> 1) };
}

/** Fills the running sums: entry k holds what lies below bin k. Sums are about the centre, so that no digits are lost. */
function count(values: Float64Array, centre: number, start: number, perBin: number): void {
  counts.fill(0);
  sums.fill(0);
  squares.fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    const bin = (value - start) * perBin;
    if (!(bin >= 0 && bin < bins)) continue;
    const at = (bin | 0) + 1;
    const off = value - centre;
    counts[at] = (counts[at] ?? 0) + 1;
    sums[at] = (sums[at] ?? 0) + off;
    squares[at] = (squares[at] ?? 0) + off * off;
  }
  for (let k = 1; k <= bins; k++) {
    counts[k] = (counts[k] ?? 0) + (counts[k - 1] ?? 0);
    sums[k] = (sums[k] ?? 0) + (sums[k - 1] ?? 0);
    squares[k] = (squares[k] ?? 0) + (squares[k - 1] ?? 0);
  }
}

const between = (running: Float64Array, from: number, to: number): number => (running[to] ?? 0) - (running[from] ?? 0);

/** The median, interpolated in its bin between the means of the filled bins beside it: whole-number pixels do not round it. */
function groupedMedian(centre: number, from: number, to: number): number {
  const half = (counts[from] ?? 0) + between(counts, from, to) / 2;
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((counts[middle] ?? 0) < half) low = middle;
    else high = middle;
  }
  const meanOf = (bin: number): number => centre + between(sums, bin, bin + 1) / between(counts, bin, bin + 1);
  const step = (direction: 1 | -1): number => {
    let bin = low + direction;
    while (bin >= from && bin < to && between(counts, bin, bin + 1) === 0) bin += direction;
    return bin;
  };
  const [before, after] = [step(-1), step(1)];
  const here = meanOf(low);
  if (before < from || after >= to) return here;
  const [left, right] = [(meanOf(before) + here) / 2, (here + meanOf(after)) / 2];
  return left + ((right - left) * (half - (counts[low] ?? 0))) / between(counts, low, low + 1);
}

let known: readonly [nSigma: number, correction: number] = [NaN, NaN];

/** 1 / standard deviation of a unit normal cut at +-n, by Simpson's rule. */
function cutCorrection(nSigma: number): number {
  if (known[0] === nSigma) return known[1];
  let [norm, second] = [0, 0];
  const steps = 1000;
  for (let i = 0; i <= steps; i++) {
    const t = (nSigma * i) / steps;
    const density = (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2) * Math.exp((-t * t) / 2);
    norm += density;
    second += density * t * t;
  }
  known = [nSigma, sqrt(norm / second)];
  return known[1];
}
