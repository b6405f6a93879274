import { huberFit, median, separationDeg, Wcs, type PixelPosition, type SkyPosition } from '@nightjar/imaging';

/** A star of the catalogue and where it was measured. */
export interface SkyPair {
  readonly star: SkyPosition;
  readonly measured: PixelPosition;
}

export interface RefinedWcs {
  readonly wcs: Wcs;
  /** Root mean square distance of the pairs that were kept. */
  readonly residualArcsec: number;
  readonly starsUsed: number;
}

/** Six numbers are fitted: shift, turn, scale and shear. */
const fewestPairs = 8;
/** Pairs beyond so many medians of the distances are no pairs. */
const outlier = 4;

/**
 * Fits the linear part of coordinates to stars (robustly, Huber), and keeps the distortion: what the CD matrix makes of the measured
 * place is turned into what it makes of the predicted one. Undefined with too few pairs.
 */
export function refineWcs(wcs: Wcs, pairs: readonly SkyPair[]): RefinedWcs | undefined {
  let best = fitted(wcs, pairs);
  const near = best && pairs.filter(inlier(best, pairs));
  if (near && near.length < pairs.length) best = fitted(wcs, near) ?? best;
  if (!best) return undefined;
  const used = pairs.filter(inlier(best, pairs));
  const squares = used.reduce((sum, pair) => sum + distanceArcsec(best, pair) ** 2, 0);
  return { wcs: best, residualArcsec: Math.sqrt(squares / used.length), starsUsed: used.length };
}

const distanceArcsec = (wcs: Wcs, { star, measured }: SkyPair): number =>
  3600 * separationDeg(star, wcs.pixelToSky(measured));

function inlier(wcs: Wcs, pairs: readonly SkyPair[]): (pair: SkyPair) => boolean {
  const limit = outlier * median(pairs.map((pair) => distanceArcsec(wcs, pair)));
  return (pair) => distanceArcsec(wcs, pair) <= limit;
}

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
