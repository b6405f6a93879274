import type { PixelPosition } from '../image.js';
import { leastSquares, quadraticForm, residuals, type Design } from '../statistics/least-squares.js';
import { median } from '../statistics/robust.js';
import { toSip } from './convert.js';
import type { FrameSize } from './footprint.js';
import { mostSipOrder } from './sip.js';
import type { SkyPosition } from './tangent.js';
import type { Wcs } from './wcs.js';

/** A star of the catalogue and where it was measured. */
export interface SkyPair {
  readonly star: SkyPosition;
  readonly measured: PixelPosition;
}

/** Stars for each coefficient of an axis. */
const starsPerTerm = 2;
/** A higher order is taken when stars that it was not fitted to lie so much nearer to where it puts them. */
const better = 0.85;
/** It may not do so by leaving stars out: of those that a lower order keeps it keeps this share. */
const kept = 0.8;
/** Stars beyond so many medians of the distances are left out, but never for less than this, pixels. */
const [outlier, leastPx] = [5, 0.3];
/** Nowhere on the frame it may move a pixel by more than so many times as much as at any star. */
const farthest = 4;
/** What may be lost where the system is written as SIP, pixels. */
const lossPx = 0.02;

/** How far coordinates are off at some stars, and the polynomial through that. */
interface Correction {
  readonly order: number;
  readonly places: readonly PixelPosition[];
  /** One number for each term of either axis. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Root mean square of what each star is off where the others alone would put it, pixels. */
  readonly foretoldPx: number;
}

/**
 * Fits the distortion of a frame: a polynomial in x and y, on top of the coordinates there are, of the lowest order up to `most` that
 * no higher one betters. Orders are compared by how well they foretell each star from the others, so that few stars make no
 * distortion. Undefined where a shift, turn and scale explain the stars as well.
 */
export function refineDistortion(
  wcs: Wcs,
  pairs: readonly SkyPair[],
  size: FrameSize,
  most: number,
): { readonly wcs: Wcs; readonly order: number } | undefined {
  const stars = pairs.flatMap(({ star, measured }) => {
    const at = wcs.skyToPixel(star);
    return at ? [{ at: measured, dx: at.xPx - measured.xPx, dy: at.yPx - measured.yPx }] : [];
  });
  let best = corrected(stars, size, 1);
  for (let order = 2; order <= most && best; order++) {
    const next = corrected(stars, size, order);
    if (next && betters(next, best, stars, size)) best = next;
  }
  return best && best.order > 1 ? asSip(wcs, best, size) : undefined;
}

interface Star {
  readonly at: PixelPosition;
  /** What is to be added to the place for the sky to be right. */
  readonly dx: number;
  readonly dy: number;
}

function betters(next: Correction, best: Correction, stars: readonly Star[], size: FrameSize): boolean {
  if (next.places.length < kept * best.places.length) return false;
  // the lower order on the very stars that the higher one is judged by
  const same = fitted(
    stars.filter(({ at }) => next.places.includes(at)),
    size,
    best.order,
  );
  return same !== undefined && next.foretoldPx < better * same.foretoldPx;
}

/** Fitted to all, then to those that are near. */
function corrected(stars: readonly Star[], size: FrameSize, order: number): Correction | undefined {
  let [fit, left] = [fitted(stars, size, order), stars];
  for (let round = 0; round < 5 && fit; round++) {
    const off = left.map((star) => offPx(fit as Correction, star, size));
    const limit = Math.max(leastPx, outlier * median(off));
    const near = left.filter((_, i) => (off[i] ?? Infinity) <= limit);
    if (near.length === left.length) break;
    [fit, left] = [fitted(near, size, order), near];
  }
  return fit;
}

function fitted(stars: readonly Star[], size: FrameSize, order: number): Correction | undefined {
  const columns = ((order + 1) * (order + 2)) / 2;
  if (stars.length < starsPerTerm * columns) return undefined;
  const rows = stars.map(({ at }) => termsAt(at, size, order));
  const design: Design = { rows: rows.length, columns, values: Float64Array.from(rows.flat()) };
  const [dx, dy] = [stars.map((star) => star.dx), stars.map((star) => star.dy)];
  const [x, y] = [leastSquares(design, dx), leastSquares(design, dy)];
  if (!x || !y) return undefined;
  const [offX, offY] = [residuals(design, dx, x.coefficients), residuals(design, dy, y.coefficients)];
  // the residual of a star that was left out is that of the fit with it over one less its leverage
  const squares = rows.reduce((sum, row, i) => {
    const share = 1 - quadraticForm(row, x.inverse);
    return sum + ((offX[i] ?? NaN) ** 2 + (offY[i] ?? NaN) ** 2) / share ** 2;
  }, 0);
  const places = stars.map(({ at }) => at);
  return { order, places, x: x.coefficients, y: y.coefficients, foretoldPx: Math.sqrt(squares / rows.length) };
}

/** Powers of the place from the middle of the frame, in units of half its longer side. */
function termsAt({ xPx, yPx }: PixelPosition, { widthPx, heightPx }: FrameSize, order: number): number[] {
  const half = Math.max(widthPx, heightPx) / 2;
  const [u, v] = [(xPx - (widthPx + 1) / 2) / half, (yPx - (heightPx + 1) / 2) / half];
  const terms: number[] = [];
  for (let degree = 0; degree <= order; degree++)
    for (let q = 0; q <= degree; q++) terms.push(u ** (degree - q) * v ** q);
  return terms;
}

function shiftAt({ order, x, y }: Correction, at: PixelPosition, size: FrameSize): readonly [number, number] {
  const terms = termsAt(at, size, order);
  const sum = (coefficients: Float64Array): number =>
    terms.reduce((s, term, i) => s + term * (coefficients[i] ?? NaN), 0);
  return [sum(x), sum(y)];
}

function offPx(correction: Correction, { at, dx, dy }: Star, size: FrameSize): number {
  const [x, y] = shiftAt(correction, at, size);
  return Math.hypot(x - dx, y - dy);
}

function asSip(wcs: Wcs, correction: Correction, size: FrameSize) {
  const moved = ({ xPx, yPx }: PixelPosition): PixelPosition => {
    const [dx, dy] = shiftAt(correction, { xPx, yPx }, size);
    return { xPx: xPx + dx, yPx: yPx + dy };
  };
  const far = (at: PixelPosition): number => Math.hypot(...shiftAt(correction, at, size));
  const corners = [0.5, size.widthPx + 0.5].flatMap((xPx) => [0.5, size.heightPx + 0.5].map((yPx) => ({ xPx, yPx })));
  const atStars = Math.max(...correction.places.map(far));
  if (corners.some((corner) => far(corner) > farthest * atStars)) return undefined;
  const own = wcs.tpv ? 4 : (wcs.sip?.order ?? 0);
  const sky = { pixelToSky: (at: PixelPosition) => wcs.pixelToSky(moved(at)), pixelScaleArcsec: wcs.pixelScaleArcsec };
  const sip = toSip(sky, size, Math.min(mostSipOrder, Math.max(correction.order, own)));
  return sip.worstPx <= lossPx ? { wcs: sip.wcs, order: correction.order } : undefined;
}
