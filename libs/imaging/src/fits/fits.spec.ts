import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PixelArray } from '../image.js';
import { joinContinued, parseCard, type Card } from './card.js';
import { FitsError } from './error.js';
import { formatCard } from './format-card.js';
import { Header, writeHeader } from './header.js';
import { firstImage, firstTable, readFits } from './read.js';
import { writeImage, writeTable } from './write.js';

const pixels = <T extends PixelArray>(data: T) => ({ widthPx: 3, heightPx: 2, data });
const header = new Header([
  { keyword: 'OBJECT', value: "Barnard's star", comment: 'a quote inside' },
  { keyword: 'EXPTIME', value: 30.5, comment: '[s]' },
  { keyword: 'HISTORY', comment: 'made by hand' },
]);

/** A file from cards and bytes as they stand, for what our own writer would not write. */
const file = (cards: Card[], bytes = Buffer.alloc(0)): Buffer =>
  Buffer.concat([writeHeader([{ keyword: 'SIMPLE', value: true }, ...cards]), bytes]);

const axes = (bitpix: number, ...lengths: number[]): Card[] => [
  { keyword: 'BITPIX', value: bitpix },
  { keyword: 'NAXIS', value: lengths.length },
  ...lengths.map((value, i) => ({ keyword: `NAXIS${i + 1}`, value })),
];

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (fault) {
    if (fault instanceof FitsError) return fault.code;
    throw fault;
  }
  return 'none';
};

describe('a FITS image', () => {
  it.each([
    ['Uint8Array', new Uint8Array([0, 1, 2, 3, 254, 255])],
    ['Int16Array', new Int16Array([-32768, -1, 0, 1, 2, 32767])],
    ['Uint16Array', new Uint16Array([0, 1, 32767, 32768, 40000, 65535])],
    ['Int32Array', new Int32Array([-2147483648, -1, 0, 1, 65536, 2147483647])],
    ['Float32Array', new Float32Array([-1.5, 0, 0.25, 1e30, NaN, 3])],
    ['Float64Array', new Float64Array([-1.5, 0, 0.1, 1e300, NaN, 3])],
  ])('comes back bit for bit from %s, with its header', (_, data) => {
    const back = firstImage(readFits(writeImage(header, pixels(data))));
    expect(back.image).toEqual(pixels(data));
    expect(back.header.text('OBJECT')).toBe("Barnard's star");
    expect(back.header.number('EXPTIME')).toBe(30.5);
    expect(back.header.remarks('HISTORY')).toEqual(['made by hand']);
  });

  it('has BSCALE and BZERO applied, and NaN where a stored integer is BLANK', () => {
    const stored = Buffer.from(new Int16Array([1, 2, -99]).buffer).swap16();
    const scaling = [
      { keyword: 'BSCALE', value: 0.5 },
      { keyword: 'BZERO', value: 10 },
      { keyword: 'BLANK', value: -99 },
    ];
    const [hdu] = readFits(file([...axes(16, 3), ...scaling], stored)).hdus;
    expect(hdu?.kind === 'image' && Array.from(hdu.data ?? [])).toEqual([10.5, 11, NaN]);
  });

  it('of 64-bit integers is read as numbers', () => {
    const stored = Buffer.from(new BigInt64Array([-5n, 9_007_199_254_740_991n]).buffer).swap64();
    const [hdu] = readFits(file(axes(64, 2), stored)).hdus;
    expect(hdu?.kind === 'image' && Array.from(hdu.data ?? [])).toEqual([-5, 9_007_199_254_740_991]);
  });

  it('in an extension inherits what the primary header says', () => {
    const primary = file([...axes(8), { keyword: 'FILTER', value: 'R' }]);
    const extension = writeHeader([{ keyword: 'XTENSION', value: 'IMAGE' }, ...axes(8, 2, 1)]);
    const { header: inherited, image } = firstImage(readFits(Buffer.concat([primary, extension, Buffer.from([7, 8])])));
    expect(Array.from(image.data)).toEqual([7, 8]);
    expect(inherited.text('FILTER')).toBe('R');
  });
});

describe('a header card', () => {
  it('survives writing and reading, whatever text or number it holds', () => {
    const text = fc.string({ maxLength: 200 }).map((raw) => raw.replace(/[^\x20-\x7e]/g, '').trimEnd());
    const value = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.integer());
    fc.assert(
      fc.property(value, (written) => {
        const lines = formatCard({ keyword: 'KEY', value: written, comment: 'why' });
        expect(lines.every((line) => line.length === 80)).toBe(true);
        const [card] = joinContinued(lines.map(parseCard));
        expect(card?.value).toEqual(typeof written === 'number' ? written + 0 : written);
      }),
    );
  });

  it('reads the forms that real headers hold', () => {
    expect(parseCard("FILTER  = 'r''   '           / band".padEnd(80))).toEqual({
      keyword: 'FILTER',
      value: "r'",
      comment: 'band',
    });
    expect(parseCard('MJD-OBS =       5.81070651D+04 / day'.padEnd(80)).value).toBe(58107.0651);
    expect(parseCard('BROKEN  = not a value'.padEnd(80)).value).toBe('not a value');
    expect(parseCard('EMPTY   =                      / nothing'.padEnd(80))).toEqual({
      keyword: 'EMPTY',
      comment: 'nothing',
    });
    expect(parseCard('HIERARCH ESO DET EXPTIME = 12.5 / s'.padEnd(80))).toMatchObject({
      keyword: 'ESO DET EXPTIME',
      value: 12.5,
    });
    expect(parseCard('COMMENT = is no value here'.padEnd(80))).toEqual({
      keyword: 'COMMENT',
      comment: '= is no value here',
    });
  });
});

describe('a FITS table', () => {
  const table = writeTable([
    { name: 'X_IMAGE', values: [1.5, 2.5], unit: 'pixel' },
    { name: 'FLAGS', values: [0, -4], form: 'I' },
    { name: 'NAME', values: ['HAT-P-32', 'b'] },
  ]);

  it('comes back column by column', () => {
    const back = firstTable(readFits(table), 'X_IMAGE');
    expect(back.columnNames).toEqual(['X_IMAGE', 'FLAGS', 'NAME']);
    expect(Array.from(back.numbers('X_IMAGE'))).toEqual([1.5, 2.5]);
    expect(Array.from(back.numbers('FLAGS'))).toEqual([0, -4]);
    expect(back.texts('NAME')).toEqual(['HAT-P-32', 'b']);
  });

  it('says which columns it has when another is asked for', () => {
    expect(() => firstTable(readFits(table), 'X_IMAGE').numbers('Y_IMAGE')).toThrow(
      /no column Y_IMAGE.*X_IMAGE, FLAGS, NAME/,
    );
  });

  it('reads arrays, 64-bit integers and logical values', () => {
    const rows = Buffer.alloc(14);
    rows.writeFloatBE(1.25, 0);
    rows.writeFloatBE(-2, 4);
    rows.write('TF', 8);
    rows.writeInt32BE(7, 10);
    const cards: Card[] = [
      { keyword: 'XTENSION', value: 'BINTABLE' },
      ...axes(8, 14, 1),
      { keyword: 'TFIELDS', value: 3 },
      ...['2E', '2L', 'J'].map((value, i) => ({ keyword: `TFORM${i + 1}`, value })),
      ...['A', 'B', 'C'].map((value, i) => ({ keyword: `TTYPE${i + 1}`, value })),
      { keyword: 'TNULL3', value: 7 },
    ];
    const read = firstTable(readFits(Buffer.concat([file(axes(8)), writeHeader(cards), rows])), 'A');
    expect(Array.from(read.numbers('A'))).toEqual([1.25, -2]);
    expect(Array.from(read.numbers('B'))).toEqual([1, 0]);
    expect(Array.from(read.numbers('C'))).toEqual([NaN]);
  });
});

describe('a broken FITS file', () => {
  const sound = writeImage(header, pixels(new Uint16Array(6)));

  it.each<[string, Buffer, string]>([
    ['no FITS at all', Buffer.from('<xml/>'), 'not_fits'],
    ['an empty file', Buffer.alloc(0), 'not_fits'],
    ['a gzipped file', Buffer.from([0x1f, 0x8b, 8]), 'bad_gzip'],
    ['a header without END', sound.subarray(0, 800), 'bad_header'],
    ['data cut off', sound.subarray(0, 2880 + 11), 'truncated'],
    ['more pixels declared than any disk holds', file(axes(16, 2 ** 31, 2 ** 31)), 'bad_header'],
    ['a 20000 x 20000 frame that is not there', file(axes(-32, 20000, 20000)), 'truncated'],
    ['a negative axis', file(axes(8, -5, 5)), 'bad_header'],
    ['an unlawful BITPIX', file(axes(12, 5, 5)), 'bad_header'],
    ['no NAXIS', file([{ keyword: 'BITPIX', value: 8 }]), 'bad_header'],
  ])('is refused by name: %s', (_, bytes, code) => {
    expect(codeOf(() => readFits(bytes))).toBe(code);
  });

  it('is forgiven a last block that is not filled up', () => {
    expect(firstImage(readFits(sound.subarray(0, 2880 + 12))).image.data.length).toBe(6);
  });

  it('says that a table is no image', () => {
    expect(codeOf(() => firstImage(readFits(writeTable([{ name: 'X', values: [1] }]))))).toBe('no_image');
  });

  it('never does anything but read or refuse, however it is mutated', () => {
    const table = writeTable([
      { name: 'X', values: [1, 2, 3] },
      { name: 'N', values: ['a', 'b', 'c'] },
    ]);
    const originals = [sound, table, writeImage(header, pixels(new Float64Array(6)))];
    const change = fc.record({
      at: fc.nat(6000),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from("0123456789-+E' ="))),
    });
    const read = (bytes: Buffer): void => {
      const fits = readFits(bytes);
      for (const hdu of fits.hdus) {
        if (hdu.kind === 'table')
          for (const name of hdu.table.columnNames) codeOf(() => (hdu.table.numbers(name), hdu.table.texts(name)));
      }
      firstImage(fits);
    };
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.array(change, { minLength: 1, maxLength: 12 }),
        fc.nat(9000),
        (which, changes, length) => {
          const bytes = Buffer.from(originals[which] ?? sound);
          for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
          codeOf(() => read(length > 6000 ? bytes : bytes.subarray(0, length)));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
