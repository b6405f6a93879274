import { FitsError } from '../error.js';
import type { Header } from '../header.js';
import type { ColumnFacts, Table } from '../table.js';
import { named, readShape } from './form.js';

interface Column extends ColumnFacts {
  readonly start: number;
  readonly end: number;
  /** Digits after a decimal point that the text leaves out. */
  readonly decimals: number;
  readonly scale: number;
  readonly zero: number;
  readonly blank?: string;
}

/** A table of text (FITS 7.2). */
export class AsciiTable implements Table {
  private constructor(
    readonly rows: number,
    private readonly rowBytes: number,
    private readonly columns: ReadonlyMap<string, Column>,
    private readonly bytes: Buffer,
  ) {}

  /** @throws FitsError `bad_table` when a column is not within the declared row, or the rows are not there. */
  static read(header: Header, bytes: Buffer): AsciiTable {
    const { rowBytes, rows, fields } = readShape(header, bytes);
    const columns = new Map<string, Column>();
    for (let n = 1; n <= fields; n++) {
      const column = readColumn(header, n);
      if (column.start < 0 || column.end > rowBytes)
        throw new FitsError('bad_table', `column ${column.name} is not within the ${rowBytes} characters of a row`);
      if (!columns.has(column.name)) columns.set(column.name, column);
    }
    return new AsciiTable(rows, rowBytes, columns, bytes);
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
    if (column.form === 'A') throw new FitsError('bad_table', `column ${name} is text, it holds no plain numbers`);
    return Float64Array.from({ length: this.rows }, (_, row) => number(this.cell(column, row), column));
  }

  arrays(name: string): Float64Array[] {
    return Array.from(this.numbers(name), (value) => Float64Array.of(value));
  }

  bigints(name: string): bigint[] {
    const column = this.column(name);
    return Array.from({ length: this.rows }, (_, row) => {
      const text = this.cell(column, row).trim();
      if (/^[+-]?\d+$/.test(text)) return BigInt(text);
      throw new FitsError('bad_table', `row ${row + 1} of column ${name} is '${text}': no whole number`);
    });
  }

  texts(name: string): string[] {
    const column = this.column(name);
    return Array.from({ length: this.rows }, (_, row) => this.cell(column, row).trimEnd());
  }

  private cell({ start, end }: Column, row: number): string {
    return this.bytes.toString('latin1', row * this.rowBytes + start, row * this.rowBytes + end);
  }
}

function number(text: string, { blank, decimals, scale, zero }: Column): number {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === blank?.trim()) return NaN;
  const value = Number(trimmed.replace(/[Dd]/, 'E'));
  const implied = trimmed.includes('.') ? value : value / 10 ** decimals;
  return implied * scale + zero;
}

function readColumn(header: Header, n: number): Column {
  const text = header.text(`TFORM${n}`) ?? '';
  const match = /^([AIFED])(\d{1,9})(?:\.(\d{1,3}))?$/.exec(text);
  const place = header.number(`TBCOL${n}`) ?? NaN;
  if (!match || !Number.isSafeInteger(place))
    throw new FitsError('bad_table', `TFORM${n} '${text}' at TBCOL${n} ${place} is no ASCII table format`);
  const [unit, blank] = [header.text(`TUNIT${n}`), header.text(`TNULL${n}`)];
  const width = Number(match[2]);
  return {
    name: header.text(`TTYPE${n}`) ?? `column ${n}`,
    form: match[1] ?? 'A',
    repeat: match[1] === 'A' ? width : 1,
    variable: false,
    start: place - 1,
    end: place - 1 + width,
    decimals: match[1] === 'A' || match[1] === 'I' ? 0 : Number(match[3] ?? 0),
    scale: header.number(`TSCAL${n}`) ?? 1,
    zero: header.number(`TZERO${n}`) ?? 0,
    ...(unit === undefined ? {} : { unit }),
    ...(blank === undefined ? {} : { blank }),
  };
}
