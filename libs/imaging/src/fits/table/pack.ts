import type { Card } from '../card.js';
import { bounds, isInteger, parts, putCell } from './cells.js';
import { bytesOf, type Form } from './form.js';

/** A column to write: numbers become 64-bit reals (`D`) unless another form is named, texts become `nA`. */
export interface ColumnToWrite {
  readonly name: string;
  /**
   * One value a row; `repeat` values a row, flat; or an array a row, which becomes a column of varying length. Logical
   * values and bits are 0 and not 0, complex numbers two numbers each.
   */
  readonly values: ArrayLike<number> | readonly string[] | readonly bigint[] | readonly ArrayLike<number>[];
  readonly form?: Exclude<Form, 'A'>;
  readonly repeat?: number;
  readonly unit?: string;
  /** Stored = (value - zero) / scale; integers are rounded and must fit. */
  readonly scale?: number;
  readonly zero?: number;
  /** What stands for NaN in an integer column. */
  readonly blank?: number;
  /** TDISP, how to show the values: `F8.4`. */
  readonly display?: string;
  /** TDIM, the axes of the array in each row. */
  readonly axes?: readonly number[];
}

interface Packed {
  readonly column: ColumnToWrite;
  readonly form: string;
  readonly width: number;
  readonly rows: number;
  readonly put: (view: DataView, at: number, row: number) => void;
}

/** Structural and column cards, and the data, of a binary table. @throws RangeError for what cannot be stored. */
export function packTable(columns: readonly ColumnToWrite[]): { cards: Card[]; bytes: Buffer } {
  const heap: Buffer[] = [];
  const packed = columns.map((column) => pack(column, heap));
  const rows = packed[0]?.rows ?? 0;
  if (packed.some((column) => column.rows !== rows)) throw new RangeError('the columns differ in length');
  const rowBytes = packed.reduce((sum, { width }) => sum + width, 0);
  const body = Buffer.alloc(rowBytes * rows);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 0;
  for (let row = 0; row < rows; row++) for (const { width, put } of packed) at += (put(view, at, row), width);
  const heapBytes = heap.reduce((sum, { length }) => sum + length, 0);
  const cards: Card[] = [
    { keyword: 'XTENSION', value: 'BINTABLE', comment: 'binary table' },
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 2 },
    { keyword: 'NAXIS1', value: rowBytes, comment: '[byte] width of a row' },
    { keyword: 'NAXIS2', value: rows, comment: 'rows' },
    { keyword: 'PCOUNT', value: heapBytes },
    { keyword: 'GCOUNT', value: 1 },
    { keyword: 'TFIELDS', value: columns.length },
    ...packed.flatMap(columnCards),
  ];
  return { cards, bytes: Buffer.concat([body, ...heap]) };
}

function columnCards({ column, form }: Packed, index: number): Card[] {
  const { name, unit, scale = 1, zero = 0, blank, display, axes } = column;
  const n = index + 1;
  return [
    { keyword: `TTYPE${n}`, value: name },
    { keyword: `TFORM${n}`, value: form },
    ...(unit === undefined ? [] : [{ keyword: `TUNIT${n}`, value: unit }]),
    ...(scale === 1 ? [] : [{ keyword: `TSCAL${n}`, value: scale }]),
    ...(zero === 0 ? [] : [{ keyword: `TZERO${n}`, value: zero }]),
    ...(blank === undefined ? [] : [{ keyword: `TNULL${n}`, value: blank }]),
    ...(display === undefined ? [] : [{ keyword: `TDISP${n}`, value: display }]),
    ...(axes === undefined ? [] : [{ keyword: `TDIM${n}`, value: `(${axes.join(',')})` }]),
  ];
}

function pack(column: ColumnToWrite, heap: Buffer[]): Packed {
  const { values, form = 'D' } = column;
  if (isTexts(values)) return packTexts(column, values);
  if (isArrays(values)) return packArrays(column, values, form, heap);
  const { repeat = 1 } = column;
  const perRow = repeat * parts(form);
  const put = cellWriter(column, form);
  const value = (i: number): number | bigint => values[i] ?? NaN;
  const rows = perRow === 0 ? 0 : values.length / perRow;
  if (!Number.isInteger(rows))
    throw new RangeError(`${values.length} values of ${column.name} are no rows of ${perRow}`);
  return {
    ...{ column, form: `${repeat}${form}`, width: bytesOf(form, repeat), rows },
    put: (view, at, row) => {
      for (let k = 0; k < perRow; k++) put(view, at, k, value(row * perRow + k));
    },
  };
}

function packTexts(column: ColumnToWrite, values: readonly string[]): Packed {
  const width = Math.max(
    1,
    values.reduce((most, text) => Math.max(most, text.length), 0),
  );
  const put = (view: DataView, at: number, row: number): void =>
    void Buffer.from(view.buffer, view.byteOffset + at, width).write(printable(values[row]).padEnd(width), 'latin1');
  return { column, form: `${width}A`, width, rows: values.length, put };
}

const printable = (text = ''): string => text.replace(/[^\x20-\x7e]/g, '?');

function packArrays(
  column: ColumnToWrite,
  values: readonly ArrayLike<number>[],
  form: Exclude<Form, 'A'>,
  heap: Buffer[],
): Packed {
  const put = cellWriter(column, form);
  let offset = heap.reduce((sum, { length }) => sum + length, 0);
  const places = values.map((array) => {
    const count = array.length / parts(form);
    const bytes = Buffer.alloc(bytesOf(form, count));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let k = 0; k < array.length; k++) put(view, 0, k, array[k] ?? NaN);
    heap.push(bytes);
    offset += bytes.length;
    return { count, offset: offset - bytes.length };
  });
  const longest = places.reduce((most, { count }) => Math.max(most, count), 0);
  const wide = offset >= 2 ** 31;
  return {
    ...{ column, form: `1${wide ? 'Q' : 'P'}${form}(${longest})`, width: wide ? 16 : 8, rows: values.length },
    put: (view, at, row) => {
      const { count, offset: start } = places[row] ?? { count: 0, offset: 0 };
      if (wide) {
        view.setBigInt64(at, BigInt(count));
        view.setBigInt64(at + 8, BigInt(start));
      } else {
        view.setInt32(at, count);
        view.setInt32(at + 4, start);
      }
    },
  };
}

type Put = (view: DataView, at: number, index: number, value: number | bigint) => void;

function cellWriter({ name, scale = 1, zero = 0, blank }: ColumnToWrite, form: Exclude<Form, 'A'>): Put {
  const exact = form === 'K' && scale === 1 && Number.isInteger(zero);
  const [least, most] = isInteger(form) ? bounds(form as 'B' | 'I' | 'J' | 'K') : [-Infinity, Infinity];
  const stored = (value: number): number => {
    if (!isInteger(form)) return (value - zero) / scale;
    if (Number.isNaN(value)) {
      if (blank === undefined) throw new RangeError(`column ${name} holds NaN, and form ${form} only with a blank`);
      return blank;
    }
    const whole = Math.round((value - zero) / scale);
    if (whole >= least && whole <= most) return whole;
    throw new RangeError(`${value} of column ${name} does not fit into form ${form}`);
  };
  return (view, at, index, value) => {
    if (exact && (typeof value === 'bigint' || Number.isInteger(value)))
      view.setBigInt64(at + 8 * index, within(BigInt(value) - BigInt(zero), name));
    else putCell(form, view, at, index, stored(Number(value)));
  };
}

function within(value: bigint, name: string): bigint {
  if (BigInt.asIntN(64, value) === value) return value;
  throw new RangeError(`${value} of column ${name} does not fit into 64 bits`);
}

const isTexts = (values: ColumnToWrite['values']): values is readonly string[] => typeof values[0] === 'string';
const isArrays = (values: ColumnToWrite['values']): values is readonly ArrayLike<number>[] =>
  typeof values[0] === 'object';
