import { AnswerFault } from '../answer-fault.js';

/** What a FIELD says of its cells. */
export interface FieldForm {
  readonly name: string;
  readonly datatype: string;
  /** As it stands: `8`, `2x3`, `*`, `16*`; absent: one value. */
  readonly arraysize?: string;
  /** The number that stands for none. */
  readonly none?: string;
}

/** How the cells of a column lie in a stream of bytes. Numbers are big-endian. */
export interface CellType {
  /** Values in a cell; undefined: a count of four bytes goes before them. */
  readonly count: number | undefined;
  /** Bytes of so many values. */
  readonly bytesOf: (count: number) => number;
  /** The cell as TABLEDATA would have it; empty where there is no value. */
  readonly read: (bytes: Buffer, at: number, count: number) => string;
}

interface Primitive {
  readonly bytes: number;
  readonly read: (bytes: Buffer, at: number) => string;
}

/** No number is no value. */
const real = (value: number): string => (Number.isNaN(value) ? '' : String(value));

const complex = (one: Primitive): Primitive => ({
  bytes: 2 * one.bytes,
  read: (bytes, at) => `${one.read(bytes, at) || 'NaN'} ${one.read(bytes, at + one.bytes) || 'NaN'}`,
});
const float: Primitive = { bytes: 4, read: (bytes, at) => real(bytes.readFloatBE(at)) };
const double: Primitive = { bytes: 8, read: (bytes, at) => real(bytes.readDoubleBE(at)) };

const WHOLE: Readonly<Record<string, Primitive>> = {
  unsignedByte: { bytes: 1, read: (bytes, at) => String(bytes.readUInt8(at)) },
  short: { bytes: 2, read: (bytes, at) => String(bytes.readInt16BE(at)) },
  int: { bytes: 4, read: (bytes, at) => String(bytes.readInt32BE(at)) },
  long: { bytes: 8, read: (bytes, at) => String(bytes.readBigInt64BE(at)) },
};
const OTHERS: Readonly<Record<string, Primitive>> = {
  ...{ float, double, floatComplex: complex(float), doubleComplex: complex(double) },
  boolean: { bytes: 1, read: (bytes, at) => truth(bytes.readUInt8(at)) },
};

function truth(byte: number): string {
  const letter = String.fromCharCode(byte);
  return 'Tt1'.includes(letter) ? 'T' : 'Ff0'.includes(letter) ? 'F' : '';
}

/** VOTable 1.5, sections 2.1 and 5.3. @throws AnswerFault naming the column whose cells nobody can tell apart */
export function cellType(field: FieldForm): CellType {
  const count = countOf(field);
  const { datatype, none } = field;
  switch (datatype) {
    case 'char':
      return { count, bytesOf: (n) => n, read: (bytes, at, n) => untilNul(bytes.toString('utf8', at, at + n)) };
    case 'unicodeChar':
      return { count, bytesOf: (n) => 2 * n, read: (bytes, at, n) => untilNul(ucs2(bytes.subarray(at, at + 2 * n))) };
    case 'bit':
      return { count, bytesOf: (n) => Math.ceil(n / 8), read: bits };
  }
  const whole = WHOLE[datatype];
  const one = whole ?? OTHERS[datatype];
  if (!one)
    throw new AnswerFault('not_understood', `column ${field.name} is of no type of VOTable: ${datatype || 'none'}`);
  const { bytes: size, read } = one;
  const value = whole && none !== undefined ? orNone(read, none) : read;
  return {
    ...{ count, bytesOf: (n) => n * size },
    read: (bytes, at, n) => {
      if (n === 1) return value(bytes, at);
      const values = Array.from({ length: n }, (_, i) => value(bytes, at + i * size));
      // in an array a value that is not there keeps its place
      return values.map((text) => (text === '' ? 'NaN' : text)).join(' ');
    },
  };
}

const orNone =
  (read: Primitive['read'], none: string): Primitive['read'] =>
  (bytes, at) => {
    const text = read(bytes, at);
    return text === none ? '' : text;
  };

function countOf({ name, arraysize = '' }: FieldForm): number | undefined {
  if (arraysize.trim() === '') return 1;
  const [, fixed = '', last = ''] = /^((?:\d+x)*)(\d+|\d*\*)$/.exec(arraysize.trim()) ?? [];
  if (last === '') throw new AnswerFault('not_understood', `column ${name} has no lawful arraysize: ${arraysize}`);
  if (!last.endsWith('*')) return (fixed + last).split('x').reduce((product, length) => product * Number(length), 1);
  // whether its count is of values or of rows of them writers do not agree on
  if (fixed !== '')
    throw new AnswerFault('not_understood', `column ${name} is an array of arrays of any length: save it as TABLEDATA`);
  return undefined;
}

const untilNul = (text: string): string => {
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).trim();
};

const ucs2 = (bytes: Buffer): string => Buffer.from(bytes).swap16().toString('utf16le');

const bits = (bytes: Buffer, at: number, count: number): string =>
  Array.from({ length: count }, (_, i) => ((bytes[at + (i >> 3)] ?? 0) >> (7 - (i & 7))) & 1).join(
    count > 1 ? ' ' : '',
  );
