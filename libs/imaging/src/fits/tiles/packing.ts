import { FitsError } from '../error.js';
import type { Header } from '../header.js';
import { decodeStored, type Bitpix, type StoredArray } from '../pixels.js';
import { gunzipTile, unshuffle } from './gzip.js';
import { decodePlio } from './plio.js';
import { decodeRice, type RiceWidth } from './rice.js';

/** The methods that are read; `mostRatio` is how many bytes of pixels one packed byte can stand for at the most. */
export const methods = {
  RICE_1: { mostRatio: 1100 },
  GZIP_1: { mostRatio: 1100 },
  GZIP_2: { mostRatio: 1100 },
  PLIO_1: { mostRatio: 8200 },
  NOCOMPRESS: { mostRatio: 1100 },
} as const;
export type Method = keyof typeof methods;

/** How the bytes of a single tile are packed: by the image's method, zipped, or not at all. */
export type TileForm = Method | 'zipped' | 'plain';

export interface Packing {
  readonly method: Method;
  /** Bytes of a pixel before it was packed by RICE_1, and pixels in a block. */
  readonly riceWidth: RiceWidth;
  readonly riceBlock: number;
}

/** @throws FitsError `compressed` for another method or unlawful parameters of RICE_1. */
export function readPacking(header: Header): Packing {
  const name = header.text('ZCMPTYPE') ?? 'RICE_1';
  const method = name === 'RICE_ONE' ? 'RICE_1' : name;
  if (!isMethod(method))
    throw new FitsError('compressed', `tiles packed by ${name} are not read: open the file with funpack`);
  const [riceWidth, riceBlock] = [parameter(header, 'BYTEPIX') ?? 4, parameter(header, 'BLOCKSIZE') ?? 32];
  if ((riceWidth !== 1 && riceWidth !== 2 && riceWidth !== 4) || !Number.isInteger(riceBlock) || riceBlock < 1)
    throw new FitsError('compressed', `RICE_1 with ${riceWidth} bytes a pixel in blocks of ${riceBlock} is not read`);
  return { method, riceWidth, riceBlock };
}

const isMethod = (name: string): name is Method => Object.hasOwn(methods, name);

function parameter(header: Header, name: string): number | undefined {
  for (let i = 1; i <= 99 && header.has(`ZNAME${i}`); i++)
    if (header.text(`ZNAME${i}`) === name) return header.number(`ZVAL${i}`);
  return undefined;
}

/** The numbers of a tile as they were packed. @throws FitsError `bad_tiles` when the bytes do not hold them. */
export function unpackTile(
  bytes: Buffer,
  pixels: number,
  form: TileForm,
  packing: Packing,
  bitpix: Bitpix,
): StoredArray {
  switch (form) {
    case 'RICE_1':
      return decodeRice(bytes, pixels, packing.riceWidth, packing.riceBlock);
    case 'PLIO_1':
      return decodePlio(bytes, pixels);
    case 'GZIP_1':
    case 'GZIP_2':
    case 'zipped': {
      // integers may have been widened before they were zipped
      const { bytes: plain, width } = gunzipTile(bytes, pixels, Math.max(4, Math.abs(bitpix) / 8));
      const ordered = form === 'GZIP_2' ? unshuffle(plain, width) : plain;
      return decodeStored(ordered, ofWidth(width, bitpix));
    }
    case 'NOCOMPRESS':
    case 'plain':
      if (bytes.length !== (pixels * Math.abs(bitpix)) / 8)
        throw new FitsError('bad_tiles', `a tile of ${pixels} pixels holds ${bytes.length} bytes`);
      return decodeStored(bytes, bitpix);
  }
}

function ofWidth(width: 1 | 2 | 4 | 8, bitpix: Bitpix): Bitpix {
  if (bitpix > 0) return (8 * width) as Bitpix;
  if (width === Math.abs(bitpix) / 8) return bitpix;
  throw new FitsError('bad_tiles', `a tile of BITPIX ${bitpix} holds ${width} bytes a pixel`);
}
