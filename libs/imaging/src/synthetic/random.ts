// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { imul, sqrt, log } = Math;

/** A stream of numbers that is the same for the same seed. */
export interface Random {
  /** Uniform in (0, 1). */
  uniform(): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
}

/** xoshiro128** (Blackman & Vigna 2018), seeded through splitmix32. */
export function random(seed: number): Random {
  let mix = seed | 0;
  const split = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix ^ (mix >>> 16);
    z = imul(z, 0x21f0aaad);
    z = imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, d] = [split(), split(), split(), split() | 1];
  const bits = (): number => {
    const five = imul(b, 5);
    const result = imul((five << 7) | (five >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  const uniform = (): number => (bits() + 0.5) / 4294967296;
  let spare: number | undefined;
  /** Marsaglia's polar method; every second number is kept for the next call. */
  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const factor = sqrt((-2 * log(s)) / s);
      spare = y * factor;
      return x * factor;
    }
  };
  return { uniform, normal };
}
