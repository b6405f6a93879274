import { FitsError } from './error.js';
import type { Header } from './header.js';
import { bitpixes, type Bitpix } from './pixels.js';

/** Cards that say how the bytes lie; a writer makes them anew and an extension never inherits them. */
export const structural =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|GROUPS|EXTEND|BZERO|BSCALE|BLANK|CHECKSUM|DATASUM|THEAP|TFIELDS|CONTINUE|END)$/;

/** Cards that name an extension among others; a primary HDU that is written alone has no use for them. */
export const naming = /^(INHERIT|EXTNAME|EXTVER|EXTLEVEL)$/;

/** @throws FitsError `bad_header` for a BITPIX that FITS does not know. */
export function bitpixOf(header: Header, keyword = 'BITPIX'): Bitpix {
  const value = header.number(keyword);
  const bitpix = bitpixes.find((lawful) => lawful === value);
  if (bitpix === undefined)
    throw new FitsError('bad_header', `${keyword} is ${value}; lawful are ${bitpixes.join(', ')}`);
  return bitpix;
}

/** A whole number from 0 on. @throws FitsError `bad_header` for anything else. */
export function countOf(header: Header, keyword: string, otherwise?: number): number {
  const value = header.number(keyword) ?? (header.has(keyword) ? undefined : otherwise);
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
  throw new FitsError('bad_header', `${keyword} is ${header.get(keyword) ?? 'missing'}; a count is wanted`);
}

/** The lengths of the axes, first the one that runs fastest. `prefix` is `Z` for the axes behind tiles. */
export function axesOf(header: Header, prefix = ''): number[] {
  const naxis = countOf(header, `${prefix}NAXIS`);
  if (naxis > 999) throw new FitsError('bad_header', `${prefix}NAXIS is ${naxis}; FITS allows 999`);
  return Array.from({ length: naxis }, (_, i) => countOf(header, `${prefix}NAXIS${i + 1}`));
}

/** Pixels on these axes; none at all without axes. @throws FitsError `bad_header` beyond 2^53. */
export function pixelsOn(axes: readonly number[]): number {
  if (axes.length === 0 || axes.includes(0)) return 0;
  const pixels = axes.reduce((product, axis) => product * axis, 1);
  if (Number.isSafeInteger(pixels)) return pixels;
  throw new FitsError('bad_header', `the axes ${axes.slice(0, 9).join(' x ')} are beyond any file`);
}

/** Bytes of data after a header (FITS equation 2), before the filling of the last block. */
export function dataSize(header: Header): number {
  const bytes = Math.abs(bitpixOf(header)) / 8;
  const axes = axesOf(header);
  if (axes.length === 0) return 0;
  if (header.flag('GROUPS') && axes[0] === 0)
    throw new FitsError('unsupported', 'random groups are not read: convert the file');
  const pixels = pixelsOn(axes);
  if (!header.has('XTENSION')) return bytes * pixels;
  const size = bytes * countOf(header, 'GCOUNT', 1) * (countOf(header, 'PCOUNT', 0) + pixels);
  if (Number.isSafeInteger(size)) return size;
  throw new FitsError('bad_header', `the axes ${axes.slice(0, 9).join(' x ')} with PCOUNT are beyond any file`);
}
