import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Card } from '../card.js';
import { FitsError } from '../error.js';
import { Header, writeHeader } from '../header.js';
import { firstTable, readFits } from '../read.js';
import { filled, writeFits, writeTable } from '../write.js';
import type { ColumnToWrite } from './pack.js';

const primary = writeFits([{ header: new Header() }]);
const cards = (values: Readonly<Record<string, string | number>>): Card[] =>
  Object.entries(values).map(([keyword, value]) => ({ keyword, value }));
const extension = (values: Readonly<Record<string, string | number>>, data: Buffer): Buffer =>
  Buffer.concat([
    primary,
    writeHeader(
      cards({ XTENSION: 'BINTABLE', BITPIX: 8, NAXIS: 2, NAXIS1: 8, NAXIS2: 1, PCOUNT: 0, GCOUNT: 1, ...values }),
    ),
    filled(data),
  ]);

describe('a table', () => {
  it('gives back every number that its form can hold, in every form', () => {
    const ranges = { B: [0, 255], I: [-32768, 32767], J: [-(2 ** 31), 2 ** 31 - 1], K: [-(2 ** 53), 2 ** 53] } as const;
    const integers = fc.constantFrom('B', 'I', 'J', 'K').chain((form) => {
      const [min, max] = ranges[form];
      return fc.record({
        form: fc.constant(form),
        values: fc.array(fc.maxSafeInteger().map((n) => Math.min(max, Math.max(min, n)) + 0)),
      });
    });
    const reals = fc.record({ form: fc.constant('D' as const), values: fc.array(fc.double()) });
    fc.assert(
      fc.property(fc.oneof(integers, reals), fc.integer({ min: 1, max: 4 }), ({ form, values }, repeat) => {
        const whole = values.slice(0, values.length - (values.length % repeat));
        const back = firstTable(readFits(writeTable([{ name: 'X', form, values: whole, repeat }])), 'X');
        expect(Array.from(back.numbers('X'))).toEqual(whole);
        expect(back.rows).toBe(whole.length / repeat);
      }),
    );
  });

  it('gives back arrays of any lengths, and texts', () => {
    const text = fc.string({ maxLength: 20 }).map((raw) => raw.replace(/[^\x20-\x7e]/g, '').trimEnd());
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.array(fc.double()), text), { minLength: 1 }), (rows) => {
        const columns: ColumnToWrite[] = [
          { name: 'V', values: rows.map(([values]) => values) },
          { name: 'T', values: rows.map(([, words]) => words) },
        ];
        const back = firstTable(readFits(writeTable(columns)), 'V');
        expect(back.arrays('V').map((row) => Array.from(row))).toEqual(rows.map(([values]) => values));
        expect(back.texts('T')).toEqual(rows.map(([, words]) => words));
      }),
    );
  });

  it('has Q descriptors of 64 bits read like P', () => {
    const data = Buffer.alloc(24);
    data.writeBigInt64BE(2n, 0);
    data.writeInt32BE(7, 16);
    data.writeInt32BE(-7, 20);
    const file = extension(
      { XTENSION: 'BINTABLE', NAXIS1: 16, NAXIS2: 1, PCOUNT: 8, TFIELDS: 1, TFORM1: '1QJ(2)', TTYPE1: 'Q' },
      data,
    );
    const reordered = Buffer.from(file);
    expect(
      firstTable(readFits(reordered), 'Q')
        .arrays('Q')
        .map((row) => Array.from(row)),
    ).toEqual([[7, -7]]);
  });

  it('of text is read: TBCOL, implied decimals, TNULL and scaling', () => {
    const rows = ['M31   12.5  7', 'M33     25 --', '           8'];
    const data = Buffer.from(rows.map((row) => row.padEnd(13)).join(''), 'latin1');
    const file = extension(
      {
        ...{ XTENSION: 'TABLE', NAXIS1: 13, NAXIS2: 3, TFIELDS: 3, TTYPE1: 'NAME', TFORM1: 'A4', TBCOL1: 1 },
        ...{ TTYPE2: 'MAG', TFORM2: 'F6.1', TBCOL2: 5, TTYPE3: 'N', TFORM3: 'I3', TBCOL3: 11, TNULL3: '--', TSCAL3: 2 },
      },
      data,
    );
    const table = firstTable(readFits(file), 'MAG');
    expect(table.texts('NAME')).toEqual(['M31', 'M33', '']);
    expect(Array.from(table.numbers('MAG'))).toEqual([12.5, 2.5, NaN]);
    expect(Array.from(table.numbers('N'))).toEqual([14, NaN, 16]);
    expect(() => table.numbers('NAME')).toThrow(FitsError);
  });

  it.each<[string, Readonly<Record<string, string | number>>]>([
    ['a descriptor that points out of the heap', { TFORM1: '1PJ(9)', NAXIS1: 8, NAXIS2: 1 }],
    ['rows of no bytes, as many as there are numbers', { TFORM1: '0J', NAXIS1: 0, NAXIS2: 2 ** 52 }],
    ['more columns than FITS allows', { TFORM1: 'J', NAXIS1: 8, NAXIS2: 1, TFIELDS: 1000 }],
    ['a heap that begins in the rows', { TFORM1: 'J', NAXIS1: 8, NAXIS2: 1, THEAP: 4 }],
    ['a column wider than any row', { TFORM1: '999999999M', NAXIS1: 8, NAXIS2: 1 }],
  ])('is refused with %s', (_, values) => {
    const file = extension({ XTENSION: 'BINTABLE', TFIELDS: 1, TTYPE1: 'X', ...values }, Buffer.alloc(8, 1));
    expect(() => firstTable(readFits(file), 'X').arrays('X')).toThrow(FitsError);
  });

  it('does not unfold a small heap to a large array for every row', () => {
    const data = Buffer.alloc(8 * 300 + 4000);
    for (let row = 0; row < 300; row++) data.writeInt32BE(1000, 8 * row);
    const file = extension(
      { XTENSION: 'BINTABLE', NAXIS1: 8, NAXIS2: 300, PCOUNT: 4000, TFIELDS: 1, TFORM1: 'PJ', TTYPE1: 'X' },
      data,
    );
    expect(() => firstTable(readFits(file), 'X').arrays('X')).toThrow(/overlap/);
  });

  it('is not written when a number does not fit its form', () => {
    expect(() => writeTable([{ name: 'X', form: 'B', values: [256] }])).toThrow(/does not fit/);
    expect(() => writeTable([{ name: 'X', form: 'I', values: [NaN] }])).toThrow(/only with a blank/);
    expect(() =>
      writeTable([
        { name: 'X', values: [1] },
        { name: 'Y', values: [1, 2] },
      ]),
    ).toThrow(/differ in length/);
  });
});
