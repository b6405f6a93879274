import { random } from '../synthetic/random.js';

/**
 * Do calibrated and catalogue magnitudes belong together? The share of shuffled pairings that correlate as well as the
 * true one (Good 2005, section 3.8): above 0.05 the match of the field is likely wrong.
 * @returns the correlation and its probability p by chance, at least 1 / (shuffles + 1); p = 1 with fewer than 3 pairs
 */
export function permutationCheck(
  calibratedMag: readonly number[],
  catalogueMag: readonly number[],
  { shuffles = 10_000, seed = 1 } = {},
): { readonly correlation: number; readonly p: number } {
  const pairs = calibratedMag.flatMap((mag, i) => {
    const other = catalogueMag[i] ?? NaN;
    return Number.isFinite(mag + other) ? [[mag, other] as const] : [];
  });
  const [a, b] = [unit(pairs.map(([mag]) => mag)), unit(pairs.map(([, mag]) => mag))];
  const correlation = dot(a, b);
  if (pairs.length < 3 || !Number.isFinite(correlation))
    return { correlation: Number.isFinite(correlation) ? correlation : 0, p: 1 };
  const dice = random(seed);
  let asGood = 1;
  for (let i = 0; i < shuffles; i++) {
    shuffle(b, dice.uniform);
    if (dot(a, b) >= correlation - 1e-12) asGood++;
  }
  return { correlation, p: asGood / (shuffles + 1) };
}

/** Less its mean, of length 1: the product of two such is their correlation. */
function unit(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const off = Float64Array.from(values, (value) => value - mean);
  const length = Math.sqrt(dot(off, off));
  return off.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? NaN) * (b[i] ?? NaN);
  return sum;
}

/** Fisher and Yates' shuffle. */
function shuffle(values: Float64Array, uniform: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    const kept = values[i] ?? NaN;
    values[i] = values[j] ?? NaN;
    values[j] = kept;
  }
}
