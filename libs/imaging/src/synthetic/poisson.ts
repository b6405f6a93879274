import type { Random } from './random.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { sqrt, log, exp, floor, abs } = Math;

/** A Poisson deviate for any mean: by multiplication below 10, by Hörmann's transformed rejection (PTRS, 1993) above. */
export const poisson = (mean: number, random: Random): number =>
  mean > 0 ? (mean < 10 ? few(mean, random) : many(mean, random)) : 0;

function few(mean: number, { uniform }: Random): number {
  const limit = exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count++;
  return count;
}

function many(mean: number, { uniform }: Random): number {
  const b = 0.931 + 2.53 * sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const quick = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - abs(u);
    const k = floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= quick) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    if (log((v * inverseAlpha) / (a / (us * us) + b)) <= k * log(mean) - mean - logFactorial(k)) return k;
  }
}

const small = [0, 0, log(2), log(6), log(24), log(120), log(720), log(5040)];

/** Stirling's series; the first term left out is below 1e-8 from 8! on. */
function logFactorial(k: number): number {
  const known = small[k];
  if (known !== undefined) return known;
  const x = k + 1;
  const square = 1 / (x * x);
  return (x - 0.5) * log(x) - x + 0.9189385332046727 + (1 / 12 - square * (1 / 360 - square / 1260)) / x;
}
