import type { PixelArray } from '../image.js';
import { flipSign, type Bitpix, type Scaling } from './pixels.js';

/** How to store pixels: BITPIX, and for integers BSCALE, BZERO and the BLANK that stands for NaN. */
export interface Storage extends Partial<Scaling> {
  readonly bitpix: Bitpix;
}

export interface EncodedPixels {
  readonly storage: Storage;
  readonly bytes: Buffer;
}

/**
 * Physical values to big-endian bytes, with the storage that says how to read them back. Without a wish the type of
 * the array decides and nothing is lost; with one, values are scaled, rounded and cut to its range.
 * @throws RangeError when NaN has to go into integers and no BLANK is named.
 */
export function encodePixels(data: PixelArray, wish?: Storage): EncodedPixels {
  if (wish !== undefined) return { storage: wish, bytes: quantise(data, wish) };
  if (data instanceof Uint16Array)
    return { storage: { bitpix: 16, bzero: 32768 }, bytes: turned(flipSign(data.slice()), 2) };
  return { storage: { bitpix: naturalBitpix(data) }, bytes: turned(data.slice(), data.BYTES_PER_ELEMENT) };
}

function naturalBitpix(data: PixelArray): Bitpix {
  const bits = data.BYTES_PER_ELEMENT * 8;
  return (data instanceof Float32Array || data instanceof Float64Array ? -bits : bits) as Bitpix;
}

function turned({ buffer, byteOffset, byteLength }: ArrayBufferView, width: number): Buffer {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return width === 2 ? bytes.swap16() : width === 4 ? bytes.swap32() : width === 8 ? bytes.swap64() : bytes;
}

function quantise(data: PixelArray, { bitpix, bscale = 1, bzero = 0, blank }: Storage): Buffer {
  const stored = (value: number): number => (value - bzero) / bscale;
  if (bitpix === -32) return turned(Float32Array.from(data, stored), 4);
  if (bitpix === -64) return turned(Float64Array.from(data, stored), 8);
  const [least, most] = bitpix === 8 ? [0, 255] : [-(2 ** (bitpix - 1)), 2 ** (bitpix - 1) - 1];
  const whole = (value: number): number => {
    if (!Number.isNaN(value)) return Math.min(most, Math.max(least, Math.round(stored(value))));
    if (blank === undefined) throw new RangeError(`a pixel is NaN, and BITPIX ${bitpix} holds it only with a BLANK`);
    return blank;
  };
  switch (bitpix) {
    case 8:
      return turned(Uint8Array.from(data, whole), 1);
    case 16:
      return turned(Int16Array.from(data, whole), 2);
    case 32:
      return turned(Int32Array.from(data, whole), 4);
    case 64:
      return turned(BigInt64Array.from(Array.from(data, (value) => wide(value, bscale, bzero, whole))), 8);
  }
}

/** Integers keep all their digits where BZERO is as large as 2^63; the bounds of 64 bits are kept as well. */
function wide(value: number, bscale: number, bzero: number, whole: (value: number) => number): bigint {
  const exact = bscale === 1 && Number.isInteger(value) && Number.isInteger(bzero);
  const stored = exact ? BigInt(value) - BigInt(bzero) : BigInt(whole(value));
  const most = 2n ** 63n - 1n;
  return stored > most ? most : stored < -most - 1n ? -most - 1n : stored;
}
