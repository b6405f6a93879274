import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCard } from './card.js';
import { FitsError, type FitsFault } from './error.js';
import { Header, parseHeaderText, readHeader, writeHeader } from './header.js';
import { readLdac, writeLdac } from './ldac.js';
import { firstImage, readFits } from './read.js';
import { openImages, type RandomAccess } from './stream.js';
import { filled, writeFits, writeImage } from './write.js';

const codeOf = async (act: () => unknown): Promise<FitsFault | 'none'> => {
  try {
    await act();
  } catch (fault) {
    if (fault instanceof FitsError) return fault.code;
    throw fault;
  }
  return 'none';
};

const access = (bytes: Buffer): RandomAccess => ({
  sizeBytes: bytes.length,
  read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
});

describe('an edited header', () => {
  const lines = [
    'EXPTIME =           1.2000D+02 / [s] as the camera spells it',
    "FILTER  = 'r       '           / band",
    'COMMENT between the cards',
    'GAIN    =                  1.5 / [e/adu]',
    'BIGINT  =  9223372036854775807 / all its digits',
    'COMPLEX =          (1.0, -2.5) / complex',
    'HIERARCH ESO TEL ALT = 45.0 / [deg]',
    'HISTORY first',
    'HISTORY second',
  ].map((line) => line.padEnd(80));
  const header = new Header(lines.map(parseCard));

  it('keeps the order of its cards, their comments and the spelling of the numbers that are not touched', () => {
    const edited = header.with({ keyword: 'GAIN', value: 2 }, { keyword: 'NEW', value: true });
    const written = writeHeader(edited.cards).toString('latin1').match(/.{80}/g) ?? [];
    const expected = [
      ...lines.slice(0, 3),
      'GAIN    =                    2 / [e/adu]',
      ...lines.slice(4),
      'NEW     =                    T',
      'END',
    ];
    expect(written.slice(0, expected.length).map((line) => line.trimEnd())).toEqual(
      expected.map((line) => line.trimEnd()),
    );
  });

  it('does not write an old spelling for a new value', () => {
    const [card] = header.cards;
    const stale = writeHeader([{ ...card, keyword: 'EXPTIME', value: 30 }]).toString('latin1');
    expect(parseCard(stale.slice(0, 80)).value).toBe(30);
  });

  it('survives writing and reading with values and comments of any length, also by HIERARCH', () => {
    const text = fc.string({ maxLength: 300 }).map((raw) => raw.replace(/[^\x21-\x7e]+/g, ' ').trim());
    const keyword = fc.constantFrom('KEY', 'ESO DET OUT1 CHIP ID', 'A.LONG-NAME');
    fc.assert(
      fc.property(keyword, text, text, (name, value, comment) => {
        const bytes = writeHeader([
          { keyword: name, value, comment },
          { keyword: 'NEXT', value: 1 },
        ]);
        const { header: back } = readHeader(bytes, 0);
        const [card, next] = back.cards;
        expect([card?.keyword, card?.value, next?.value]).toEqual([name, value, 1]);
        if (!/\S{60}/.test(comment) && !/\//.test(comment)) expect(card?.comment ?? '').toBe(comment);
      }),
    );
  });

  it('writes what no keyword can be as a comment, and refuses NaN', () => {
    expect(writeHeader([{ keyword: 'A=B', value: 1 }]).toString('latin1')).toMatch(/^COMMENT A=B = 1/);
    expect(() => writeHeader([{ keyword: 'A', value: NaN }])).toThrow(RangeError);
  });

  it("is read from lines of text as well, as SCAMP's .head files are", () => {
    const head = parseHeaderText("CRVAL1  =   12.5 / deg\nCTYPE1  = 'RA---TPV'\nEND     \nIGNORED = 1\n");
    expect([head.number('CRVAL1'), head.text('CTYPE1'), head.has('IGNORED')]).toEqual([12.5, 'RA---TPV', false]);
  });
});

describe('an extension', () => {
  const primary = { header: new Header([{ keyword: 'FILTER', value: 'R' }]) };
  const plane = (inherit?: boolean) => ({
    header: new Header(inherit === undefined ? [] : [{ keyword: 'INHERIT', value: inherit }]),
    ...{ axes: [2, 1], data: new Uint8Array([1, 2]) },
  });

  it.each([
    [true, 'R'],
    [undefined, 'R'],
    [false, undefined],
  ])('with INHERIT %s inherits %s', (inherit, filter) => {
    const { header } = firstImage(readFits(writeFits([primary, plane(inherit)])));
    expect(header.text('FILTER')).toBe(filter);
    expect(header.has('EXTEND')).toBe(false);
  });
});

describe('a gzipped file', () => {
  const frame = writeImage(new Header(), { widthPx: 3, heightPx: 1, data: new Int16Array([1, 2, 3]) });

  it('is read like the file in it', () => {
    expect(Array.from(firstImage(readFits(gzipSync(frame))).image.data)).toEqual([1, 2, 3]);
  });

  it('is refused when it unfolds to more than is allowed, and when it is broken', async () => {
    const large = writeImage(new Header(), { widthPx: 1000, heightPx: 100, data: new Int16Array(100_000) });
    const liar = Buffer.from(gzipSync(large));
    liar.writeUInt32LE(10, liar.length - 4);
    const read = (bytes: Buffer) => codeOf(() => readFits(bytes, { mostUnzippedBytes: 100_000 }));
    expect(await read(gzipSync(large))).toBe('too_large');
    expect(await read(liar)).toBe('bad_gzip');
    expect(await read(gzipSync(frame).subarray(0, 40))).toBe('bad_gzip');
  });

  it('is not unfolded beyond its last HDU, nor where its header declares more than may be', async () => {
    const zeros = Buffer.alloc(2 ** 27);
    const bomb = gzipSync(Buffer.concat([frame, zeros]));
    const declares = Buffer.from(frame);
    const card = (text: string, at: number) => declares.write(text.padEnd(80), at, 'latin1');
    const at = (keyword: string) => declares.indexOf(keyword.padEnd(8) + '=');
    card('NAXIS1  =                20000', at('NAXIS1'));
    card('NAXIS2  =                20000', at('NAXIS2'));
    const before = process.memoryUsage().arrayBuffers;
    const { image } = firstImage(readFits(bomb));
    expect(Array.from(image.data)).toEqual([1, 2, 3]);
    expect(await codeOf(() => readFits(gzipSync(Buffer.concat([declares, zeros]))))).toBe('too_large');
    // what is looked at of a file that folds a thousandfold, not the file
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(zeros.length + 1.5e8);
  });

  it('is refused where it goes on for far longer than its headers and its own size account for', async () => {
    const plane = { header: new Header(), axes: [3000, 2000], data: new Int16Array(6e6) };
    const many = gzipSync(writeFits(Array.from({ length: 12 }, () => plane)));
    expect(await codeOf(() => readFits(many))).toBe('too_large');
    expect(readFits(gzipSync(writeFits([plane, plane, plane]))).hdus).toHaveLength(3);
  });
});

describe('an LDAC catalogue', () => {
  it('comes back with its image header and its objects', () => {
    const imageHeader = new Header([
      { keyword: 'CRVAL1', value: 12.5 },
      { keyword: 'OBJECT', value: "it's" },
    ]);
    const columns = [{ name: 'X_IMAGE', values: [1, 2.5] }];
    const [first, second] = readLdac(
      writeLdac([
        { imageHeader, columns },
        { imageHeader: new Header(), columns },
      ]),
    );
    expect(first?.imageHeader.number('CRVAL1')).toBe(12.5);
    expect(first?.imageHeader.text('OBJECT')).toBe("it's");
    expect(Array.from(second?.objects.numbers('X_IMAGE') ?? [])).toEqual([1, 2.5]);
    expect(() => readLdac(writeFits([]))).toThrow(FitsError);
  });
});

describe('a frame that is read in bands', () => {
  const data = Uint16Array.from({ length: 7 * 5 * 2 }, (_, i) => 1000 * i);
  const bytes = writeFits([{ header: new Header() }, { header: new Header(), axes: [7, 5, 2], data }]);

  it('is the frame, band by band, and nothing but the band is read', async () => {
    let most = 0;
    const source = access(bytes);
    const [image] = await openImages({
      ...source,
      read: (at, length) => ((most = Math.max(most, length)), source.read(at, length)),
    });
    most = 0;
    const rows: number[] = [];
    const firstRows: number[] = [];
    for await (const band of image?.bands(2, 1) ?? []) {
      rows.push(...band.image.data);
      firstRows.push(band.firstRow);
    }
    expect(rows).toEqual(Array.from(data.subarray(35)));
    expect(firstRows).toEqual([1, 3, 5]);
    expect(most).toBe(2 * 7 * 2);
  });

  it('gives rows from its middle, and its header with what the primary one says', async () => {
    const named = writeFits([
      { header: new Header([{ keyword: 'FILTER', value: 'R' }]) },
      { header: new Header(), axes: [7, 5, 2], data },
    ]);
    const [image] = await openImages(access(named));
    const rows = await image?.rows(2, 3, 1);
    expect([rows?.heightPx, ...(rows?.data ?? [])]).toEqual([3, ...data.subarray(35 + 7, 35 + 28)]);
    expect([image?.hdu, image?.header.text('FILTER'), image?.inherited.text('FILTER')]).toEqual([1, undefined, 'R']);
    expect(await codeOf(async () => image?.rows(4, 3))).toBe('no_image');
  });

  it('is refused before anything is allocated when the bytes are not there, and when there is no such plane', async () => {
    const cards = [
      { keyword: 'SIMPLE', value: true },
      ...Object.entries({ BITPIX: -32, NAXIS: 2, NAXIS1: 20000, NAXIS2: 20000 }).map(([keyword, value]) => ({
        keyword,
        value,
      })),
    ];
    const declared = Buffer.concat([writeHeader(cards), Buffer.alloc(2880)]);
    expect(await codeOf(() => openImages(access(declared)))).toBe('truncated');
    expect(await codeOf(() => openImages(access(gzipSync(bytes))))).toBe('compressed');
    const [image] = await openImages(access(bytes));
    expect(await codeOf(() => image?.bands(2, 2).next())).toBe('no_image');
  });
});

describe('a tile-compressed image', () => {
  const tiled = (changes: Readonly<Record<string, string | number>>, data = Buffer.alloc(16)) => {
    const values: Record<string, string | number | boolean> = {
      ...{ XTENSION: 'BINTABLE', BITPIX: 8, NAXIS: 2, NAXIS1: 8, NAXIS2: 1, PCOUNT: 8, GCOUNT: 1, TFIELDS: 1 },
      ...{ TTYPE1: 'COMPRESSED_DATA', TFORM1: '1PB(8)', ZIMAGE: true, ZCMPTYPE: 'RICE_1', ZBITPIX: 16, ZNAXIS: 2 },
      ...{ ZNAXIS1: 4, ZNAXIS2: 1, ZTILE1: 4, ZTILE2: 1, ZNAME1: 'BYTEPIX', ZVAL1: 2, ...changes },
    };
    const header = Object.entries(values).map(([keyword, value]) => ({ keyword, value }));
    return Buffer.concat([writeFits([{ header: new Header() }]), writeHeader(header), filled(data)]);
  };

  it.each<[string, Readonly<Record<string, string | number>>, FitsFault]>([
    [
      '20000 x 20000 pixels in one tile of a few bytes',
      { ZNAXIS1: 20000, ZNAXIS2: 20000, ZTILE1: 20000, ZTILE2: 20000 },
      'too_large',
    ],
    ['fewer rows than tiles', { ZNAXIS2: 20000 }, 'bad_tiles'],
    ['a tile without bytes', {}, 'bad_tiles'],
    ['a method that is not read', { ZCMPTYPE: 'HCOMPRESS_1' }, 'compressed'],
    ['a quantisation that is not read', { ZQUANTIZ: 'DITHER_9' }, 'compressed'],
    ['pixels of five bytes', { ZVAL1: 5 }, 'compressed'],
    ['tiles of no pixels', { ZTILE1: 0 }, 'bad_tiles'],
  ])('is refused by name with %s', async (_, changes, code) => {
    expect(await codeOf(() => firstImage(readFits(tiled(changes))))).toBe(code);
  });

  it('is refused when the bytes end before the pixels do, by any method', async () => {
    const data = Buffer.alloc(16, 0);
    data.writeInt32BE(8, 0);
    for (const ZCMPTYPE of ['RICE_1', 'GZIP_1', 'GZIP_2', 'PLIO_1', 'NOCOMPRESS'])
      expect([
        ZCMPTYPE,
        await codeOf(() => firstImage(readFits(tiled({ ZCMPTYPE, ZNAXIS1: 400, ZTILE1: 400 }, data)))),
      ]).toEqual([ZCMPTYPE, 'bad_tiles']);
  });
});
