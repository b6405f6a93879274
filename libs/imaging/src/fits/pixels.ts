import type { PixelArray } from '../image.js';

export const bitpixes = [8, 16, 32, 64, -32, -64] as const;
export type Bitpix = (typeof bitpixes)[number];

/** How stored numbers become physical ones: `value = stored * bscale + bzero`; `blank` marks stored "no value". */
export interface Scaling {
  readonly bscale: number;
  readonly bzero: number;
  readonly blank?: number;
}

const unsigned16 = 32768;

/**
 * Big-endian bytes to physical values in the narrowest array that holds them exactly: integers stay integers while
 * nothing scales them, BZERO 32768 gives unsigned 16 bit, BLANK gives NaN. 64-bit integers beyond 2^53 are rounded.
 */
export function decodePixels(bytes: Buffer, bitpix: Bitpix, scaling: Scaling): PixelArray {
  const stored = decodeStored(bytes, bitpix);
  const { bscale, bzero, blank } = scaling;
  const integer = bitpix > 0;
  if (bscale === 1 && bzero === 0 && !(integer && blank !== undefined)) return stored;
  if (bitpix === 16 && bscale === 1 && bzero === unsigned16 && blank === undefined) {
    return flipSign(new Uint16Array(stored.buffer));
  }
  const wide = bitpix === -64 || Math.abs(bitpix) > 16;
  const scaled = bitpix !== -32 && wide ? new Float64Array(stored.length) : new Float32Array(stored.length);
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i] ?? NaN;
    scaled[i] = integer && value === blank ? NaN : value * bscale + bzero;
  }
  return scaled;
}

/** FITS is big-endian; every platform that Node serves in practice is little-endian, so bytes are turned round. */
function decodeStored(bytes: Buffer, bitpix: Bitpix): PixelArray {
  const own = new Uint8Array(bytes);
  const turned = Buffer.from(own.buffer);
  switch (bitpix) {
    case 8:
      return own;
    case 16:
      turned.swap16();
      return new Int16Array(own.buffer);
    case 32:
      turned.swap32();
      return new Int32Array(own.buffer);
    case 64:
      turned.swap64();
      return Float64Array.from(new BigInt64Array(own.buffer), Number);
    case -32:
      turned.swap32();
      return new Float32Array(own.buffer);
    case -64:
      turned.swap64();
      return new Float64Array(own.buffer);
  }
}

/** Between unsigned 16 bit and the signed number 32768 below it: the top bit turned, in place. */
function flipSign(data: Uint16Array): Uint16Array {
  for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) ^ 0x8000;
  return data;
}

/** Physical values to big-endian bytes, with the BITPIX and BZERO that say how to read them back. */
export function encodePixels(data: PixelArray): { bitpix: Bitpix; bzero: number; bytes: Buffer } {
  if (data instanceof Uint16Array) {
    const bytes = Buffer.from(flipSign(data.slice()).buffer);
    return { bitpix: 16, bzero: unsigned16, bytes: bytes.swap16() };
  }
  const bytes = Buffer.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer);
  if (data instanceof Uint8Array) return { bitpix: 8, bzero: 0, bytes };
  if (data instanceof Int16Array) return { bitpix: 16, bzero: 0, bytes: bytes.swap16() };
  if (data instanceof Int32Array) return { bitpix: 32, bzero: 0, bytes: bytes.swap32() };
  if (data instanceof Float32Array) return { bitpix: -32, bzero: 0, bytes: bytes.swap32() };
  return { bitpix: -64, bzero: 0, bytes: bytes.swap64() };
}
