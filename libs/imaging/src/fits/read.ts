import type { Image, PixelArray } from '../image.js';
import { FitsError } from './error.js';
import { blockBytes, readHeader, type Header } from './header.js';
import { bitpixes, decodePixels, type Bitpix } from './pixels.js';
import { Table } from './table.js';

/** One header with what it describes. `data` and `table` are absent when there is nothing (NAXIS = 0). */
export type Hdu =
  | { readonly kind: 'image'; readonly header: Header; readonly axes: readonly number[]; readonly data?: PixelArray }
  | { readonly kind: 'table'; readonly header: Header; readonly table: Table }
  | { readonly kind: 'other'; readonly header: Header };

export interface Fits {
  readonly hdus: readonly Hdu[];
}

/**
 * Reads a whole FITS file (standard 4.0): images of every BITPIX with BSCALE, BZERO and BLANK applied, image
 * extensions, binary tables. Sizes are checked against the bytes at hand before anything is allocated; a missing
 * filling of the last block is forgiven, missing data are not.
 * @throws FitsError for everything that is no sound FITS file.
 */
export function readFits(buffer: Buffer): Fits {
  return {
    hdus: Array.from(hduSpans(buffer), ({ header, dataOffset, size }) =>
      readHdu(header, buffer.subarray(dataOffset, dataOffset + size)),
    ),
  };
}

/** Where an HDU lies in its file. */
export interface HduSpan {
  readonly header: Header;
  readonly offset: number;
  readonly dataOffset: number;
  /** Bytes of data, without the filling of the last block. */
  readonly size: number;
  /** First byte after its last block. */
  readonly end: number;
}

/** Headers and places of all HDUs, without a look at their data. @throws FitsError as {@link readFits} does */
export function* hduSpans(buffer: Buffer): Generator<HduSpan> {
  if (buffer[0] === 0x1f && buffer[1] === 0x8b)
    throw new FitsError('compressed', 'the file is gzipped: gunzip it first');
  if (!buffer.toString('latin1', 0, 9).startsWith('SIMPLE  =')) {
    throw new FitsError('not_fits', 'the file does not begin with SIMPLE: it is no FITS file');
  }
  for (let offset = 0; offset < buffer.length;) {
    // the standard allows special records after the last HDU; they are nobody's data
    if (offset > 0 && buffer.toString('latin1', offset, offset + 8) !== 'XTENSION') break;
    const { header, dataOffset } = readHeader(buffer, offset);
    const size = dataSize(header);
    if (dataOffset + size > buffer.length) {
      const held = Math.max(0, buffer.length - dataOffset);
      throw new FitsError(
        'truncated',
        `the header declares ${size} bytes of data, the file holds ${held}: fetch it again`,
      );
    }
    const end = dataOffset + Math.ceil(size / blockBytes) * blockBytes;
    yield { header, offset, dataOffset, size, end };
    offset = end;
  }
}

function readHdu(header: Header, bytes: Buffer): Hdu {
  const extension = header.text('XTENSION');
  if (extension === 'BINTABLE' || extension === 'A3DTABLE')
    return { kind: 'table', header, table: Table.read(header, bytes) };
  if (extension !== undefined && extension !== 'IMAGE' && extension !== 'IUEIMAGE') return { kind: 'other', header };
  const axes = axesOf(header);
  if (bytes.length === 0) return { kind: 'image', header, axes };
  const blank = header.number('BLANK');
  const scaling = { bscale: header.number('BSCALE') ?? 1, bzero: header.number('BZERO') ?? 0 };
  const data = decodePixels(bytes, bitpixOf(header), blank === undefined ? scaling : { ...scaling, blank });
  return { kind: 'image', header, axes, data };
}

function bitpixOf(header: Header): Bitpix {
  const value = header.number('BITPIX');
  const bitpix = bitpixes.find((lawful) => lawful === value);
  if (bitpix === undefined) throw new FitsError('bad_header', `BITPIX is ${value}; lawful are ${bitpixes.join(', ')}`);
  return bitpix;
}

function count(header: Header, keyword: string, otherwise?: number): number {
  const value = header.number(keyword) ?? otherwise;
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
  throw new FitsError('bad_header', `${keyword} is ${header.get(keyword) ?? 'missing'}; a count is wanted`);
}

function axesOf(header: Header): number[] {
  const naxis = count(header, 'NAXIS');
  if (naxis > 999) throw new FitsError('bad_header', `NAXIS is ${naxis}; FITS allows 999`);
  return Array.from({ length: naxis }, (_, i) => count(header, `NAXIS${i + 1}`));
}

/** Bytes of data after a header (FITS equation 2), before the filling of the last block. */
function dataSize(header: Header): number {
  const bytes = Math.abs(bitpixOf(header)) / 8;
  const axes = axesOf(header);
  if (axes.length === 0) return 0;
  if (header.flag('GROUPS') && axes[0] === 0)
    throw new FitsError('unsupported', 'random groups are not read: convert the file');
  const pixels = axes.reduce((product, axis) => product * axis, 1);
  const size = bytes * count(header, 'GCOUNT', 1) * (count(header, 'PCOUNT', 0) + pixels);
  if (!Number.isSafeInteger(size))
    throw new FitsError('bad_header', `the axes ${axes.join(' x ')} are beyond any file`);
  return header.has('XTENSION') ? size : bytes * pixels;
}

/**
 * The first HDU that is a plane of pixels (a trailing axis of length 1 is dropped; of a cube the first plane is taken),
 * with its header over the primary header's cards (an extension inherits them).
 * @throws FitsError `no_image`, or `compressed` when all there is are tiles that `funpack` has to open.
 */
export function firstImage({ hdus }: Fits): { header: Header; image: Image } {
  for (const hdu of hdus) {
    if (hdu.kind !== 'image' || hdu.data === undefined || hdu.axes.length < 2) continue;
    const [widthPx = 0, heightPx = 0] = hdu.axes;
    const data = hdu.data.length > widthPx * heightPx ? hdu.data.subarray(0, widthPx * heightPx) : hdu.data;
    return { header: inherit(hdu.header, hdus[0]?.header), image: { widthPx, heightPx, data } };
  }
  if (hdus.some((hdu) => hdu.header.flag('ZIMAGE'))) {
    throw new FitsError('compressed', 'the image is tile-compressed: open it with funpack first');
  }
  throw new FitsError('no_image', 'the file holds no image of two axes');
}

function inherit(header: Header, primary: Header | undefined): Header {
  if (primary === undefined || primary === header) return header;
  return header.with(...primary.cards.filter((card) => card.value !== undefined && !header.has(card.keyword)));
}

/** The first table that has all these columns (SExtractor's LDAC keeps its objects in the second). */
export function firstTable({ hdus }: Fits, ...columns: string[]): Table {
  for (const hdu of hdus) if (hdu.kind === 'table' && columns.every((name) => hdu.table.has(name))) return hdu.table;
  throw new FitsError('no_such_column', `no table with the columns ${columns.join(', ')}`);
}
