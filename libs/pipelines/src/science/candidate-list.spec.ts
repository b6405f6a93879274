import { describe, expect, it } from '@jest/globals';
import { CandidateList, newId, ProcessSucceeded } from '@nightjar/contracts';
import { Header, random } from '@nightjar/imaging';
import type { CandidateRecord } from './candidate-files.js';
import { listCandidates } from './candidate-list.js';
import { pngRows } from './png-rows.fixture.js';

const side = 400;
const image = (level: (x: number, y: number) => number) => ({
  widthPx: side,
  heightPx: side,
  data: Float32Array.from({ length: side * side }, (_, i) => level((i % side) + 1, Math.floor(i / side) + 1)),
});
/** North is bright on the first plane, south on the second. */
const planes = [
  { name: 'IMAGE', image: image((_, y) => y), drawn: true },
  { name: 'TEMPLATE', image: image((_, y) => -y), drawn: true },
  { name: 'MASK', image: image(() => 0), drawn: false },
];
const frame = { header: new Header([]), planes, of: null };

const record = (name: string, snr: number, kept: boolean, xPx = 200, yPx = 200): CandidateRecord => ({
  ...{ name, raDeg: 1, decDeg: 2, xPx, yPx, mag: null, magError: null, snr, sign: snr > 0 ? 'positive' : 'negative' },
  ...{ fluxAdu: 10 * snr, fluxErrorAdu: 10, kept, reasons: [], known: [] },
});

describe('the list of candidates', () => {
  const dice = random(3);
  const many = Array.from({ length: 3000 }, (_, i) =>
    record(`c${i}`, (dice.uniform() < 0.5 ? 1 : -1) * (5 + 100 * dice.uniform()), i % 20 === 0),
  );
  const listed = listCandidates('candidates', many, frame);
  const file = (name: string) => listed.products.find((product) => product.file === name);
  const list = CandidateList.parse(JSON.parse(Buffer.from(file('candidates.json')?.content ?? []).toString()));

  it('has all that are kept and the five hundred most significant of the others, each kind most significant first', () => {
    const expected = [true, false].flatMap((kept) =>
      many
        .filter((one) => one.kept === kept)
        .sort((a, b) => Math.abs(b.snr) - Math.abs(a.snr))
        .slice(0, 500)
        .map(({ name }) => name),
    );
    expect(list.candidates.map(({ name }) => name)).toEqual(expected);
    expect(list).toMatchObject({ found: 3000, kept: 150 });
    expect(listed.leftOut).toMatch(/^2350 candidates of 3000 are in candidates\.vot alone/);
    expect(listCandidates('candidates', many.slice(0, 40), frame).leftOut).toBeUndefined();
  });

  it('tells facts the first hundred and of the others the names, so that facts stay small', () => {
    expect(listed.facts.candidates.map(({ name }) => name)).toEqual(
      list.candidates.slice(0, 100).map(({ name }) => name),
    );
    expect(listed.facts.otherCandidates).toEqual(list.candidates.slice(100).map(({ name }) => name));
  });

  it('shows each of them: a hundred by pictures of their own, the others on sheets of fifty', () => {
    expect(list.candidates.every(({ picture }) => picture && file(picture.file))).toBe(true);
    expect(listed.products.filter(({ mediaType }) => mediaType === 'image/png')).toHaveLength(100 + 11);
    expect(list.candidates[100]?.picture).toEqual({ file: 'candidates_sheet_01.png', row: 0, rows: 50 });
    expect(list.candidates[649]?.picture).toEqual({ file: 'candidates_sheet_11.png', row: 49, rows: 50 });
  });

  it('cuts a FITS file for each that is kept and listed, the most significant first, and for no other', () => {
    const names = ({ products }: typeof listed) =>
      products.flatMap(({ file: name }) => (name.endsWith('.fits') ? [name] : []));
    const kept = list.candidates.filter((one) => one.kept).map(({ name }) => name);
    expect(names(listed)).toEqual(kept.map((name, i) => `candidate_${String(i + 1).padStart(3, '0')}_${name}.fits`));
    expect(listed.products).toHaveLength(1 + 150 + 100 + 11);
    const allKept = many.slice(0, 501).map((one) => ({ ...one, kept: true }));
    expect(names(listCandidates('candidates', allKept, frame))).toHaveLength(500);
  });

  it('goes through the bus as one message with all its products at the limit of the list, and room to spare', () => {
    const reasons = Array.from({ length: 13 }, (_, i) => ({
      ...{ filter: `filter-number-${i}`, verdict: 'passed' as const },
      because: 'near known variable star V0001 Leo, 3.4 arcsec, 20 is allowed here',
    }));
    const known = {
      name: 'V0001 Leo',
      kind: 'variable star',
      type: 'UG',
      catalogue: 'vsx',
      separationArcsec: 3.4,
    } as const;
    const most = Array.from({ length: 1000 }, (_, i) => ({
      ...record(`J004244.${100 + i}+411609.0`, 1000.123456789 - i / 3, i < 500, 10 + i / 3, 10 + i / 7),
      ...{ raDeg: 10.684583333333 + i / 7e3, decDeg: 41.26902777777 + i / 3e4, reasons, known: [known, known] },
    }));
    const { products, facts } = listCandidates('candidates', most, frame);
    const {
      process,
      products: [sample],
    } = ProcessSucceeded.example;
    const told = products.map(({ file: name, type, mediaType, tag = '', meta }) => ({
      ...{ ...sample, id: newId('prd'), name: `subtraction-20080319-0600_${name}`, type, mediaType, tags: [tag], meta },
      ...{ of: newId('prd'), process: newId('prc'), observation: newId('obs'), target: newId('tgt') },
    }));
    const outputs = told.map(({ id, name, tags, type }) => ({ kind: 'data-product', id, name, tag: tags[0], type }));
    const bytes = Buffer.byteLength(
      JSON.stringify({ process: { ...process, outputs, result: facts }, products: told }),
    );
    // what NATS carries is 1 MiB, and no more
    expect(bytes).toBeLessThan(0.9 * 2 ** 20);
    expect(bytes).toBeGreaterThan(0.3 * 2 ** 20);
  });

  it('shows on a sheet each at its row, north up, the planes beside one another', () => {
    // at the upper edge of the frame the upper half of its cutout is off the frame, at the lower edge the lower half
    const two = [record('above', 9, false, 200, side), record('below', 8, false, 200, 1)];
    const sheet = listCandidates('candidates', two, frame).products.find(({ file: name }) => name.includes('sheet'));
    const rows = pngRows(sheet?.content ?? new Uint8Array());
    expect([rows.length, rows[0]?.length]).toEqual([122, 124]);
    const at = (row: number, panel: number) => rows[row]?.[panel * 63 + 30] ?? NaN;
    const halves = [10, 50, 71, 111].map((row) => [at(row, 0) > 0, at(row, 1) > 0]);
    // the brightest of the second plane lies at the bottom, and what is off the frame is black
    expect(halves).toEqual([
      [false, false],
      [true, true],
      [true, true],
      [false, false],
    ]);
    expect(at(35, 0)).toBeGreaterThan(at(55, 0));
    expect(at(35, 1)).toBeLessThan(at(55, 1));
    expect(rows[5]?.[61]).toBe(255);
  });
});
