import type { PixelArray } from '../image.js';

export const bitpixes = [8, 16, 32, 64, -32, -64] as const;
export type Bitpix = (typeof bitpixes)[number];

/** How stored numbers become physical ones: `value = stored * bscale + bzero`; `blank` marks stored "no value". */
export interface Scaling {
  readonly bscale: number;
  readonly bzero: number;
  readonly blank?: number;
}

/** Numbers as a file holds them, in this machine's byte order. */
export type StoredArray = PixelArray | BigInt64Array;

const unsigned16 = 32768;

/**
 * Big-endian bytes to physical values in the narrowest array that holds them exactly: integers stay integers while
 * nothing scales them, BZERO 32768 gives unsigned 16 bit, BZERO -128 on bytes signed ones, BLANK gives NaN. 64-bit
 * integers, signed or unsigned, are exact up to 2^53 and rounded beyond.
 */
export const decodePixels = (bytes: Buffer, bitpix: Bitpix, scaling: Scaling): PixelArray =>
  scaleStored(decodeStored(bytes, bitpix), scaling);

/** {@link decodePixels} for numbers that are in this machine's order already; the array may be used up. */
export function scaleStored(stored: StoredArray, scaling: Scaling): PixelArray {
  if (stored instanceof BigInt64Array) return scaleWide(stored, scaling);
  const { bscale, bzero, blank } = scaling;
  const integer = !(stored instanceof Float32Array || stored instanceof Float64Array);
  if (bscale === 1 && bzero === 0 && !(integer && blank !== undefined)) return stored;
  if (bscale === 1 && blank === undefined) {
    if (stored instanceof Int16Array && bzero === unsigned16)
      return flipSign(new Uint16Array(stored.buffer, stored.byteOffset, stored.length));
    if (stored instanceof Uint8Array && bzero === -128) return Int16Array.from(stored, (value) => value - 128);
  }
  const wide = stored instanceof Float64Array || stored instanceof Int32Array;
  const scaled = wide ? new Float64Array(stored.length) : new Float32Array(stored.length);
  // no BLANK is a value that no integer equals
  const none = integer ? (blank ?? NaN) : NaN;
  for (let i = 0; i < scaled.length; i++) {
    const value = stored[i] as number;
    scaled[i] = value === none ? NaN : value * bscale + bzero;
  }
  return scaled;
}

/** BZERO is added before the step to a float, as an unsigned 5 is stored as 5 - 2^63. */
function scaleWide(stored: BigInt64Array, { bscale, bzero, blank }: Scaling): Float64Array {
  const zero = bscale === 1 && Number.isInteger(bzero) ? BigInt(bzero) : 0n;
  const rest = zero === 0n ? bzero : 0;
  return Float64Array.from(stored, (value) => {
    const plain = Number(value);
    return plain === blank ? NaN : zero === 0n ? plain * bscale + rest : Number(value + zero);
  });
}

/** FITS is big-endian; every platform that Node serves in practice is little-endian, so bytes are turned round. */
export function decodeStored(bytes: Buffer, bitpix: Bitpix): StoredArray {
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
      return new BigInt64Array(own.buffer);
    case -32:
      turned.swap32();
      return new Float32Array(own.buffer);
    case -64:
      turned.swap64();
      return new Float64Array(own.buffer);
  }
}

/** Between unsigned 16 bit and the signed number 32768 below it: the top bit turned, in place. */
export function flipSign(data: Uint16Array): Uint16Array {
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) ^ 0x8000;
  return data;
}
