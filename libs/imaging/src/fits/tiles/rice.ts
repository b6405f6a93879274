import { FitsError } from '../error.js';

/** How many bits a pixel takes where a block is not packed, and how the number of low bits is written. */
const widths = {
  1: { bits: 8, sizeBits: 3, raw: 6 },
  2: { bits: 16, sizeBits: 4, raw: 14 },
  4: { bits: 32, sizeBits: 5, raw: 25 },
};
export type RiceWidth = keyof typeof widths;

/** Zeros in front of the first set bit of a byte. */
const leading = Uint8Array.from({ length: 256 }, (_, byte) => Math.clz32(byte) - 24);

/**
 * Undoes RICE_1 (FITS 10.4.1; Rice, Yeh & Miller 1993): differences between neighbours, in blocks, each packed as low
 * bits after a unary count. `width` is the bytes of a pixel before packing; bytes come back unsigned, others signed.
 * @throws FitsError `bad_tiles` when the bytes end before the pixels do.
 */
export function decodeRice(bytes: Uint8Array, pixels: number, width: RiceWidth, blockPixels: number): Int32Array {
  const { bits, sizeBits, raw } = widths[width];
  const out = new Int32Array(pixels);
  const end = bytes.length;
  if (end < width + 1) throw tooShort();
  const shift = width === 1 ? 24 : 32 - bits;
  let last = 0;
  let at = 0;
  while (at < width) last = (last << 8) | (bytes[at++] as number);
  // `held` are the bits read and not yet used, `count` how many of them
  let held = bytes[at++] as number;
  let count = 8;
  for (let i = 0; i < pixels;) {
    count -= sizeBits;
    while (count < 0) {
      if (at >= end) throw tooShort();
      held = (held << 8) | (bytes[at++] as number);
      count += 8;
    }
    const low = (held >>> count) - 1;
    held &= (1 << count) - 1;
    const stop = Math.min(i + blockPixels, pixels);
    for (; i < stop; i++) {
      let mapped = 0;
      if (low === raw) {
        let missing = bits - count;
        mapped = missing < 32 ? held << missing : 0;
        for (missing -= 8; missing >= 0; missing -= 8) {
          if (at >= end) throw tooShort();
          mapped |= (bytes[at++] as number) << missing;
        }
        if (count > 0) {
          if (at >= end) throw tooShort();
          held = bytes[at++] as number;
          mapped |= held >>> -missing;
          held &= (1 << count) - 1;
        } else held = 0;
      } else if (low >= 0) {
        while (held === 0) {
          if (at >= end) throw tooShort();
          count += 8;
          held = bytes[at++] as number;
        }
        const used = 8 - (leading[held] as number);
        const zeros = count - used;
        count = used - 1;
        held ^= 1 << count;
        count -= low;
        while (count < 0) {
          if (at >= end) throw tooShort();
          held = (held << 8) | (bytes[at++] as number);
          count += 8;
        }
        mapped = (zeros << low) | (held >>> count);
        held &= (1 << count) - 1;
      }
      last = (last + ((mapped & 1) === 0 ? mapped >>> 1 : ~(mapped >>> 1))) | 0;
      out[i] = width === 1 ? last & 0xff : (last << shift) >> shift;
    }
  }
  return out;
}

const tooShort = (): FitsError =>
  new FitsError('bad_tiles', 'a RICE_1 tile ends before its pixels do: fetch the file again');
