import { FitsError } from '../error.js';
import type { Header } from '../header.js';
import type { Table } from '../table.js';
import { cellReader, isInteger, parts } from './cells.js';
import { bytesOf, named, readColumn, readShape, type Column, type Form } from './form.js';

/** Where the array of one row lies in the heap. */
export interface Descriptor {
  readonly count: number;
  /** From the beginning of the heap. */
  readonly offset: number;
}

/** Arrays may share their bytes in the heap, but not so often that a small file unfolds to a large one. */
const mostSharing = 4;

/** A binary table (FITS 7.3), every form of column. */
export class BinaryTable implements Table {
  private readonly view: DataView;

  private constructor(
    readonly rows: number,
    private readonly rowBytes: number,
    private readonly columns: ReadonlyMap<string, Column>,
    private readonly bytes: Buffer,
    /** First byte of the heap after the beginning of the data. */
    readonly heapOffset: number,
    /** Bytes of the heap, all of which need not be in `bytes`. */
    readonly heapBytes: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * `bytes` hold the rows; the heap as well, unless `dataBytes` says that it lies outside.
   * @throws FitsError `bad_table` when the columns do not fill the declared row, or the rows are not there.
   */
  static read(header: Header, bytes: Buffer, dataBytes = bytes.length): BinaryTable {
    const { rowBytes, rows, fields } = readShape(header, bytes);
    const columns = new Map<string, Column>();
    let offset = 0;
    for (let n = 1; n <= fields; n++) {
      const column = readColumn(header, n, offset);
      offset += column.width;
      if (!columns.has(column.name)) columns.set(column.name, column);
    }
    if (offset > rowBytes)
      throw new FitsError('bad_table', `the columns need ${offset} bytes a row, NAXIS1 says ${rowBytes}`);
    const heapOffset = header.number('THEAP') ?? rows * rowBytes;
    if (!Number.isSafeInteger(heapOffset) || heapOffset < rows * rowBytes || heapOffset > dataBytes)
      throw new FitsError('bad_table', `THEAP is ${heapOffset}: no place after the rows and within the data`);
    return new BinaryTable(rows, rowBytes, columns, bytes, heapOffset, dataBytes - heapOffset);
  }

  get columnNames(): string[] {
    return [...this.columns.keys()];
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  column(name: string): Column {
    return named(this.columns, name);
  }

  numbers(name: string): Float64Array {
    const column = this.column(name);
    if (column.variable)
      throw new FitsError('bad_table', `the arrays of column ${name} differ in length: ask for them row by row`);
    const perRow = column.repeat * parts(column.form);
    const values = new Float64Array(this.rows * perRow);
    const fill = filler(column);
    for (let row = 0; row < this.rows; row++)
      fill(this.view, row * this.rowBytes + column.offset, values, row * perRow, perRow);
    return values;
  }

  arrays(name: string): Float64Array[] {
    const column = this.column(name);
    const fill = filler(column);
    if (!column.variable) {
      const [flat, perRow] = [this.numbers(name), column.repeat * parts(column.form)];
      return Array.from({ length: this.rows }, (_, row) => flat.subarray(row * perRow, (row + 1) * perRow));
    }
    return this.cells(column).map(({ at, count }) => {
      const values = new Float64Array(count * parts(column.form));
      fill(this.view, at, values, 0, values.length);
      return values;
    });
  }

  bigints(name: string): bigint[] {
    const column = this.column(name);
    if (column.form !== 'K') throw new FitsError('bad_table', `column ${name} has form ${column.form}, not K`);
    const zero = Number.isInteger(column.zero) ? BigInt(column.zero) : 0n;
    return this.cells(column).flatMap(({ at, count }) =>
      Array.from({ length: count }, (_, i) => this.view.getBigInt64(at + 8 * i) + zero),
    );
  }

  texts(name: string): string[] {
    const column = this.column(name);
    if (column.form !== 'A') throw new FitsError('bad_table', `column ${name} has form ${column.form}, not text`);
    return this.cells(column).map(({ at, count }) => {
      const text = this.bytes.toString('latin1', at, at + count);
      const end = text.indexOf('\0');
      return (end < 0 ? text : text.slice(0, end)).trimEnd();
    });
  }

  /** Where a row's array lies. @throws FitsError `bad_table` when it is not within the heap. */
  descriptor({ name, form, offset, descriptorBytes }: Column, row: number): Descriptor {
    const at = row * this.rowBytes + offset;
    const wide = descriptorBytes === 16;
    const count = wide ? Number(this.view.getBigInt64(at)) : this.view.getInt32(at);
    const start = wide ? Number(this.view.getBigInt64(at + 8)) : this.view.getInt32(at + 4);
    if (count === 0) return { count, offset: 0 };
    if (count < 0 || start < 0 || !(start + bytesOf(form, count) <= this.heapBytes))
      throw new FitsError('bad_table', `row ${row + 1} of column ${name} points out of the heap`);
    return { count, offset: start };
  }

  /** Bytes of the heap; a view, no copy. */
  heap(offset: number, length: number): Buffer {
    return this.bytes.subarray(this.heapOffset + offset, this.heapOffset + offset + length);
  }

  /** First byte and count of values of each row of a column. */
  private cells(column: Column): { at: number; count: number }[] {
    let sum = 0;
    return Array.from({ length: this.rows }, (_, row) => {
      if (!column.variable) return { at: row * this.rowBytes + column.offset, count: column.repeat };
      const { count, offset } = this.descriptor(column, row);
      sum += bytesOf(column.form, count);
      if (sum > mostSharing * this.heapBytes)
        throw new FitsError('bad_table', `the arrays of column ${column.name} overlap in the heap, again and again`);
      return { at: this.heapOffset + offset, count };
    });
  }
}

type Fill = (view: DataView, at: number, into: Float64Array, start: number, count: number) => void;

function filler({ name, form, scale, zero, blank }: Column): Fill {
  const read = cellReader(form);
  if (!read) throw new FitsError('bad_table', `column ${name} has form ${form}, which holds no plain numbers`);
  const none = isInteger(form) ? (blank ?? NaN) : NaN;
  const scales = scalable(form) && (scale !== 1 || zero !== 0);
  // an unsigned 64-bit integer loses its digits when it is made a float before its zero is added
  const wideZero = form === 'K' && scale === 1 && zero !== 0 && Number.isInteger(zero) ? BigInt(zero) : undefined;
  return (view, at, into, start, count) => {
    for (let i = 0; i < count; i++) {
      const stored = read(view, at, i);
      into[start + i] =
        stored === none
          ? NaN
          : wideZero !== undefined
            ? Number(view.getBigInt64(at + 8 * i) + wideZero)
            : scales
              ? stored * scale + zero
              : stored;
    }
  };
}

const scalable = (form: Form): boolean => form !== 'L' && form !== 'X' && form !== 'A';
