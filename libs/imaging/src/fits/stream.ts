import type { Image } from '../image.js';
import { FitsError } from './error.js';
import { blockBytes, mostHeaderBytes, readHeader, type Header } from './header.js';
import { decodePixels } from './pixels.js';
import { inherited, refuseOthers, requireBytes, scalingOf } from './read.js';
import { axesOf, bitpixOf, dataSize, pixelsOn } from './structure.js';
import { BinaryTable } from './table/binary-table.js';
import { TiledImage } from './tiles/tiled-image.js';

/** A file, or anything else that bytes can be had of. */
export interface RandomAccess {
  readonly sizeBytes: number;
  /** `length` bytes from `offset` on; fewer only at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** Some rows of a frame. */
export interface FrameBand {
  /** FITS row of the first row of `image`, counted from 1. */
  readonly firstRow: number;
  readonly image: Image;
}

/** What is read of an image, and how. */
interface RowsOfImage {
  readonly header: Header;
  readonly axes: readonly number[];
  /** Rows that can only be read together: the height of a tile. */
  readonly stepRows: number;
  /**
   * Rows in bands, from the bottom up, of at least `rows` rows (tiles are read whole), physical values.
   * @param plane which plane of a cube, from 0. @throws FitsError when bytes are missing or tiles broken.
   */
  bands(rows?: number, plane?: number): AsyncGenerator<FrameBand>;
  /**
   * Some rows alone, physical values; of tiles those that hold them are unpacked.
   * @param firstRow FITS row, from 1. @throws FitsError `no_image` for rows that are not there, else as `bands`.
   */
  rows(firstRow: number, count: number, plane?: number): Promise<Image>;
}

/** An image that stays where it is and is read some rows at a time. */
export interface BandedImage extends RowsOfImage {
  /** Its place among the HDUs of the file, from 0. */
  readonly hdu: number;
  /** Its header with what the primary one says besides (see {@link inherited}). */
  readonly inherited: Header;
}

const rowsPerBand = 256;

/**
 * The images of a file that is larger than memory allows: headers are read, and the bytes of a band when it is asked
 * for. Tile-compressed images are images like any other. The file must not be gzipped, as that has no random access.
 * @throws FitsError as {@link readFits} does.
 */
export async function openImages(source: RandomAccess): Promise<BandedImage[]> {
  const images: BandedImage[] = [];
  const start = await source.read(0, 9);
  if (start[0] === 0x1f && start[1] === 0x8b)
    throw new FitsError('compressed', 'the file is gzipped: gunzip it first, bands need random access');
  refuseOthers(start);
  let primary: Header | undefined;
  for (let [offset, hdu] = [0, 0]; offset < source.sizeBytes; hdu++) {
    if (offset > 0 && (await source.read(offset, 8)).toString('latin1') !== 'XTENSION') break;
    const { header, dataOffset } = await headerAt(source, offset);
    const size = dataSize(header);
    requireBytes(size, dataOffset, source.sizeBytes);
    const image = await imageAt(source, header, dataOffset, size);
    if (image !== undefined) images.push({ ...image, hdu, inherited: inherited(image.header, primary) });
    primary ??= header;
    offset = dataOffset + Math.ceil(size / blockBytes) * blockBytes;
  }
  return images;
}

/** Reads on until END is there; most headers are in the first piece. */
async function headerAt(source: RandomAccess, offset: number): Promise<{ header: Header; dataOffset: number }> {
  for (let length = 8 * blockBytes; ; length *= 4) {
    const piece = await source.read(offset, Math.min(length, source.sizeBytes - offset));
    const whole = offset + piece.length >= source.sizeBytes || piece.length >= mostHeaderBytes;
    if (!whole && !endsIn(piece)) continue;
    const { header, dataOffset } = readHeader(piece, 0);
    return { header, dataOffset: offset + dataOffset };
  }
}

function endsIn(piece: Buffer): boolean {
  for (let at = 0; at + 80 <= piece.length; at += 80)
    if (piece.toString('latin1', at, at + 3) === 'END' && piece.toString('latin1', at, at + 80).trimEnd() === 'END')
      return true;
  return false;
}

async function imageAt(
  source: RandomAccess,
  header: Header,
  dataOffset: number,
  size: number,
): Promise<RowsOfImage | undefined> {
  const extension = header.text('XTENSION');
  if (extension === 'BINTABLE' && header.flag('ZIMAGE')) return tiled(source, header, dataOffset, size);
  if (extension !== undefined && extension !== 'IMAGE') return undefined;
  const [axes, bitpix] = [axesOf(header), bitpixOf(header)];
  if (axes.length < 2 || pixelsOn(axes) === 0) return undefined;
  const [widthPx = 0] = axes;
  const rowBytes = (widthPx * Math.abs(bitpix)) / 8;
  return inBands(header, axes, 1, async (y, height, plane) => {
    const first = plane * (axes[1] ?? 0) + y;
    const bytes = await exactly(source, dataOffset + first * rowBytes, height * rowBytes);
    return { widthPx, heightPx: height, data: decodePixels(bytes, bitpix, scalingOf(header)) };
  });
}

/** Reads rows of a plane, `y` counted from 0 and a multiple of the step. */
type ReadRows = (y: number, height: number, plane: number) => Promise<Image>;

function inBands(header: Header, axes: readonly number[], stepRows: number, read: ReadRows): RowsOfImage {
  const heightPx = axes[1] ?? 0;
  return {
    header,
    axes,
    stepRows,
    async *bands(rows = rowsPerBand, plane = 0) {
      refusePlane(axes, plane);
      const step = Math.ceil(Math.max(1, rows) / stepRows) * stepRows;
      for (let y = 0; y < heightPx; y += step)
        yield { firstRow: y + 1, image: await read(y, Math.min(step, heightPx - y), plane) };
    },
    async rows(firstRow, count, plane = 0) {
      refusePlane(axes, plane);
      const [from, to] = [firstRow - 1, firstRow - 1 + count];
      if (!(from >= 0 && count > 0 && to <= heightPx))
        throw new FitsError('no_image', `there are no rows ${firstRow} to ${to}: the image has ${heightPx}`);
      const start = Math.floor(from / stepRows) * stepRows;
      const end = Math.min(heightPx, Math.ceil(to / stepRows) * stepRows);
      const { widthPx, data } = await read(start, end - start, plane);
      return { widthPx, heightPx: count, data: data.subarray((from - start) * widthPx, (to - start) * widthPx) };
    },
  };
}

/** The rows of the table are read at once: they are the places of the tiles, a few bytes each. */
async function tiled(source: RandomAccess, header: Header, dataOffset: number, size: number): Promise<RowsOfImage> {
  const rowBytes = (header.number('NAXIS1') ?? 0) * (header.number('NAXIS2') ?? 0);
  const table = BinaryTable.read(header, await exactly(source, dataOffset, Math.min(rowBytes, size)), size);
  const tiles = TiledImage.read(header, table);
  const { axes, grid } = tiles;
  const [widthPx = 0] = axes;
  const heap = dataOffset + table.heapOffset;
  const tileHeight = grid.tileAxes[1] ?? 1;
  return inBands(tiles.header, axes, tileHeight, async (y, height, plane) => {
    if (axes.length > 2 && grid.tileAxes.slice(2).some((length) => length > 1))
      throw new FitsError('unsupported', 'tiles of more than one plane are not read in bands');
    const region = {
      start: [0, y, ...planeStart(axes, plane)],
      span: [widthPx, height, ...axes.slice(2).map(() => 1)],
    };
    const stored = tiles.allocate(widthPx * height);
    const perRow = grid.perAxis[0] ?? 1;
    const first = plane * perRow * (grid.perAxis[1] ?? 1) + (y / tileHeight) * perRow;
    for (let tile = first; tile < first + Math.ceil(height / tileHeight) * perRow; tile++) {
      const place = tiles.place(tile);
      tiles.unpackInto(tile, await exactly(source, heap + place.offset, place.bytes), stored, region);
    }
    return { widthPx, heightPx: height, data: tiles.physical(stored) };
  });
}

/** A plane's place on the axes beyond the second. */
function planeStart(axes: readonly number[], plane: number): number[] {
  let rest = plane;
  return axes.slice(2).map((length) => {
    const at = rest % length;
    rest = Math.floor(rest / length);
    return at;
  });
}

function refusePlane(axes: readonly number[], plane: number): void {
  const planes = pixelsOn([1, ...axes.slice(2)]);
  if (axes.length < 2 || !(plane >= 0 && plane < planes))
    throw new FitsError('no_image', `there is no plane ${plane}: the axes are ${axes.join(' x ')}`);
}

async function exactly(source: RandomAccess, offset: number, length: number): Promise<Buffer> {
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw new FitsError('truncated', `${length} bytes from ${offset} on are not there: fetch the file again`);
}
