import type { PixelArray } from '../../image.js';
import { FitsError } from '../error.js';
import type { Header } from '../header.js';
import { scaleStored, type Bitpix, type Scaling, type StoredArray } from '../pixels.js';
import { axesOf, bitpixOf, pixelsOn } from '../structure.js';
import type { BinaryTable } from '../table/binary-table.js';
import { bytesOf } from '../table/form.js';
import { paste, pixelsIn, TileGrid, type Box } from './grid.js';
import { imageHeader } from './image-header.js';
import { methods, readPacking, unpackTile, type Packing, type TileForm } from './packing.js';
import { readDither, restore, type Dither } from './quantised.js';

/** Where the bytes of one tile lie in the heap, and how they are packed there. */
export interface TilePlace {
  readonly offset: number;
  readonly bytes: number;
  readonly form: TileForm;
}

const arrays = {
  8: Uint8Array,
  16: Int16Array,
  32: Int32Array,
  64: BigInt64Array,
  [-32]: Float32Array,
  [-64]: Float64Array,
} as const;

/** An image in the rows of a binary table, a tile each (FITS 10): RICE_1, GZIP_1, GZIP_2, PLIO_1, NOCOMPRESS. */
export class TiledImage {
  private constructor(
    /** The header of the image itself. */
    readonly header: Header,
    readonly axes: readonly number[],
    readonly grid: TileGrid,
    private readonly bitpix: Bitpix,
    private readonly packing: Packing,
    private readonly table: BinaryTable,
    private readonly reals: { dither: Dither; seed: number },
    private readonly perTile: Readonly<Record<'ZSCALE' | 'ZZERO' | 'ZBLANK', Float64Array | undefined>>,
    private readonly scaling: Scaling,
  ) {}

  /**
   * Nothing is unpacked yet, and nothing allocated but the scales of the tiles.
   * @throws FitsError `unsupported` for a method that is not read, `bad_tiles` when table and image do not fit together.
   */
  static read(header: Header, table: BinaryTable): TiledImage {
    const [axes, bitpix, packing] = [axesOf(header, 'Z'), bitpixOf(header, 'ZBITPIX'), readPacking(header)];
    const tileAxes = axes.map((length, i) => header.number(`ZTILE${i + 1}`) ?? (i === 0 ? Math.max(1, length) : 1));
    const grid = new TileGrid(axes, tileAxes);
    const pixels = pixelsOn(axes);
    if (pixels > 0 && grid.tiles !== table.rows)
      throw new FitsError('bad_tiles', `the image has ${grid.tiles} tiles, the table ${table.rows} rows`);
    const packed = table.heapOffset + table.heapBytes;
    if ((pixels * Math.abs(bitpix)) / 8 > methods[packing.method].mostRatio * packed)
      throw new FitsError('too_large', `${axes.slice(0, 9).join(' x ')} pixels cannot be packed in ${packed} bytes`);
    const column = (name: string) => (table.has(name) ? table.numbers(name) : undefined);
    const blank = header.number('ZBLANK', 'BLANK');
    return new TiledImage(
      imageHeader(header),
      axes,
      grid,
      bitpix,
      packing,
      table,
      { dither: readDither(header.text('ZQUANTIZ')), seed: header.number('ZDITHER0') ?? 1 },
      {
        ZSCALE: column('ZSCALE') ?? constant(header, 'ZSCALE', table.rows),
        ZZERO: column('ZZERO') ?? constant(header, 'ZZERO', table.rows),
        ZBLANK: column('ZBLANK') ?? constant(header, 'ZBLANK', table.rows),
      },
      {
        bscale: header.number('BSCALE') ?? 1,
        bzero: header.number('BZERO') ?? 0,
        ...(blank === undefined || bitpix < 0 ? {} : { blank }),
      },
    );
  }

  /** All pixels (of which there must be some), physical. @throws FitsError `bad_tiles` when a tile is broken. */
  decode(): PixelArray {
    const region = { start: this.axes.map(() => 0), span: this.axes };
    const stored = this.allocate(pixelsIn(region));
    for (let tile = 0; tile < this.grid.tiles; tile++) {
      const { offset, bytes } = this.place(tile);
      this.unpackInto(tile, this.table.heap(offset, bytes), stored, region);
    }
    return this.physical(stored);
  }

  /** Room for stored pixels. */
  allocate(pixels: number): StoredArray {
    return new arrays[this.bitpix](pixels);
  }

  physical(stored: StoredArray): PixelArray {
    return scaleStored(stored, this.scaling);
  }

  /** Where the bytes of a tile are: those of the method, else zipped, else as they are. */
  place(tile: number): TilePlace {
    for (const [name, form] of [
      ['COMPRESSED_DATA', this.packing.method],
      ['GZIP_COMPRESSED_DATA', 'zipped'],
      ['UNCOMPRESSED_DATA', 'plain'],
    ] as const) {
      if (!this.table.has(name)) continue;
      const column = this.table.column(name);
      if (!column.variable) throw new FitsError('bad_tiles', `the column ${name} holds no arrays of varying length`);
      const { count, offset } = this.table.descriptor(column, tile);
      if (count > 0) return { offset, bytes: bytesOf(column.form, count), form };
    }
    throw new FitsError('bad_tiles', `tile ${tile + 1} has no bytes: fetch the file again`);
  }

  /** Unpacks one tile from its bytes into the stored pixels of a region that holds it. */
  unpackInto(tile: number, bytes: Buffer, into: StoredArray, region: Box): void {
    const box = this.grid.box(tile);
    const pixels = pixelsIn(box);
    const { form } = this.place(tile);
    const scale = this.perTile.ZSCALE?.[tile];
    const quantised = this.bitpix < 0 && scale !== undefined && form !== 'zipped' && form !== 'plain';
    const unpacked = unpackTile(bytes, pixels, form, this.packing, quantised ? 32 : this.bitpix);
    const values = this.allocate(pixels);
    if (quantised && !(values instanceof BigInt64Array)) this.restore(unpacked as Int32Array, tile, scale, values);
    else convert(unpacked, values);
    paste(values as Float64Array, box, into as Float64Array, region);
  }

  private restore(stored: Int32Array, tile: number, scale: number, into: PixelArray): void {
    const blank = this.perTile.ZBLANK?.[tile];
    const zero = this.perTile.ZZERO?.[tile] ?? 0;
    const quantisation = { ...this.reals, scale, zero, ...(blank === undefined ? {} : { blank }) };
    restore(stored, tile + 1, quantisation, into as Float32Array);
  }
}

/** A value that the header gives for all tiles. */
function constant(header: Header, keyword: string, tiles: number): Float64Array | undefined {
  const value = header.number(keyword);
  return value === undefined ? undefined : new Float64Array(tiles).fill(value);
}

function convert(from: StoredArray, to: StoredArray): void {
  if (to instanceof BigInt64Array) {
    for (let i = 0; i < to.length; i++) to[i] = BigInt(from[i] as number | bigint);
  } else if (from instanceof BigInt64Array) {
    for (let i = 0; i < to.length; i++) to[i] = Number(from[i]);
  } else to.set(from);
}
