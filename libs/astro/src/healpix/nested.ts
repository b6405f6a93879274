import type { Equatorial } from '../place.js';
import { centreOf, type FacePixel, nsideOf, pixelAt, pixelCount } from './pixel.js';

/** Spreads the 16 low bits of a number to the even bits of the result. */
const spread16 = (n: number): number => {
  let v = n & 0xffff;
  v = (v | (v << 8)) & 0x00ff00ff;
  v = (v | (v << 4)) & 0x0f0f0f0f;
  v = (v | (v << 2)) & 0x33333333;
  v = (v | (v << 1)) & 0x55555555;
  return v;
};

/** Gathers the even bits of a number: the inverse of {@link spread16}. */
const gather16 = (n: number): number => {
  let v = n & 0x55555555;
  v = (v | (v >>> 1)) & 0x33333333;
  v = (v | (v >>> 2)) & 0x0f0f0f0f;
  v = (v | (v >>> 4)) & 0x00ff00ff;
  v = (v | (v >>> 8)) & 0x0000ffff;
  return v;
};

const interleave = (x: number, y: number): bigint => {
  const low = (spread16(x) | (spread16(y) << 1)) >>> 0;
  const high = (spread16(x >>> 16) | (spread16(y >>> 16) << 1)) >>> 0;
  return (BigInt(high) << 32n) | BigInt(low);
};

/** Nested index of a pixel. */
export const toNested = ({ order, face, x, y }: FacePixel): bigint =>
  (BigInt(face) << BigInt(2 * order)) | interleave(x, y);

/** The pixel of a nested index. @throws RangeError for an index that the order does not have. */
export const fromNested = (index: bigint, order: number): FacePixel => {
  if (index < 0n || index >= pixelCount(order)) throw new RangeError(`no nested pixel ${index} at order ${order}`);
  const within = index & ((1n << BigInt(2 * order)) - 1n);
  const [low, high] = [Number(within & 0xffffffffn), Number(within >> 32n)];
  return {
    order,
    face: Number(index >> BigInt(2 * order)),
    x: gather16(low) | (gather16(high) << 16),
    y: gather16(low >>> 1) | (gather16(high >>> 1) << 16),
  };
};

/** Nested index of the pixel that holds a position. */
export const nestedIndex = (position: Equatorial, order: number): bigint => toNested(pixelAt(position, order));

/** Centre of a nested pixel. */
export const nestedCentre = (index: bigint, order: number): Equatorial => centreOf(fromNested(index, order));

/** UNIQ: order and nested index in one number, 4^(order + 1) + index. Source: IVOA MOC 2.0, section 4.3. */
export const toUniq = (index: bigint, order: number): bigint => 4n * BigInt(nsideOf(order)) ** 2n + index;

/** Order and nested index of a UNIQ number. @throws RangeError for a number that is none. */
export const fromUniq = (uniq: bigint): { order: number; index: bigint } => {
  const order = uniq < 4n ? -1 : Math.floor((uniq.toString(2).length - 1) / 2) - 1;
  const index = uniq - 4n * BigInt(nsideOf(order)) ** 2n;
  if (index >= pixelCount(order)) throw new RangeError(`${uniq} is no UNIQ number`);
  return { order, index };
};
