import type { Image, PixelArray } from '../image.js';
import { FitsError } from './error.js';
import { gunzipFits, isGzipped } from './gunzip.js';
import { blockBytes, readHeader, type Header } from './header.js';
import { decodePixels, type Scaling } from './pixels.js';
import { axesOf, bitpixOf, dataSize, naming, pixelsOn, structural } from './structure.js';
import type { Table } from './table.js';
import { AsciiTable } from './table/ascii-table.js';
import { BinaryTable } from './table/binary-table.js';
import { imageHeader } from './tiles/image-header.js';
import { TiledImage } from './tiles/tiled-image.js';

/**
 * One header with what it describes. `data` is decoded when it is first asked for and absent when there is none
 * (NAXIS = 0); a tile-compressed image is an image like any other, with the header of the image.
 */
export type Hdu =
  | { readonly kind: 'image'; readonly header: Header; readonly axes: readonly number[]; readonly data?: PixelArray }
  | { readonly kind: 'table'; readonly header: Header; readonly table: Table }
  | { readonly kind: 'other'; readonly header: Header };

export interface Fits {
  readonly hdus: readonly Hdu[];
}

/**
 * Reads a whole FITS file (standard 4.0), gzipped or not: images of every BITPIX with BSCALE, BZERO and BLANK applied,
 * tile-compressed images, binary and ASCII tables. Sizes are checked against the bytes at hand before anything is
 * allocated; a missing filling of the last block is forgiven, missing data are not.
 * @throws FitsError for everything that is no sound FITS file; broken tiles are noticed when `data` is asked for.
 */
export function readFits(buffer: Buffer, { mostUnzippedBytes }: { readonly mostUnzippedBytes?: number } = {}): Fits {
  const plain = isGzipped(buffer) ? gunzipFits(buffer, mostUnzippedBytes) : buffer;
  return {
    hdus: Array.from(hduSpans(plain), ({ header, dataOffset, size }) =>
      readHdu(header, plain.subarray(dataOffset, dataOffset + size)),
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
  if (isGzipped(buffer)) throw new FitsError('compressed', 'the file is gzipped: gunzip it first');
  refuseOthers(buffer);
  for (let offset = 0; offset < buffer.length;) {
    // the standard allows special records after the last HDU; they are nobody's data
    if (offset > 0 && buffer.toString('latin1', offset, offset + 8) !== 'XTENSION') break;
    const { header, dataOffset } = readHeader(buffer, offset);
    const size = dataSize(header);
    requireBytes(size, dataOffset, buffer.length);
    const end = dataOffset + Math.ceil(size / blockBytes) * blockBytes;
    yield { header, offset, dataOffset, size, end };
    offset = end;
  }
}

/** @throws FitsError `not_fits` unless these first bytes of a file are FITS. */
export function refuseOthers(start: Buffer): void {
  if (!start.toString('latin1', 0, 9).startsWith('SIMPLE  ='))
    throw new FitsError('not_fits', 'the file does not begin with SIMPLE: it is no FITS file');
}

/** @throws FitsError `truncated` when a file of `fileBytes` cannot hold the data. */
export function requireBytes(size: number, dataOffset: number, fileBytes: number): void {
  if (dataOffset + size <= fileBytes) return;
  const held = Math.max(0, fileBytes - dataOffset);
  throw new FitsError('truncated', `the header declares ${size} bytes of data, the file holds ${held}: fetch it again`);
}

function readHdu(header: Header, bytes: Buffer): Hdu {
  const extension = header.text('XTENSION');
  switch (extension) {
    case 'BINTABLE':
    case 'A3DTABLE': {
      const table = BinaryTable.read(header, bytes);
      return header.flag('ZIMAGE') ? tiledHdu(header, table) : { kind: 'table', header, table };
    }
    case 'TABLE':
      return { kind: 'table', header, table: AsciiTable.read(header, bytes) };
    case undefined:
    case 'IMAGE':
    case 'IUEIMAGE':
      return imageHdu(header, bytes);
    default:
      return { kind: 'other', header };
  }
}

function imageHdu(header: Header, bytes: Buffer): Hdu {
  const [axes, bitpix] = [axesOf(header), bitpixOf(header)];
  if (bytes.length === 0) return { kind: 'image', header, axes };
  const pixels = bytes.subarray(0, (pixelsOn(axes) * Math.abs(bitpix)) / 8);
  return lazily(header, axes, () => decodePixels(pixels, bitpix, scalingOf(header)));
}

/** Tiles of a method that is not read spoil nothing else in the file: they are refused when they are asked for. */
function tiledHdu(header: Header, table: BinaryTable): Hdu {
  const [own, axes] = [imageHeader(header), axesOf(header, 'Z')];
  if (pixelsOn(axes) === 0) return { kind: 'image', header: own, axes };
  try {
    const tiles = TiledImage.read(header, table);
    return lazily(own, axes, () => tiles.decode());
  } catch (fault) {
    if (!(fault instanceof FitsError && fault.code === 'compressed')) throw fault;
    return lazily(own, axes, () => {
      throw fault;
    });
  }
}

/** A frame of many detectors is opened for one of them: the others are never decoded. */
function lazily(header: Header, axes: readonly number[], decode: () => PixelArray): Hdu {
  let decoded: PixelArray | undefined;
  return {
    kind: 'image',
    header,
    axes,
    get data() {
      return (decoded ??= decode());
    },
  };
}

/** How the numbers of an image header become physical ones. */
export function scalingOf(header: Header): Scaling {
  const blank = header.number('BLANK');
  const scaling = { bscale: header.number('BSCALE') ?? 1, bzero: header.number('BZERO') ?? 0 };
  return blank === undefined ? scaling : { ...scaling, blank };
}

/**
 * The first HDU that is a plane of pixels (a trailing axis of length 1 is dropped; of a cube the first plane is taken),
 * with its header over the primary header's cards (see {@link inherited}).
 * @throws FitsError `no_image`, or what is wrong with the tiles of a compressed image.
 */
export function firstImage({ hdus }: Fits): { header: Header; image: Image } {
  for (const hdu of hdus) {
    if (hdu.kind !== 'image' || hdu.axes.length < 2 || pixelsOn(hdu.axes) === 0) continue;
    const { data } = hdu;
    if (data === undefined) continue;
    const [widthPx = 0, heightPx = 0] = hdu.axes;
    const plane = data.length > widthPx * heightPx ? data.subarray(0, widthPx * heightPx) : data;
    return { header: inherited(hdu.header, hdus[0]?.header), image: { widthPx, heightPx, data: plane } };
  }
  throw new FitsError('no_image', 'the file holds no image of two axes');
}

/** An extension's header with what the primary one says besides, unless it forbids that by INHERIT = F. */
export function inherited(header: Header, primary: Header | undefined): Header {
  if (primary === undefined || primary === header || header.get('INHERIT') === false) return header;
  const besides = primary.cards.filter(
    ({ keyword, value }) =>
      value !== undefined && !header.has(keyword) && !structural.test(keyword) && !naming.test(keyword),
  );
  return header.with(...besides);
}

/** The first table that has all these columns (SExtractor's LDAC keeps its objects in the second). */
export function firstTable({ hdus }: Fits, ...columns: string[]): Table {
  for (const hdu of hdus) if (hdu.kind === 'table' && columns.every((name) => hdu.table.has(name))) return hdu.table;
  throw new FitsError('no_such_column', `no table with the columns ${columns.join(', ')}`);
}
