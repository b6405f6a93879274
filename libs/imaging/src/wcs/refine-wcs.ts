import type { Arcseconds } from '@nightjar/astro';
import { huberFit } from '../statistics/huber.js';
import { median } from '../statistics/robust.js';
import type { FrameSize } from './footprint.js';
import { refineDistortion, type SkyPair } from './refine-distortion.js';
import { separationDeg } from './tangent.js';
import { Wcs } from './wcs.js';

export interface RefinedWcs {
  readonly wcs: Wcs;
  /** Root mean square distance of the pairs that were kept. */
  readonly residualArcsec: Arcseconds;
  readonly starsUsed: number;
  /** Of the polynomial that was fitted: 1 where the linear part alone was, and the distortion kept. */
  readonly order: number;
}

/** Six numbers are fitted: shift, turn, scale and shear. */
const fewestPairs = 8;
/** Pairs beyond so many medians of the distances are no pairs. */
const outlier = 4;

/**
 * Fits coordinates to stars: their linear part (robustly, Huber), and the distortion as well where a polynomial of up to `order`
 * foretells stars that it was not fitted to better than the linear part does ({@link refineDistortion}). Undefined with too few pairs.
 * @param order 1: the distortion stays as it is
 */
export function refineWcs(wcs: Wcs, pairs: readonly SkyPair[], size: FrameSize, order: number): RefinedWcs | undefined {
  const bent = refineDistortion(wcs, pairs, size, order);
  if (bent) return { ...judged(bent.wcs, pairs), order: bent.order };
  let best = fitted(wcs, pairs);
  const near = best && pairs.filter(inlier(best, pairs));
  if (near && near.length < pairs.length) best = fitted(wcs, near) ?? best;
  return best && { ...judged(best, pairs), order: 1 };
}

function judged(wcs: Wcs, pairs: readonly SkyPair[]): Omit<RefinedWcs, 'order'> {
  const used = pairs.filter(inlier(wcs, pairs));
  const squares = used.reduce((sum, pair) => sum + distanceArcsec(wcs, pair) ** 2, 0);
  return { wcs, residualArcsec: Math.sqrt(squares / used.length), starsUsed: used.length };
}

const distanceArcsec = (wcs: Wcs, { star, measured }: SkyPair): number =>
  3600 * separationDeg(star, wcs.pixelToSky(measured));

function inlier(wcs: Wcs, pairs: readonly SkyPair[]): (pair: SkyPair) => boolean {
  const limit = outlier * median(pairs.map((pair) => distanceArcsec(wcs, pair)));
  return (pair) => distanceArcsec(wcs, pair) <= limit;
}

/** The linear part alone: what the CD matrix makes of a measured place is turned into what it makes of the predicted one. */
function fitted(wcs: Wcs, pairs: readonly SkyPair[]): Wcs | undefined {
  const rows = pairs.flatMap(({ star, measured }) => {
    const predicted = wcs.skyToPixel(star);
    return predicted ? [{ from: wcs.planeOf(measured), to: wcs.planeOf(predicted) }] : [];
  });
  if (rows.length < fewestPairs) return undefined;
  const design = {
    ...{ rows: rows.length, columns: 3 },
    values: Float64Array.from(rows.flatMap(({ from: [x, y] }) => [1, x, y])),
  };
  const [first, second] = [0, 1].map(
    (axis) =>
      huberFit(
        design,
        rows.map(({ to }) => to[axis] ?? NaN),
      )?.coefficients,
  );
  if (!first || !second) return undefined;
  const [t1 = NaN, t11 = NaN, t12 = NaN] = first;
  const [t2 = NaN, t21 = NaN, t22 = NaN] = second;
  const [a, b, c, d] = wcs.cd;
  const cd = [t11 * a + t12 * c, t11 * b + t12 * d, t21 * a + t22 * c, t21 * b + t22 * d] as const;
  // the shift goes into the reference pixel: CD (x - ref) + t = CD (x - ref + CD^-1 t)
  const determinant = cd[0] * cd[3] - cd[1] * cd[2];
  const { xPx, yPx } = wcs.referencePx;
  const referencePx = {
    xPx: xPx - (cd[3] * t1 - cd[1] * t2) / determinant,
    yPx: yPx - (cd[0] * t2 - cd[2] * t1) / determinant,
  };
  const { projection, lonPoleDeg } = wcs;
  return new Wcs(wcs.reference, referencePx, cd, wcs.distortion, { projection, lonPoleDeg });
}
