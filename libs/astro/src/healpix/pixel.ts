import { radToDeg, sinDeg, wrap360 } from '../angle.js';
import type { Equatorial } from '../place.js';
import { separation } from '../separation.js';

/** Deepest order: 12 * 4^29 pixels of 0.4 mas fit in 63 bits. */
export const DEEPEST_ORDER = 29;

/**
 * A pixel on one of the twelve base faces. `x` runs to the North-East, `y` to the North-West, both in [0, nside).
 * Faces 0-3 touch the North pole, 4-7 lie on the equator (4 at right ascension 0), 8-11 touch the South pole.
 */
export interface FacePixel {
  readonly order: number;
  readonly face: number;
  readonly x: number;
  readonly y: number;
}

/** Pixels along the side of a base face. @throws RangeError for an order outside 0 to 29. */
export const nsideOf = (order: number): number => {
  if (!Number.isInteger(order) || order < 0 || order > DEEPEST_ORDER)
    throw new RangeError(`HEALPix order ${order} is not an integer in 0 to ${DEEPEST_ORDER}`);
  return 2 ** order;
};

/** Number of pixels on the sphere at an order. */
export const pixelCount = (order: number): bigint => 12n * BigInt(nsideOf(order)) ** 2n;

/** Equatorial belt, |z| <= 2/3: pixel borders are straight in (z, phi). Gorski et al. 2005, section 5.2. */
const inBelt = (order: number, nside: number, z: number, quarter: number): FacePixel => {
  const along = nside * (0.5 + quarter);
  const across = nside * 0.75 * z;
  const [descending, ascending] = [Math.floor(along - across), Math.floor(along + across)];
  const [column, row] = [Math.floor(descending / nside), Math.floor(ascending / nside)];
  const face = column === row ? 4 + (column % 4) : column < row ? column : row + 8;
  return { order, face, x: ascending % nside, y: nside - 1 - (descending % nside) };
};

/** Polar caps: borders are straight in (sqrt(3 (1 - |z|)), phi). Gorski et al. 2005, section 5.3. */
const inCap = (order: number, nside: number, position: Equatorial, quarter: number): FacePixel => {
  const column = Math.min(3, Math.floor(quarter));
  const part = quarter - column;
  // sqrt(3 (1 - |sin dec|)), written so that it keeps its digits at the pole.
  const distance = nside * Math.sqrt(6) * sinDeg((90 - Math.abs(position.decDeg)) / 2);
  const east = Math.min(nside - 1, Math.floor(part * distance));
  const west = Math.min(nside - 1, Math.floor((1 - part) * distance));
  return position.decDeg >= 0
    ? { order, face: column, x: nside - 1 - west, y: nside - 1 - east }
    : { order, face: column + 8, x: east, y: west };
};

/** The pixel that holds a position. */
export const pixelAt = (position: Equatorial, order: number): FacePixel => {
  const nside = nsideOf(order);
  if (!(Math.abs(position.decDeg) <= 90)) throw new RangeError(`latitude ${position.decDeg} is beyond ±90 degrees`);
  const quarter = (wrap360(position.raDeg) / 90) % 4;
  const z = sinDeg(position.decDeg);
  return Math.abs(z) <= 2 / 3 ? inBelt(order, nside, z, quarter) : inCap(order, nside, position, quarter);
};

/** Ring of a pixel, counted from the North pole (1 to 4 nside - 1). */
export const ringOf = ({ order, face, x, y }: FacePixel): number =>
  (2 + Math.floor(face / 4)) * nsideOf(order) - x - y - 1;

/** Longitude of the middle of a face in units of 45 degrees. */
export const faceLongitude = (face: number): number =>
  Math.floor(face / 4) === 1 ? (face % 4) * 2 : (face % 4) * 2 + 1;

/** Position of the centre of a pixel. */
export const centreOf = (pixel: FacePixel): { raDeg: number; decDeg: number } => {
  const nside = nsideOf(pixel.order);
  const ring = ringOf(pixel);
  const polar = Math.min(ring, 4 * nside - ring);
  const inRing = Math.min(polar, nside);
  const raDeg = wrap360((45 * (faceLongitude(pixel.face) * inRing + pixel.x - pixel.y)) / inRing);
  if (polar >= nside) return { raDeg, decDeg: radToDeg(Math.asin(((2 * nside - ring) * 2) / (3 * nside))) };
  const colatitude = 2 * Math.asin(polar / (nside * Math.sqrt(6)));
  return { raDeg, decDeg: (ring < nside ? 1 : -1) * (90 - radToDeg(colatitude)) };
};

/** The greatest distance of a point of any pixel from that pixel's centre, degrees. Gorski et al. 2005, section 5.4. */
export const pixelRadiusDeg = (order: number): number => {
  const nside = nsideOf(order);
  const decOf = (z: number) => radToDeg(Math.asin(z));
  // The longest pixels have their centre where cap and belt meet, z = 2/3; their far corner is on the next ring.
  const centre = { raDeg: 45 / nside, decDeg: decOf(2 / 3) };
  return separation(centre, { raDeg: 0, decDeg: decOf(1 - (1 - 1 / nside) ** 2 / 3) });
};
