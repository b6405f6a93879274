import { FitsError } from '../error.js';

/** How the integers of a tile become reals again. */
export interface Quantisation {
  readonly scale: number;
  readonly zero: number;
  readonly blank?: number;
  readonly dither: Dither;
  /** ZDITHER0: where the random numbers begin; counted from 1. */
  readonly seed: number;
}

export type Dither = 'NO_DITHER' | 'SUBTRACTIVE_DITHER_1' | 'SUBTRACTIVE_DITHER_2';

/** @throws FitsError `compressed` for a method of another name. */
export function readDither(method: string | undefined): Dither {
  if (method === undefined || method === 'NONE' || method === 'NO_DITHER') return 'NO_DITHER';
  if (method === 'SUBTRACTIVE_DITHER_1' || method === 'SUBTRACTIVE_DITHER_2') return method;
  throw new FitsError('compressed', `the quantisation ${method} is not read: open the file with funpack`);
}

const randomCount = 10_000;
let random: Float32Array | undefined;

/** The random numbers that every reader and writer share (FITS appendix I; Park & Miller 1988). */
function randomNumbers(): Float32Array {
  if (random !== undefined) return random;
  random = new Float32Array(randomCount);
  for (let i = 0, seed = 1; i < randomCount; i++) {
    seed = (16807 * seed) % 2147483647;
    random[i] = seed / 2147483647;
  }
  return random;
}

/** Stands for a pixel that is exactly zero in SUBTRACTIVE_DITHER_2. */
const exactZero = -2147483646;

/** The reals of tile `row` (its row in the table, from 1): `(stored - random + 0.5) * scale + zero` (FITS 10.2). */
export function restore(
  stored: ArrayLike<number>,
  row: number,
  { scale, zero, blank, dither, seed }: Quantisation,
  into: Float32Array | Float64Array,
): void {
  const dithered = dither !== 'NO_DITHER';
  const none = blank ?? NaN;
  const numbers = randomNumbers();
  let start = (((row + seed - 2) % randomCount) + randomCount) % randomCount;
  let next = Math.trunc((numbers[start] as number) * 500);
  for (let i = 0; i < into.length; i++) {
    const value = stored[i] as number;
    if (value === none) into[i] = NaN;
    else if (!dithered) into[i] = value * scale + zero;
    else if (value === exactZero && dither === 'SUBTRACTIVE_DITHER_2') into[i] = 0;
    else into[i] = (value - (numbers[next] as number) + 0.5) * scale + zero;
    if (dithered && ++next === randomCount) {
      start = (start + 1) % randomCount;
      next = Math.trunc((numbers[start] as number) * 500);
    }
  }
}
