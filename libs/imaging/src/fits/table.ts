import { FitsError } from './error.js';
import type { Header } from './header.js';

const widths = { L: 1, X: 0.125, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16, P: 8, Q: 16 } as const;
type Form = keyof typeof widths;

interface Column {
  readonly name: string;
  readonly form: Form;
  /** Values in each row (characters for text). */
  readonly repeat: number;
  readonly offset: number;
  readonly scale: number;
  readonly zero: number;
  readonly blank?: number;
}

/** A binary table. Columns are decoded when asked for, so that a wide table costs nothing to open. */
export class Table {
  private constructor(
    readonly rows: number,
    private readonly rowBytes: number,
    private readonly columns: ReadonlyMap<string, Column>,
    private readonly bytes: Buffer,
  ) {}

  /** @throws FitsError `bad_table` when the columns do not fill the declared row. */
  static read(header: Header, bytes: Buffer): Table {
    const [rowBytes, rows, fields] = ['NAXIS1', 'NAXIS2', 'TFIELDS'].map((key) => whole(header, key)) as [
      number,
      number,
      number,
    ];
    if (fields > 999) throw new FitsError('bad_table', `TFIELDS is ${fields}; FITS allows 999`);
    const columns = new Map<string, Column>();
    let offset = 0;
    for (let n = 1; n <= fields; n++) {
      const column = readColumn(header, n, offset);
      offset += Math.ceil(column.repeat * widths[column.form]);
      if (!columns.has(column.name)) columns.set(column.name, column);
    }
    if (offset > rowBytes)
      throw new FitsError('bad_table', `the columns need ${offset} bytes a row, NAXIS1 says ${rowBytes}`);
    if (rows * rowBytes > bytes.length) {
      throw new FitsError('bad_table', `${rows} rows of ${rowBytes} bytes are not in ${bytes.length} bytes of data`);
    }
    return new Table(rows, rowBytes, columns, bytes);
  }

  get columnNames(): string[] {
    return [...this.columns.keys()];
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  /** A numeric column; a column of arrays is given flat, row by row. Logical values are 1 and 0, TNULL is NaN. */
  numbers(name: string): Float64Array {
    const column = this.column(name);
    const read = reader(column.form);
    if (!read) throw new FitsError('bad_table', `column ${name} has form ${column.form}, which holds no plain numbers`);
    const values = new Float64Array(this.rows * column.repeat);
    for (let row = 0, i = 0; row < this.rows; row++) {
      for (let k = 0; k < column.repeat; k++, i++) {
        const stored = read(this.bytes, row * this.rowBytes + column.offset + k * widths[column.form]);
        values[i] = stored === column.blank ? NaN : stored * column.scale + column.zero;
      }
    }
    return values;
  }

  /** A text column, without trailing blanks. */
  texts(name: string): string[] {
    const column = this.column(name);
    if (column.form !== 'A') throw new FitsError('bad_table', `column ${name} has form ${column.form}, not text`);
    return Array.from({ length: this.rows }, (_, row) => {
      const start = row * this.rowBytes + column.offset;
      const text = this.bytes.toString('latin1', start, start + column.repeat);
      const end = text.indexOf('\0');
      return (end < 0 ? text : text.slice(0, end)).trimEnd();
    });
  }

  private column(name: string): Column {
    const column = this.columns.get(name);
    if (column) return column;
    throw new FitsError('no_such_column', `no column ${name}; the table has ${this.columnNames.join(', ') || 'none'}`);
  }
}

function whole(header: Header, key: string): number {
  const value = header.number(key) ?? 0;
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new FitsError('bad_table', `${key} is ${value}; a count is wanted`);
}

function readColumn(header: Header, n: number, offset: number): Column {
  const text = header.text(`TFORM${n}`) ?? '';
  const match = /^(\d{0,9})([LXBIJKAEDCMPQ])/.exec(text);
  if (!match) throw new FitsError('bad_table', `TFORM${n} is '${text}', which is no binary table format`);
  const blank = header.number(`TNULL${n}`);
  return {
    name: header.text(`TTYPE${n}`) ?? `column ${n}`,
    form: match[2] as Form,
    repeat: match[1] ? Number(match[1]) : 1,
    offset,
    scale: header.number(`TSCAL${n}`) ?? 1,
    zero: header.number(`TZERO${n}`) ?? 0,
    ...(blank === undefined ? {} : { blank }),
  };
}

function reader(form: Form): ((bytes: Buffer, at: number) => number) | undefined {
  switch (form) {
    case 'L':
      return (bytes, at) => (bytes[at] === 0x54 ? 1 : 0);
    case 'B':
      return (bytes, at) => bytes.readUInt8(at);
    case 'I':
      return (bytes, at) => bytes.readInt16BE(at);
    case 'J':
      return (bytes, at) => bytes.readInt32BE(at);
    case 'K':
      return (bytes, at) => Number(bytes.readBigInt64BE(at));
    case 'E':
      return (bytes, at) => bytes.readFloatBE(at);
    case 'D':
      return (bytes, at) => bytes.readDoubleBE(at);
    default:
      return undefined;
  }
}
