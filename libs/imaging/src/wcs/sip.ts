import type { Card } from '../fits/card.js';
import { FitsError } from '../fits/error.js';
import type { Header } from '../fits/header.js';
import { invert, type Mapped } from './newton.js';

/** Terms `c * u^p * v^q` of one distortion polynomial. */
export type Terms = readonly { readonly p: number; readonly q: number; readonly c: number }[];

/**
 * Simple Imaging Polynomial (Shupe et al. 2005): `A`, `B` add to the pixel offsets from CRPIX, `AP`, `BP` to the
 * undistorted ones. The latter are only a fit to the inverse: they are used where a header has no others.
 */
export interface Sip {
  readonly order: number;
  readonly a: Terms;
  readonly b: Terms;
  readonly inverse?: { readonly order: number; readonly a: Terms; readonly b: Terms };
}

/** The highest order that the convention knows. */
export const mostSipOrder = 9;
const precisionPx = 1e-10;

/** The polynomials of a header, if it has any. @throws FitsError `bad_wcs` for an order outside 0..9. */
export function readSip(header: Header): Sip | undefined {
  const [forward, inverse] = [readPair(header, 'A', 'B'), readPair(header, 'AP', 'BP')];
  if (forward) return { ...forward, ...(inverse ? { inverse } : {}) };
  return inverse && { order: 0, a: [], b: [], inverse };
}

function readPair(header: Header, first: string, second: string): Omit<Sip, 'inverse'> | undefined {
  if (!header.has(`${first}_ORDER`) && !header.has(`${second}_ORDER`)) return undefined;
  const order = Math.max(header.number(`${first}_ORDER`) ?? 0, header.number(`${second}_ORDER`) ?? 0);
  if (!Number.isInteger(order) || order < 0 || order > mostSipOrder)
    throw new FitsError('bad_wcs', `a SIP order of ${order} is not lawful (0 to ${mostSipOrder})`);
  return { order, a: readTerms(header, first, order), b: readTerms(header, second, order) };
}

function readTerms(header: Header, name: string, order: number): Terms {
  const terms = [];
  for (let p = 0; p <= order; p++) {
    for (let q = 0; p + q <= order; q++) {
      const c = header.number(`${name}_${p}_${q}`);
      if (c !== undefined && c !== 0) terms.push({ p, q, c });
    }
  }
  return terms;
}

export function sipCards({ order, a, b, inverse }: Sip): Card[] {
  const cards = (name: string, highest: number, terms: Terms): Card[] => [
    { keyword: `${name}_ORDER`, value: highest },
    ...terms.map(({ p, q, c }) => ({ keyword: `${name}_${p}_${q}`, value: c })),
  ];
  return [
    ...cards('A', order, a),
    ...cards('B', order, b),
    ...(inverse ? [...cards('AP', inverse.order, inverse.a), ...cards('BP', inverse.order, inverse.b)] : []),
  ];
}

/** `u` and `v` with their polynomials added, and the derivatives of that. */
function shift(a: Terms, b: Terms, u: number, v: number): Mapped {
  const [[fa, fau, fav], [fb, fbu, fbv]] = [evaluate(a, u, v), evaluate(b, u, v)];
  return { value: [u + fa, v + fb], slope: [1 + fau, fav, fbu, 1 + fbv] };
}

/** A polynomial and its two derivatives. */
function evaluate(terms: Terms, u: number, v: number): [number, number, number] {
  let [f, fu, fv] = [0, 0, 0];
  for (const { p, q, c } of terms) {
    const [up, vq] = [u ** p, v ** q];
    f += c * up * vq;
    if (p > 0) fu += c * p * u ** (p - 1) * vq;
    if (q > 0) fv += c * q * up * v ** (q - 1);
  }
  return [f, fu, fv];
}

/** True when a header gives the inverse alone, so that the way to the sky has to be found from it. */
const backwards = ({ a, b, inverse }: Sip): boolean => a.length + b.length === 0 && inverse !== undefined;

const outside: [number, number] = [NaN, NaN];

/** Pixel offsets from CRPIX to the offsets of an undistorted camera; NaN where they have none. */
export function undistort(sip: Sip | undefined, u: number, v: number): readonly [u: number, v: number] {
  if (!sip) return [u, v];
  const { inverse } = sip;
  if (inverse && backwards(sip))
    return invert((x, y) => shift(inverse.a, inverse.b, x, y), [u, v], [u, v], precisionPx) ?? outside;
  return shift(sip.a, sip.b, u, v).value;
}

/** The inverse of {@link undistort}. Undefined where the polynomial turns over, far outside the frame. */
export function distort(sip: Sip | undefined, u: number, v: number): readonly [u: number, v: number] | undefined {
  if (!sip) return [u, v];
  const { a, b, inverse } = sip;
  const start = inverse ? shift(inverse.a, inverse.b, u, v).value : ([u, v] as const);
  if (backwards(sip)) return start;
  const solved = invert((x, y) => shift(a, b, x, y), [u, v], start, precisionPx);
  // an inverse that was fitted badly must not keep a solution from being found
  return solved ?? (inverse ? invert((x, y) => shift(a, b, x, y), [u, v], [u, v], precisionPx) : undefined);
}
