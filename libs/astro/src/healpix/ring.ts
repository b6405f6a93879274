import type { Equatorial } from '../place.js';
import { fromNested, toNested } from './nested.js';
import { centreOf, faceLongitude, type FacePixel, nsideOf, pixelAt, pixelCount, ringOf } from './pixel.js';

/** Pixels in the rings before one of the North cap: 2 i (i - 1). Gorski et al. 2005, eq. 2. */
const before = (ring: bigint): bigint => 2n * ring * (ring - 1n);

const squareRoot = (n: bigint): bigint => {
  let root = BigInt(Math.floor(Math.sqrt(Number(n))));
  while (root * root > n) root -= 1n;
  while ((root + 1n) * (root + 1n) <= n) root += 1n;
  return root;
};

/** First index, number of pixels and half-pixel shift of a ring. */
const layout = (ring: number, order: number): { first: bigint; length: number; shift: 0 | 1 } => {
  const nside = nsideOf(order);
  if (ring < nside) return { first: before(BigInt(ring)), length: 4 * ring, shift: 0 };
  const south = 4 * nside - ring;
  if (south < nside) return { first: pixelCount(order) - before(BigInt(south) + 1n), length: 4 * south, shift: 0 };
  const first = before(BigInt(nside)) + BigInt(ring - nside) * BigInt(4 * nside);
  return { first, length: 4 * nside, shift: (ring - nside) % 2 === 0 ? 0 : 1 };
};

/** Ring index of a pixel. */
export const toRing = (pixel: FacePixel): bigint => {
  const ring = ringOf(pixel);
  const { first, length, shift } = layout(ring, pixel.order);
  const place = (faceLongitude(pixel.face) * (length / 4) + pixel.x - pixel.y - 1 + shift) / 2;
  return first + BigInt(place < 0 ? place + length : place);
};

const ringHolding = (index: bigint, order: number): number => {
  const nside = BigInt(nsideOf(order));
  const [cap, count] = [before(nside), pixelCount(order)];
  const polar = (i: bigint) => (1n + squareRoot(1n + 2n * i)) / 2n;
  if (index < cap) return Number(polar(index));
  if (index >= count - cap) return Number(4n * nside - polar(count - 1n - index));
  return Number(nside + (index - cap) / (4n * nside));
};

/** The face whose middle is nearest in longitude, among those that the ring crosses, and the pixel on it. */
const onFace = (ring: number, place: number, length: number, shift: number, order: number): FacePixel => {
  const nside = nsideOf(order);
  const perQuarter = length / 4;
  // Twice the distance of the pixel's centre from right ascension 0, in pixels of this ring.
  const doubled = 2 * place + 1 - shift;
  const faces =
    ring < nside ? [0, 1, 2, 3] : ring > 3 * nside ? [8, 9, 10, 11] : [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  for (const face of faces) {
    const sum = (2 + Math.floor(face / 4)) * nside - ring - 1;
    const offset = doubled - faceLongitude(face) * perQuarter;
    const difference = offset > length ? offset - 2 * length : offset < -length ? offset + 2 * length : offset;
    const [x, y] = [(sum + difference) / 2, (sum - difference) / 2];
    if (x >= 0 && y >= 0 && x < nside && y < nside && Number.isInteger(x)) return { order, face, x, y };
  }
  throw new RangeError(`ring ${ring} has no pixel ${place} at order ${order}`);
};

/** The pixel of a ring index. @throws RangeError for an index that the order does not have. */
export const fromRing = (index: bigint, order: number): FacePixel => {
  if (index < 0n || index >= pixelCount(order)) throw new RangeError(`no ring pixel ${index} at order ${order}`);
  const ring = ringHolding(index, order);
  const { first, length, shift } = layout(ring, order);
  return onFace(ring, Number(index - first), length, shift, order);
};

/** Ring index of the pixel that holds a position. */
export const ringIndex = (position: Equatorial, order: number): bigint => toRing(pixelAt(position, order));

/** Centre of a ring pixel. */
export const ringCentre = (index: bigint, order: number): Equatorial => centreOf(fromRing(index, order));

/** Nested index of a ring pixel. */
export const ringToNested = (index: bigint, order: number): bigint => toNested(fromRing(index, order));

/** Ring index of a nested pixel. */
export const nestedToRing = (index: bigint, order: number): bigint => toRing(fromNested(index, order));
