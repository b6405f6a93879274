import { FitsError } from '../fits/error.js';
import type { Header } from '../fits/header.js';

/** Terms `c * u^p * v^q` of one distortion polynomial. */
export type Terms = readonly { readonly p: number; readonly q: number; readonly c: number }[];

/** Simple Imaging Polynomial (Shupe et al. 2005): `A`, `B` add to the pixel offsets from CRPIX. */
export interface Sip {
  readonly order: number;
  readonly a: Terms;
  readonly b: Terms;
}

/** @throws FitsError `bad_wcs` for an order outside 0..9. */
export function readSip(header: Header): Sip | undefined {
  const order = Math.max(header.number('A_ORDER') ?? 0, header.number('B_ORDER') ?? 0);
  if (!header.has('A_ORDER') && !header.has('B_ORDER')) return undefined;
  if (!Number.isInteger(order) || order > 9)
    throw new FitsError('bad_wcs', `a SIP order of ${order} is not lawful (0 to 9)`);
  return { order, a: readTerms(header, 'A', order), b: readTerms(header, 'B', order) };
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

const evaluate = (terms: Terms, u: number, v: number): number =>
  terms.reduce((sum, { p, q, c }) => sum + c * u ** p * v ** q, 0);

/** Pixel offsets from CRPIX to the offsets of an undistorted camera. */
export const undistort = (sip: Sip | undefined, u: number, v: number): [u: number, v: number] =>
  sip ? [u + evaluate(sip.a, u, v), v + evaluate(sip.b, u, v)] : [u, v];

const precisionPx = 1e-9;

/**
 * The inverse of {@link undistort}, by fixed-point iteration on A and B themselves: AP and BP in a header are only
 * a fit to it. Undefined where the polynomial turns over, far outside the frame.
 */
export function distort(sip: Sip | undefined, u: number, v: number): [u: number, v: number] | undefined {
  if (!sip) return [u, v];
  let [x, y] = [u, v];
  for (let i = 0; i < 50; i++) {
    const [nextX, nextY] = [u - evaluate(sip.a, x, y), v - evaluate(sip.b, x, y)];
    const step = Math.max(Math.abs(nextX - x), Math.abs(nextY - y));
    [x, y] = [nextX, nextY];
    if (step < precisionPx) return [x, y];
    if (!Number.isFinite(step)) return undefined;
  }
  return undefined;
}
