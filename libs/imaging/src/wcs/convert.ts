import { FitsError } from '../fits/error.js';
import type { PixelPosition } from '../image.js';
import { leastSquares } from '../statistics/least-squares.js';
import type { FrameSize } from './footprint.js';
import { project } from './projection.js';
import { mostSipOrder, undistort, type Terms } from './sip.js';
import { separationDeg } from './tangent.js';
import { tpvTerms } from './tpv.js';
import { Wcs } from './wcs.js';

/** A system in another form, and how far it is off the one that it was made from, over the frame. */
export interface Converted {
  readonly wcs: Wcs;
  readonly rmsPx: number;
  readonly worstPx: number;
}

const perSide = 24;

/** Places all over a frame, edges included. */
function places({ widthPx, heightPx }: FrameSize, side = perSide): PixelPosition[] {
  return Array.from({ length: side * side }, (_, i) => ({
    xPx: 0.5 + (widthPx * (i % side)) / (side - 1),
    yPx: 0.5 + (heightPx * Math.floor(i / side)) / (side - 1),
  }));
}

/**
 * The same system as TPV, for programs that know no SIP (SCAMP, SWarp): a polynomial of `degree` fitted on the plane,
 * about the same centre. SIP up to order 7 is a TPV of its own order, so nothing is lost.
 * @throws FitsError `bad_wcs` when the frame shows no sky somewhere, or for a degree beyond 7.
 */
export function toTpv(wcs: Wcs, size: FrameSize, degree = Math.min(7, Math.max(3, wcs.sip?.order ?? 5))): Converted {
  if (!Number.isInteger(degree) || degree < 1 || degree > 7)
    throw new FitsError('bad_wcs', `TPV has degrees 1 to 7, not ${degree}`);
  const plain = new Wcs(wcs.reference, wcs.referencePx, wcs.cd);
  const at = places(size);
  const before = at.map((place) => plain.planeOf(place));
  const after = planes(wcs, wcs.reference, at);
  const scale = Math.max(...before.flat().map(Math.abs));
  const numbers = tpvTerms.flatMap(({ p, q, s }, k) => (s === 0 && p + q <= degree ? [k] : []));
  const solve = (axis: 0 | 1): number[] => {
    const rows = before.map(([x, y]) => {
      const [first, second] = axis === 0 ? [x / scale, y / scale] : [y / scale, x / scale];
      return numbers.map((k) => first ** (tpvTerms[k]?.p ?? 0) * second ** (tpvTerms[k]?.q ?? 0));
    });
    const solution = through(
      rows,
      after.map((plane) => plane[axis]),
    );
    return tpvTerms.map(({ p, q }, k) => (solution[numbers.indexOf(k)] ?? 0) / scale ** (p + q));
  };
  const converted = new Wcs(wcs.reference, wcs.referencePx, wcs.cd, { pv1: solve(0), pv2: solve(1) });
  return { wcs: converted, ...offsets(wcs, converted, size) };
}

/** Where pixels lie on the sky, in whatever way that is known. */
export type SkyOfPixels = Pick<Wcs, 'pixelToSky' | 'pixelScaleArcsec'>;

/**
 * The same system as TAN-SIP about the centre of the frame, with the inverse polynomials that other programs use.
 * @throws FitsError `bad_wcs` when the frame shows no sky somewhere, or for an order outside 2..9.
 */
export function toSip(wcs: SkyOfPixels, size: FrameSize, order = 4): Converted {
  if (!Number.isInteger(order) || order < 2 || order > mostSipOrder)
    throw new FitsError('bad_wcs', `SIP has orders 2 to ${mostSipOrder}, not ${order}`);
  const referencePx = { xPx: (size.widthPx + 1) / 2, yPx: (size.heightPx + 1) / 2 };
  const reference = wcs.pixelToSky(referencePx);
  const at = places(size);
  const offsetsPx = at.map(({ xPx, yPx }) => [xPx - referencePx.xPx, yPx - referencePx.yPx] as const);
  const after = planes(wcs, reference, at);
  const [xi, eta] = fit(offsetsPx, after, 1, order) as [Terms, Terms];
  const linear = (terms: Terms, p: number, q: number): number =>
    terms.find((term) => term.p === p && term.q === q)?.c ?? 0;
  const cd = [linear(xi, 1, 0), linear(xi, 0, 1), linear(eta, 1, 0), linear(eta, 0, 1)] as const;
  const determinant = cd[0] * cd[3] - cd[1] * cd[2];
  const mixed = (own: number, other: number): Terms =>
    xi.flatMap(({ p, q, c }) => (p + q < 2 ? [] : [{ p, q, c: (own * c + other * linear(eta, p, q)) / determinant }]));
  const forward = { order, a: mixed(cd[3], -cd[1]), b: mixed(-cd[2], cd[0]) };
  const straight = offsetsPx.map(([u, v]) => undistort(forward, u, v));
  const back = straight.map(([x, y], i) => [(offsetsPx[i]?.[0] ?? 0) - x, (offsetsPx[i]?.[1] ?? 0) - y] as const);
  const inverseOrder = Math.min(mostSipOrder, order + 1);
  const [a, b] = fit(straight, back, 0, inverseOrder) as [Terms, Terms];
  const converted = new Wcs(reference, referencePx, cd, { ...forward, inverse: { order: inverseOrder, a, b } });
  return { wcs: converted, ...offsets(wcs, converted, size) };
}

/** Tangent plane positions of the sky at these pixels, in degrees. */
const planes = (
  wcs: SkyOfPixels,
  centre: Wcs['reference'],
  at: readonly PixelPosition[],
): (readonly [number, number])[] =>
  at.map((place) => {
    const plane = project('TAN', centre, wcs.pixelToSky(place));
    if (plane) return [plane.xiDeg, plane.etaDeg];
    throw new FitsError('bad_wcs', 'a part of the frame is no tangent plane of its sky: it cannot be converted');
  });

/** Polynomials of degrees `least` to `most` through the pairs, on arguments scaled to 1. */
function fit(
  from: readonly (readonly [number, number])[],
  to: readonly (readonly [number, number])[],
  least: number,
  most: number,
): Terms[] {
  const scale = Math.max(...from.flat().map(Math.abs));
  const powers = Array.from({ length: (most + 1) ** 2 }, (_, i) => ({
    p: Math.floor(i / (most + 1)),
    q: i % (most + 1),
  }));
  const wanted = powers.filter(({ p, q }) => p + q >= least && p + q <= most);
  const rows = from.map(([x, y]) => wanted.map(({ p, q }) => (x / scale) ** p * (y / scale) ** q));
  return ([0, 1] as const).map((axis) => {
    const solution = through(
      rows,
      to.map((pair) => pair[axis]),
    );
    return wanted.map(({ p, q }, i) => ({ p, q, c: (solution[i] ?? 0) / scale ** (p + q) }));
  });
}

/** @throws FitsError `bad_wcs` when the values do not determine the terms */
function through(rows: readonly (readonly number[])[], values: readonly number[]): Float64Array {
  const design = { rows: rows.length, columns: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) };
  // high powers far from the reference point are nearly alike; their sum is exact all the same
  const found = leastSquares(design, values, undefined, Number.EPSILON ** 2);
  if (found) return found.coefficients;
  throw new FitsError('bad_wcs', 'no polynomial goes through the sky of the frame: it cannot be converted');
}

/** How far two systems are apart on places between those that were fitted. */
function offsets(one: SkyOfPixels, other: SkyOfPixels, size: FrameSize): Omit<Converted, 'wcs'> {
  const apart = places(size, perSide - 3).map(
    (place) => (3600 * separationDeg(one.pixelToSky(place), other.pixelToSky(place))) / one.pixelScaleArcsec,
  );
  const squares = apart.reduce((sum, px) => sum + px * px, 0);
  return { rmsPx: Math.sqrt(squares / apart.length), worstPx: Math.max(...apart) };
}
