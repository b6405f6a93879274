import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { checkSums } from '../fits/checksum.js';
import { Header } from '../fits/header.js';
import { readFits } from '../fits/read.js';
import { writeFits, writeTable, type HduToWrite } from '../fits/write.js';
import { describeWithAstropy, inFolder, onPath, runAstropy } from './astropy.fixture.js';

const long = "it's a long story, ".repeat(12).trim();
const cards = new Header([
  { keyword: 'OBJECT', value: "Barnard's star", comment: 'a quote inside' },
  { keyword: 'EXPTIME', value: 30.5, comment: '[s] open shutter' },
  {
    keyword: 'STORY',
    value: long,
    comment: 'a comment that is long enough to have to go on beside continuations of the text',
  },
  { keyword: 'ESO DET OUT1 GAIN', value: 1.25, comment: 'by HIERARCH' },
  { keyword: 'ESO DET READ CURNAME', value: long },
  { keyword: 'TINY', value: 1e-300 },
  { keyword: 'BIG', value: 1e22 },
  { keyword: 'EMPTY', comment: 'no value' },
  { keyword: 'OK', value: true },
  { keyword: 'HISTORY', comment: 'h'.repeat(100) },
]);
const named = (name: string): Header => new Header([{ keyword: 'EXTNAME', value: name }]);
const plane = [3, 2];

const hdus: HduToWrite[] = [
  { header: cards, axes: plane, data: new Uint16Array([0, 1, 32767, 32768, 40000, 65535]) },
  { header: named('BYTES'), axes: plane, data: new Uint8Array([0, 1, 2, 3, 254, 255]) },
  { header: named('SHORT'), axes: plane, data: new Int16Array([-32768, -1, 0, 1, 2, 32767]) },
  { header: named('LONG'), axes: plane, data: new Int32Array([-2147483648, -1, 0, 1, 65536, 2147483647]) },
  { header: named('FLOAT'), axes: plane, data: new Float32Array([-1.5, 0, 0.25, 1e30, NaN, 3]) },
  { header: named('DOUBLE'), axes: [3, 1, 2], data: new Float64Array([-1.5, 0, 0.1, 1e300, NaN, 3]) },
  { header: named('WIDE'), axes: plane, data: new Float64Array([-5, 0, 2 ** 53, 7, 8, 9]), storage: { bitpix: 64 } },
  { header: named('UWIDE'), axes: [2], data: new Float64Array([5, 2 ** 53]), storage: { bitpix: 64, bzero: 2 ** 63 } },
  { header: named('SIGNED'), axes: [3], data: new Int16Array([-128, 0, 127]), storage: { bitpix: 8, bzero: -128 } },
  {
    ...{ header: named('SCALED'), axes: [3], data: new Float64Array([10.5, NaN, 12]) },
    storage: { bitpix: 16, bscale: 0.5, bzero: 10, blank: -32768 },
  },
  {
    header: named('TABLE'),
    columns: [
      { name: 'L', form: 'L', values: [1, 0, NaN] },
      { name: 'X', form: 'X', repeat: 11, values: Array.from({ length: 33 }, (_, i) => (i % 3 === 0 ? 1 : 0)) },
      { name: 'B', form: 'B', values: [0, 7, 255] },
      { name: 'I', form: 'I', values: [-32768, 0, NaN], blank: -1 },
      { name: 'J', form: 'J', values: [-5, 0, 5], unit: 'adu' },
      { name: 'U', form: 'J', values: [0, 1, 2 ** 32 - 1], zero: 2 ** 31 },
      { name: 'K', form: 'K', values: [2n ** 62n + 1n, 0n, -1n] },
      { name: 'UK', form: 'K', values: [2n ** 64n - 1n, 0n, 5n], zero: 2 ** 63 },
      { name: 'E', form: 'E', values: [0.25, NaN, -1e30], display: 'E12.5' },
      { name: 'D', values: [0.1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], repeat: 4, axes: [2, 2] },
      { name: 'C', form: 'C', values: [1, 2, 3, 4, 5, 6] },
      { name: 'M', form: 'M', values: [1, 2, 3, 4, 5, 6] },
      { name: 'S', form: 'I', values: [1.5, 2, 2.5], scale: 0.5, zero: 1 },
      { name: 'A', values: ['HAT-P-32', '', "it's"] },
      { name: 'PD', values: [[1, 2.5], [], [3]] },
      { name: 'PJ', form: 'J', values: [[7], [8, 9], []] },
    ],
  },
];

const script = `
import json, sys
import numpy as np
from astropy.io import fits
def plain(a):
    if a is None: return None
    if isinstance(a, (list, tuple, np.ndarray)): return [plain(x) for x in a]
    if isinstance(a, (complex, np.complexfloating)): return [plain(a.real), plain(a.imag)]
    if isinstance(a, (np.bool_, bool)): return bool(a)
    if isinstance(a, (np.integer, int)): return str(int(a))
    if isinstance(a, (np.floating, float)): return None if a != a else float(a)
    return str(a)
with fits.open('ours.fits', checksum=True, character_as_bytes=False) as hdus:
    hdus.verify('exception')
    out = {h.name: plain(h.data) for h in hdus if not isinstance(h, fits.BinTableHDU)}
    table = hdus['TABLE']
    out['TABLE'] = {c.name: plain(table.data[c.name]) for c in table.columns}
    out['cards'] = {k: plain(v) if not isinstance(v, fits.card.Undefined) else None for k, v in hdus[0].header.items() if k != 'HISTORY'}
    out['history'] = [str(x) for x in hdus[0].header['HISTORY']]
print(json.dumps(out))
`;

// other programs are waited for here, on a machine that may be busy
jest.setTimeout(120_000);

const asText = (values: ArrayLike<number | bigint>): string[] => Array.from(values, String);

describeWithAstropy('a file that we write', () => {
  it('says the same to astropy, pixel by pixel, column by column and card by card', () =>
    inFolder((folder) => {
      writeFileSync(join(folder, 'ours.fits'), writeFits(hdus));
      const seen = JSON.parse(runAstropy(script, folder)) as Record<string, unknown> & {
        TABLE: Record<string, unknown>;
        cards: Record<string, unknown>;
      };
      expect(seen).toMatchObject({
        PRIMARY: [asText([0, 1, 32767]), asText([32768, 40000, 65535])],
        BYTES: [asText([0, 1, 2]), asText([3, 254, 255])],
        SHORT: [asText([-32768, -1, 0]), asText([1, 2, 32767])],
        LONG: [asText([-2147483648, -1, 0]), asText([1, 65536, 2147483647])],
        FLOAT: [
          [-1.5, 0, 0.25],
          [Math.fround(1e30), null, 3],
        ],
        DOUBLE: [[[-1.5, 0, 0.1]], [[1e300, null, 3]]],
        WIDE: [asText([-5, 0, 2 ** 53]), asText([7, 8, 9])],
        UWIDE: asText([5, 2 ** 53]),
        SIGNED: asText([-128, 0, 127]),
        SCALED: [10.5, null, 12],
        history: ['h'.repeat(72), 'h'.repeat(28)],
      });
      expect(seen.TABLE).toEqual({
        L: [true, false, false],
        X: [0, 1, 2].map((row) => Array.from({ length: 11 }, (_, i) => (11 * row + i) % 3 === 0)),
        B: asText([0, 7, 255]),
        I: asText([-32768, 0, -1]),
        J: asText([-5, 0, 5]),
        U: asText([0, 1, 2 ** 32 - 1]),
        K: asText([2n ** 62n + 1n, 0n, -1n]),
        UK: asText([2n ** 64n - 1n, 0n, 5n]),
        E: [0.25, null, Math.fround(-1e30)],
        D: [0, 1, 2].map((row) =>
          [0, 1].map((line) => [0, 1].map((i) => (row + line + i === 0 ? 0.1 : 4 * row + 2 * line + i + 1))),
        ),
        C: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        M: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        S: [1.5, 2, 2.5],
        A: ['HAT-P-32', '', "it's"],
        PD: [[1, 2.5], [], [3]],
        PJ: [['7'], ['8', '9'], []],
      });
      expect(seen.cards).toMatchObject({
        ...{ OBJECT: "Barnard's star", EXPTIME: 30.5, STORY: long, TINY: 1e-300, BIG: 1e22, EMPTY: null, OK: true },
        ...{ 'ESO DET OUT1 GAIN': 1.25, 'ESO DET READ CURNAME': long },
      });
    }));

  it('reads back as it was written, with right sums', () => {
    const bytes = writeFits(hdus);
    expect(new Set(checkSums(bytes).flatMap(({ checksum, datasum }) => [checksum, datasum]))).toEqual(
      new Set(['right']),
    );
    const back = readFits(bytes).hdus;
    hdus.forEach((written, i) => {
      const read = back[i];
      if ('columns' in written || read?.kind !== 'image') return;
      expect(Array.from(read.data ?? [])).toEqual(Array.from(written.data ?? []));
    });
    expect(back[0]?.header.text('STORY')).toBe(long);
    expect(back[0]?.header.text('ESO DET READ CURNAME')).toBe(long);
    const table = back.find((hdu) => hdu.kind === 'table')?.table;
    expect(table?.arrays('PD').map((row) => Array.from(row))).toEqual([[1, 2.5], [], [3]]);
    expect(table?.bigints('UK')).toEqual([2n ** 64n - 1n, 0n, 5n]);
    expect(Array.from(table?.numbers('I') ?? [])).toEqual([-32768, 0, NaN]);
    expect(Array.from(table?.numbers('L') ?? [])).toEqual([1, 0, NaN]);
    expect(table?.arrays('X').map((row) => row.length)).toEqual([11, 11, 11]);
    expect(table?.column('D')).toMatchObject({ form: 'D', repeat: 4, axes: [2, 2], variable: false });
  });
});

(onPath('fitsverify') ? it : it.skip)('what we write passes fitsverify without an error or a warning', () =>
  inFolder((folder) => {
    // a card without a value is lawful, and worth a warning
    const withoutEmpty = hdus.map((hdu) => ({ ...hdu, header: hdu.header.without('EMPTY') }));
    const files = { 'all.fits': writeFits(withoutEmpty), 'list.fits': writeTable([{ name: 'X', values: [1, 2] }]) };
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes);
      const said = execFileSync('sh', ['-c', `fitsverify ${name} || true`], { cwd: folder, encoding: 'utf8' });
      expect(said).toMatch(/0 warning(?:s|\(s\))? and 0 error(?:s|\(s\))?/);
    }
  }),
);
