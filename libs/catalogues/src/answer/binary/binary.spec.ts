import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultOf, piecesOf } from '../answer.fixture.js';
import { readVotable } from '../read-table.js';
import { VotableReader } from '../votable.js';
import type { FieldForm } from './cell-type.js';
import { binaryVotable, type Value } from './written-votable.fixture.js';

const whole = (bits: number): fc.Arbitrary<number> => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const letters = fc.stringMatching(/^[!-~]{0,8}$/);
const wide = fc.stringMatching(/^[Ͱ-Ͼ]{0,8}$/);
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 4 });
const said = (value: unknown): string =>
  value === null ? '' : typeof value === 'boolean' ? (value ? 'T' : 'F') : String(value);

interface Column {
  readonly field: Omit<FieldForm, 'name'>;
  readonly values: fc.Arbitrary<Value>;
  /** The cell in TABLEDATA. */
  readonly text?: (value: Value) => string;
}

/** Every type of cell. In BINARY a number that is none is the one that VALUES names, or no number. */
const COLUMNS: readonly Column[] = [
  { field: { datatype: 'boolean' }, values: maybe(fc.boolean()) },
  { field: { datatype: 'unsignedByte', none: '255' }, values: maybe(fc.integer({ min: 0, max: 254 })) },
  { field: { datatype: 'short', none: '-32768' }, values: maybe(whole(16).filter((n) => n > -32768)) },
  { field: { datatype: 'int', none: '-99' }, values: maybe(whole(32).filter((n) => n !== -99)) },
  { field: { datatype: 'long', none: '-1' }, values: maybe(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })) },
  { field: { datatype: 'float' }, values: maybe(fc.float({ noNaN: true })) },
  { field: { datatype: 'double' }, values: maybe(fc.double({ noNaN: true })) },
  { field: { datatype: 'char', arraysize: '8' }, values: letters },
  { field: { datatype: 'char', arraysize: '*' }, values: maybe(letters) },
  { field: { datatype: 'char', arraysize: '16*' }, values: letters },
  { field: { datatype: 'unicodeChar', arraysize: '8' }, values: wide },
  { field: { datatype: 'unicodeChar', arraysize: '*' }, values: maybe(wide) },
  {
    field: { datatype: 'bit', arraysize: '11' },
    values: fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }),
    text: (value) => (value as boolean[]).map(Number).join(' '),
  },
  {
    field: { datatype: 'short', arraysize: '3' },
    values: fc.array(whole(16), { minLength: 3, maxLength: 3 }),
    text: (value) => (value as number[]).join(' '),
  },
  {
    field: { datatype: 'double', arraysize: '*' },
    values: fc.array(fc.double({ noNaN: true }), { maxLength: 5 }),
    text: (value) => (value as number[]).join(' '),
  },
];

const tables = fc.array(fc.nat(COLUMNS.length - 1), { minLength: 1, maxLength: 20 }).chain((chosen) =>
  fc.record({
    chosen: fc.constant(chosen),
    rows: fc.array(fc.tuple(...chosen.map((i) => COLUMNS[i]?.values ?? fc.constant(null))), { maxLength: 12 }),
    cuts: fc.array(fc.nat(), { maxLength: 6 }),
  }),
);

describe.each(['BINARY', 'BINARY2'] as const)('a VOTable in %s', (serialisation) => {
  it('has the rows that were written, of any types, nulls among them, wherever the text is cut', () => {
    fc.assert(
      fc.property(tables, ({ chosen, rows, cuts }) => {
        const fields = chosen.map((at, i) => ({ ...(COLUMNS[at]?.field ?? { datatype: '' }), name: `c${i}` }));
        const reader = new VotableReader();
        const read = piecesOf(binaryVotable(fields, rows, serialisation), cuts).flatMap((piece) => reader.push(piece));
        reader.end();
        expect(reader.columns.map(({ name }) => name)).toEqual(fields.map(({ name }) => name));
        // minus zero is written as nought, by JavaScript as by TABLEDATA
        expect(read).toEqual(rows.map((row) => row.map((value, i) => (COLUMNS[chosen[i] ?? 0]?.text ?? said)(value))));
      }),
      { numRuns: 300 },
    );
  });

  it('of random bytes is read or refused by type', () => {
    const fields = COLUMNS.map(({ field }, i) => ({ ...field, name: `c${i}` }));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = binaryVotable(fields, [], serialisation).replace(
          /(base64">)\s*/,
          `$1${Buffer.from(bytes).toString('base64')}`,
        );
        expect(['none', 'cut_off', 'not_understood', 'too_large']).toContain(faultOf(() => readVotable(text)));
      }),
    );
  });

  const one = binaryVotable([{ name: 'a', datatype: 'int' }], [[7], [8]], serialisation);
  const of = (field: Omit<FieldForm, 'name'>, rows: readonly Value[][] = [[1]]): string =>
    binaryVotable([{ ...field, name: 'a' }], rows, serialisation);
  it.each([
    ['ends within a row', one.replace(/(base64">\s*)\S{4}/, '$1'), 'cut_off'],
    ['is no base64', one.replace('base64">', 'base64">*'), 'not_understood'],
    ['ends within a group of base64', one.replace(/=*\s*<\/STREAM>/, 'A</STREAM>').replace(/=+/, ''), 'cut_off'],
    ['is encoded otherwise', one.replace('base64', 'gzip'), 'not_understood'],
    ['is elsewhere', one.replace('encoding=', 'href="http://a.example/x" encoding='), 'not_understood'],
    ['is not closed', one.replace('</STREAM>', ''), 'not_understood'],
    ['has a column of no type', one.replace('"int"', '"text"'), 'not_understood'],
    ['has an arraysize that is none', one.replace('"int"', '"int" arraysize="many"'), 'not_understood'],
    ['has arrays of arrays of any length', one.replace('"int"', '"int" arraysize="2x*"'), 'not_understood'],
    ['has rows that hold nothing', one.replace('"int"', '"int" arraysize="0"').replace('BINARY2>', 'BINARY>'), 'any'],
    ['has a cell larger than any value', of({ datatype: 'double', arraysize: '999999' }, []), 'too_large'],
    [
      'has a cell of fewer than no values',
      of({ datatype: 'char', arraysize: '*' }, [['a']]).replace(/AAAAA/, '/////'),
      'any',
    ],
  ])('is refused by type when it %s', (_, text, code) => {
    const got = faultOf(() => readVotable(text));
    if (code === 'any') expect(got).not.toBe('none');
    else expect(got).toBe(code);
  });
});

describe('BINARY2', () => {
  it('has no value where its bit says so, whatever the bytes say', () => {
    const fields = Array.from({ length: 9 }, (_, i) => ({ name: `c${i}`, datatype: 'short' }));
    const rows = [[1, 2, 3, 4, 5, 6, 7, 8, null]];
    expect(readVotable(binaryVotable(fields, rows, 'BINARY2')).rows).toEqual([[...'12345678', '']]);
    // the same without the bits is a number
    expect(readVotable(binaryVotable(fields, rows, 'BINARY')).rows).toEqual([[...'12345678', '0']]);
  });
});
