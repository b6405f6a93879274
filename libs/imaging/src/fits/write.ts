import type { Image } from '../image.js';
import type { Card } from './card.js';
import { blockBytes, writeHeader, type Header } from './header.js';
import { encodePixels } from './pixels.js';

const structural =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|GROUPS|EXTEND|BZERO|BSCALE|BLANK|CHECKSUM|DATASUM|INHERIT|EXTNAME|END)$/;

/** Writes one image as a primary HDU. The pixel type decides BITPIX; unsigned 16 bit is stored with BZERO 32768. */
export function writeImage(header: Header, { widthPx, heightPx, data }: Image): Buffer {
  if (data.length !== widthPx * heightPx)
    throw new RangeError(`${data.length} pixels are not ${widthPx} x ${heightPx}`);
  const { bitpix, bzero, bytes } = encodePixels(data);
  const cards: Card[] = [
    { keyword: 'SIMPLE', value: true, comment: 'conforms to FITS 4.0' },
    { keyword: 'BITPIX', value: bitpix, comment: 'bits per pixel' },
    { keyword: 'NAXIS', value: 2 },
    { keyword: 'NAXIS1', value: widthPx, comment: '[px] width' },
    { keyword: 'NAXIS2', value: heightPx, comment: '[px] height' },
    { keyword: 'EXTEND', value: true },
    ...(bzero === 0
      ? []
      : [
          { keyword: 'BZERO', value: bzero },
          { keyword: 'BSCALE', value: 1 },
        ]),
    ...header.cards.filter((card) => !structural.test(card.keyword)),
  ];
  return Buffer.concat([writeHeader(cards), filled(bytes, 0)]);
}

/** A column to write: numbers become 64-bit reals (`D`) unless another form is named, texts become `nA`. */
export interface ColumnToWrite {
  readonly name: string;
  readonly values: ArrayLike<number> | readonly string[];
  readonly form?: 'D' | 'E' | 'J' | 'I';
  readonly unit?: string;
}

/** Writes one binary table after an empty primary HDU: an `.xyls` for solve-field, a catalogue for SCAMP. */
export function writeTable(columns: readonly ColumnToWrite[], extensionName = 'TABLE'): Buffer {
  const rows = columns[0]?.values.length ?? 0;
  if (columns.some(({ values }) => values.length !== rows)) throw new RangeError('the columns differ in length');
  const packed = columns.map(pack);
  const rowBytes = packed.reduce((sum, { width }) => sum + width, 0);
  const body = Buffer.alloc(rowBytes * rows);
  let at = 0;
  for (let row = 0; row < rows; row++) for (const { width, put } of packed) at += (put(body, at, row), width);
  const cards: Card[] = [
    { keyword: 'XTENSION', value: 'BINTABLE' },
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 2 },
    { keyword: 'NAXIS1', value: rowBytes, comment: '[byte] width of a row' },
    { keyword: 'NAXIS2', value: rows, comment: 'rows' },
    { keyword: 'PCOUNT', value: 0 },
    { keyword: 'GCOUNT', value: 1 },
    { keyword: 'TFIELDS', value: columns.length },
    ...packed.flatMap(({ name, form, unit }, i) => [
      { keyword: `TTYPE${i + 1}`, value: name },
      { keyword: `TFORM${i + 1}`, value: form },
      ...(unit === undefined ? [] : [{ keyword: `TUNIT${i + 1}`, value: unit }]),
    ]),
    { keyword: 'EXTNAME', value: extensionName },
  ];
  return Buffer.concat([emptyPrimary(), writeHeader(cards), filled(body, 0)]);
}

const emptyPrimary = (): Buffer =>
  writeHeader([
    { keyword: 'SIMPLE', value: true },
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 0 },
    { keyword: 'EXTEND', value: true },
  ]);

interface Packed {
  readonly name: string;
  readonly form: string;
  readonly unit?: string;
  readonly width: number;
  readonly put: (body: Buffer, at: number, row: number) => void;
}

function pack({ name, values, form = 'D', unit }: ColumnToWrite): Packed {
  const label = unit === undefined ? { name } : { name, unit };
  if (isTexts(values)) {
    const width = Math.max(1, ...values.map((text) => text.length));
    const put = (body: Buffer, at: number, row: number): void =>
      void body.write((values[row] ?? '').padEnd(width), at, 'latin1');
    return { ...label, form: `${width}A`, width, put };
  }
  const value = (row: number): number => values[row] ?? NaN;
  switch (form) {
    case 'D':
      return { ...label, form: '1D', width: 8, put: (body, at, row) => void body.writeDoubleBE(value(row), at) };
    case 'E':
      return { ...label, form: '1E', width: 4, put: (body, at, row) => void body.writeFloatBE(value(row), at) };
    case 'J':
      return { ...label, form: '1J', width: 4, put: (body, at, row) => void body.writeInt32BE(value(row), at) };
    case 'I':
      return { ...label, form: '1I', width: 2, put: (body, at, row) => void body.writeInt16BE(value(row), at) };
  }
}

const isTexts = (values: ColumnToWrite['values']): values is readonly string[] => typeof values[0] === 'string';

/** Whole blocks, as data are stored. */
export const filled = (bytes: Buffer, fill = 0): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes, fill)]);
