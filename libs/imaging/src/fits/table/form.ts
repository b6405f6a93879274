import { FitsError } from '../error.js';
import type { Header } from '../header.js';
import type { ColumnFacts } from '../table.js';

/** Bits of one value of each form of a binary table. */
export const formBits = { L: 8, X: 1, B: 8, I: 16, J: 32, K: 64, A: 8, E: 32, D: 64, C: 64, M: 128 } as const;
export type Form = keyof typeof formBits;

/** Bytes that `count` values fill; bits fill up their last byte. */
export const bytesOf = (form: Form, count: number): number => Math.ceil((formBits[form] * count) / 8);

export interface Column extends ColumnFacts {
  readonly form: Form;
  /** Bytes of a descriptor in the row (8 for P, 16 for Q); 0 where the values are in the row themselves. */
  readonly descriptorBytes: 0 | 8 | 16;
  readonly offset: number;
  readonly width: number;
  readonly scale: number;
  readonly zero: number;
  readonly blank?: number;
}

/** Column `n` (from 1), which begins at byte `offset` of a row. @throws FitsError `bad_table` for an unlawful TFORM. */
export function readColumn(header: Header, n: number, offset: number): Column {
  const text = header.text(`TFORM${n}`) ?? '';
  const match = /^(\d{0,9})(?:([PQ])([LXBIJKAEDCM])|([LXBIJKAEDCM]))/.exec(text);
  if (!match) throw new FitsError('bad_table', `TFORM${n} is '${text}', which is no binary table format`);
  const form = (match[3] ?? match[4]) as Form;
  const count = match[1] ? Number(match[1]) : 1;
  const variable = match[2] !== undefined;
  if (variable && count > 1) throw new FitsError('bad_table', `TFORM${n} is '${text}'; one descriptor a row is lawful`);
  const descriptorBytes = match[2] === 'P' ? 8 : match[2] === 'Q' ? 16 : 0;
  return {
    ...facts(header, n),
    form,
    repeat: variable ? 0 : count,
    variable: variable && count > 0,
    descriptorBytes,
    offset,
    width: variable ? descriptorBytes * count : bytesOf(form, count),
  };
}

function facts(header: Header, n: number) {
  const [unit, blank] = [header.text(`TUNIT${n}`), header.number(`TNULL${n}`)];
  const axes = /^\(\s*(\d+(?:\s*,\s*\d+)*)\s*\)$/
    .exec(header.text(`TDIM${n}`) ?? '')?.[1]
    ?.split(',')
    .map(Number);
  return {
    name: header.text(`TTYPE${n}`) ?? `column ${n}`,
    scale: header.number(`TSCAL${n}`) ?? 1,
    zero: header.number(`TZERO${n}`) ?? 0,
    ...(unit === undefined ? {} : { unit }),
    ...(axes === undefined ? {} : { axes }),
    ...(blank === undefined ? {} : { blank }),
  };
}

/** NAXIS1, NAXIS2 and TFIELDS. @throws FitsError `bad_table` when they are no counts or the rows are not there. */
export function readShape(header: Header, bytes: Buffer): { rowBytes: number; rows: number; fields: number } {
  const [rowBytes, rows, fields] = ['NAXIS1', 'NAXIS2', 'TFIELDS'].map((key) => whole(header, key)) as [
    number,
    number,
    number,
  ];
  if (fields > 999) throw new FitsError('bad_table', `TFIELDS is ${fields}; FITS allows 999`);
  if (rows * rowBytes > bytes.length || (rowBytes === 0 && rows > bytes.length))
    throw new FitsError('bad_table', `${rows} rows of ${rowBytes} bytes are not in ${bytes.length} bytes of data`);
  return { rowBytes, rows, fields };
}

function whole(header: Header, key: string): number {
  const value = header.number(key) ?? 0;
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new FitsError('bad_table', `${key} is ${value}; a count is wanted`);
}

/** The column of a name. @throws FitsError `no_such_column`, with the names that there are */
export function named<T>(columns: ReadonlyMap<string, T>, name: string): T {
  const column = columns.get(name);
  if (column !== undefined) return column;
  const there = [...columns.keys()].join(', ') || 'none';
  throw new FitsError('no_such_column', `no column ${name}; the table has ${there}`);
}
