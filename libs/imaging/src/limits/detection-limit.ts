import type { Magnitudes } from '@nightjar/astro';
import { median } from '../statistics/robust.js';

/**
 * Noise over signal of a star of magnitude m: N/S = sqrt(a 10^(0.8 m) + b 10^(0.4 m)). `a` is the noise of sky and read-out,
 * `b` that of the star's own photons; as natural logarithms.
 */
export interface SnModel {
  readonly lnA: number;
  readonly lnB: number;
  readonly stars: number;
}

export interface SnStar {
  readonly mag: Magnitudes;
  /** Flux over its error, or one over the error in magnitudes: the limit is at an S/N of the same meaning. */
  readonly snr: number;
}

const fewestStars = 3;
const ten = Math.LN10;

/**
 * Fits log S/N against magnitude by Levenberg and Marquardt's method on the logarithms of a and b, stars far off pulling
 * with bounded force. Undefined with fewer than three stars of positive S/N.
 */
export function fitSnModel(stars: readonly SnStar[]): SnModel | undefined {
  const used = stars.filter(({ mag, snr }) => Number.isFinite(mag) && snr > 0 && Number.isFinite(snr));
  if (used.length < fewestStars) return undefined;
  // about the middle, so that no power of ten is out of a number's range
  const pivot = median(used.map(({ mag }) => mag));
  const points = used.map(({ mag, snr }) => ({ x: mag - pivot, y: Math.log(snr) }));
  let parameters = start(points);
  let [cost, damping] = [costOf(points, parameters), 1e-3];
  for (let round = 0; round < 200 && damping < 1e10; round++) {
    const next = step(points, parameters, damping);
    const better = costOf(points, next);
    if (better < cost) {
      const done = cost - better < 1e-12 * (1 + cost);
      [parameters, cost, damping] = [next, better, damping / 10];
      if (done) break;
    } else damping *= 10;
  }
  return { lnA: parameters[0] - 0.8 * ten * pivot, lnB: parameters[1] - 0.4 * ten * pivot, stars: used.length };
}

type Pair = readonly [lnA: number, lnB: number];
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The sky's part from all stars, the photons' part from the one with the highest S/N. */
function start(points: readonly Point[]): Pair {
  const lnA = median(points.map(({ x, y }) => -0.8 * ten * x - 2 * y));
  const best = points.reduce((one, other) => (other.y > one.y ? other : one));
  return [lnA, -0.4 * ten * best.x - 2 * best.y];
}

/** ln S/N and its derivatives by ln a and ln b. */
function curve([lnA, lnB]: Pair, x: number): readonly [value: number, byA: number, byB: number] {
  const [sky, photons] = [lnA + 0.8 * ten * x, lnB + 0.4 * ten * x];
  const top = Math.max(sky, photons);
  const share = 1 / (1 + Math.exp(photons - sky));
  return [-0.5 * (top + Math.log(Math.exp(sky - top) + Math.exp(photons - top))), -0.5 * share, -0.5 * (1 - share)];
}

/** Beyond a factor of e^0.2 in S/N a star pulls no harder. */
const bound = 0.2;

const costOf = (points: readonly Point[], parameters: Pair): number =>
  points.reduce((sum, { x, y }) => {
    const off = Math.abs(y - curve(parameters, x)[0]);
    return sum + (off < bound ? off * off : 2 * bound * off - bound * bound);
  }, 0);

function step(points: readonly Point[], parameters: Pair, damping: number): Pair {
  let [aa, ab, bb, a, b] = [0, 0, 0, 0, 0];
  for (const { x, y } of points) {
    const [value, byA, byB] = curve(parameters, x);
    const off = y - value;
    const weight = Math.min(1, bound / Math.max(Math.abs(off), 1e-300));
    aa += weight * byA * byA;
    ab += weight * byA * byB;
    bb += weight * byB * byB;
    a += weight * byA * off;
    b += weight * byB * off;
  }
  // a floor: a parameter that no star feels must not make the equations singular
  const [da, db] = [aa * (1 + damping) + 1e-9, bb * (1 + damping) + 1e-9];
  const determinant = da * db - ab * ab;
  const clip = (value: number): number => Math.max(-5, Math.min(5, value));
  return [parameters[0] + clip((db * a - ab * b) / determinant), parameters[1] + clip((da * b - ab * a) / determinant)];
}

/** S/N that a star of this magnitude has. */
export const snAt = ({ lnA, lnB }: SnModel, mag: Magnitudes): number => Math.exp(curve([lnA, lnB], mag)[0]);

/**
 * The magnitude at which the S/N is this: the root of a t^2 + b t = 1 / (S/N)^2 with t = 10^(0.4 m).
 * @throws RangeError for an S/N that is not positive
 */
export function limitAt({ lnA, lnB }: SnModel, snr: number): Magnitudes {
  if (!(snr > 0)) throw new RangeError(`there is no limit at a signal to noise of ${snr}`);
  const lnC = -2 * Math.log(snr);
  // t = 2 c / (b + sqrt(b^2 + 4 a c)), in logarithms: without cancellation and out of no range
  const [b, root] = [2 * lnB, Math.log(4) + lnA + lnC];
  const top = Math.max(b, root);
  const lnRoot = 0.5 * (top + Math.log(Math.exp(b - top) + Math.exp(root - top)));
  const most = Math.max(lnB, lnRoot);
  const lnT = Math.LN2 + lnC - (most + Math.log(Math.exp(lnB - most) + Math.exp(lnRoot - most)));
  return (2.5 * lnT) / ten;
}

/** Magnitude of an empty aperture's error times `sigma`: the limit of a forced measurement. */
export const apertureLimit = (skyFluxErrorAdu: number, zeroPointMag: Magnitudes, sigma: number): Magnitudes =>
  zeroPointMag - 2.5 * Math.log10(sigma * skyFluxErrorAdu);

/** S/N from an error in magnitudes: 2.5 / ln 10 over it. */
export const snrOfMagError = (magError: Magnitudes): number => 2.5 / Math.LN10 / magError;
