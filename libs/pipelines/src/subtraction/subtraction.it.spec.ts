import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Sky } from '@nightjar/catalogues';
import { CandidateList, newId } from '@nightjar/contracts';
import { firstImage, numbersOf, readFits, readRegions, readTable, textsOf } from '@nightjar/imaging';
import { Night } from '../frame/night.fixture.js';
import type { PipelineInput } from '../kit/definition.js';
import { because, succeeded, tryOut, type Success } from '../kit/trial.fixture.js';
import type { CandidateRecord } from '../science/candidate-files.js';
import { exposeField, placeAt } from '../science/field.fixture.js';
import { knownSky, tryUnder } from '../science/sky.fixture.js';
import { madeUnasked, notMade } from '../stdweb/files.fixture.js';
import { subtraction } from './subtraction.js';

jest.setTimeout(180_000);

const mags = [12.5, 13, 13.5, 14, 14.5];
const risen = mags.map((mag, i) => ({ ...placeAt(-150 + 71 * i, 93 - 40 * i), mag }));
const gone = mags.map((mag, i) => ({ ...placeAt(-132 + 67 * i, -111 + 43 * i), mag }));

const science = exposeField(11, { more: risen, scene: { fwhmArcsec: 13 } });
// another pointing, turned, sharper, and 0.3 mag less transparent
const template = exposeField(12, {
  more: gone,
  scene: {
    fwhmArcsec: 10,
    centre: placeAt(7.3, -4.6),
    rotationDeg: 3,
    zeroPointMag: 20.2,
    widthPx: 500,
    heightPx: 500,
  },
});

const candidatesOf = ({ facts }: Success) => facts['candidates'] as readonly CandidateRecord[];
const nearTo = (candidates: readonly CandidateRecord[], { xPx, yPx }: { xPx: number; yPx: number }) =>
  candidates.find((one) => Math.hypot(one.xPx - xPx, one.yPx - yPx) < 1);
const fileOf = ({ products }: Success, name: string): Buffer =>
  Buffer.from(products.find(({ file }) => file === name)?.content ?? []);

describe('a subtraction', () => {
  let whole: Success;
  beforeAll(async () => {
    using night = new Night();
    const inputs = [night.file('science.fits', science.file), night.file('template.fits', template.file)];
    const params = { template: 'custom', subSize: 210 };
    whole = succeeded(await tryOut(subtraction, { inputs, params, flags: { subVerbose: true } }));
  }, 240_000);

  it('finds each star that has come or gone, once, at its place, with its magnitude and the reasons', () => {
    const candidates = candidatesOf(whole);
    const lost = gone.map((star) => ({ ...star, ...(science.wcs.skyToPixel(star) ?? { xPx: NaN, yPx: NaN }) }));
    for (const [sign, stars] of [
      ['positive', science.added],
      ['negative', lost],
    ] as const) {
      for (const star of stars) {
        const found = nearTo(
          candidates.filter((one) => one.sign === sign),
          star,
        );
        expect(found).toMatchObject({ kept: true, sign });
        expect(Math.hypot((found?.raDeg ?? 0) - star.raDeg, (found?.decDeg ?? 0) - star.decDeg)).toBeLessThan(0.0006);
        expect(Math.abs((found?.mag ?? NaN) - star.mag)).toBeLessThan(3 * Math.hypot(found?.magError ?? NaN, 0.02));
        expect(found?.reasons.find(({ filter }) => filter === 'shape')?.verdict).toBe('passed');
      }
    }
    const kept = candidates.filter((one) => one.kept);
    expect(kept.length).toBeLessThanOrEqual(mags.length * 2 + 1);
    expect(whole.facts['parts']).toHaveLength(4);
    // the width of the frame's own stars is photometry's to say
    expect(whole.facts).not.toHaveProperty('fwhmPx');
    expect(whole.facts['differenceFwhmPx']).toBeGreaterThan(1);
  });

  it('gives a reason of every filter for each, also for those that it rejects', () => {
    for (const { kept, reasons } of candidatesOf(whole)) {
      expect(new Set(reasons.map(({ filter }) => filter)).size).toBe(reasons.length);
      expect(kept).toBe(reasons.every(({ verdict }) => verdict !== 'failed'));
    }
  });

  it('writes the planes of the whole frame, on its pixels and with its WCS', () => {
    for (const name of ['image', 'diff', 'ediff', 'mask', 'template', 'template_mask', 'conv', 'sdiff']) {
      const { header, image } = firstImage(readFits(fileOf(whole, `sub_${name}.fits`)));
      expect([image.widthPx, image.heightPx]).toEqual([400, 400]);
      expect(header.number('CRVAL1')).toBe(150);
    }
    const { header } = firstImage(readFits(fileOf(whole, 'sub_diff.fits')));
    expect(header.remarks('HISTORY').join()).toContain('subtracted in 4 parts');
  });

  it('tells how wide each star of the template is, in a table and in STDWeb’s plot of it', () => {
    const stars = readTable(fileOf(whole, 'sub_template_stars.ecsv').toString());
    const [xs, ys, widths] = ['x', 'y', 'fwhm'].map((name) => numbersOf(stars, name)) as [number[], number[], number[]];
    const adopted = Number.parseFloat(stars.meta['fwhm'] ?? '');
    // stars of 10 arcsec on pixels of 4, once reprojected
    expect(adopted).toBeGreaterThan(2.4);
    expect(adopted).toBeLessThan(3.2);
    const states = textsOf(stars, 'state');
    const used = widths.filter((_, i) => states[i] === 'used').sort((a, b) => a - b);
    expect(used.length).toBeLessThan(widths.length);
    expect(Math.abs((used[Math.floor(used.length / 2)] ?? NaN) - adopted)).toBeLessThan(0.2);
    // each once, though the parts overlap
    expect(new Set(xs.map((x, i) => `${Math.round(x / 2)},${Math.round((ys[i] ?? 0) / 2)}`)).size).toBe(xs.length);
    const picture = whole.products.find(({ file }) => file === 'sub_template_fwhm_mag.png');
    expect(picture).toMatchObject({ tag: 'plot', mediaType: 'image/png' });
    expect(
      Buffer.from(picture?.content ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('writes a cutout of each candidate that it keeps, and regions of those of all parts', () => {
    const kept = candidatesOf(whole).filter((one) => one.kept);
    const cutouts = whole.products.filter(({ file }) => /^candidate_.*\.fits$/.test(file));
    expect(cutouts).toHaveLength(kept.length);
    const names = readFits(Buffer.from(cutouts[0]?.content ?? [])).hdus.map(({ header }) => header.text('EXTNAME'));
    expect(names).toEqual([undefined, 'IMAGE', 'TEMPLATE', 'DIFF', 'MASK', 'CONVOLVED', 'NOISE']);
    expect(whole.products.filter(({ file }) => /^candidate_.*\.png$/.test(file))).toHaveLength(kept.length);
    const { regions } = readRegions(fileOf(whole, 'candidates.reg').toString());
    expect(regions).toHaveLength(whole.facts['candidatesFound'] as number);
    expect(fileOf(whole, 'candidates.vot').toString()).toContain('<TR>');
  });

  it('lists every candidate, kept ones first, each with its three pictures beside one another', () => {
    const { candidates, found, kept } = CandidateList.parse(JSON.parse(fileOf(whole, 'candidates.json').toString()));
    expect([found, kept]).toEqual([whole.facts['candidatesFound'], whole.facts['candidatesKept']]);
    expect(candidates).toHaveLength(found);
    expect(candidates.map((one) => one.kept)).toEqual(candidates.map((_, i) => i < kept));
    expect(found).toBeGreaterThan(kept);
    const pictures = candidates.map(({ picture }) => picture);
    expect(new Set(pictures.map((picture) => `${picture?.file} ${picture?.row}`)).size).toBe(found);
    for (const picture of pictures) {
      const png = fileOf(whole, picture?.file ?? '');
      // width and height stand at 16 and 20 of a PNG: three squares of 61 pixels with two lines of 2 between them
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([187, 61 * (picture?.rows ?? 0)]);
      expect(picture?.row).toBeLessThan(picture?.rows ?? 0);
    }
  });
});

describe('a subtraction', () => {
  const target = (star: { raDeg: number; decDeg: number }) => ({
    id: newId('tgt'),
    name: 'nova',
    errorDeg: null,
    ...star,
  });
  const run = async (inputs: (night: Night) => PipelineInput[], work: object) => {
    using night = new Night();
    return await tryOut(subtraction, { inputs: inputs(night), ...work });
  };
  const both = (night: Night) => [night.file('a.fits', science.file), night.file('b.fits', template.file)];
  const custom = { template: 'custom', subSize: 250 };

  it('measures a target on the difference alone, and cuts no more than it needs', async () => {
    const [, star] = risen;
    if (!star) throw new Error('no star');
    const { facts, data, products } = succeeded(await run(both, { target: target(star), params: custom }));
    const kept = products.find(({ file }) => file === 'sub_image.fits');
    const { data: pixels } = firstImage(readFits(Buffer.from(kept?.content ?? []))).image;
    const [part] = facts['parts'] as [Record<'x0' | 'x1' | 'y0' | 'y1', number>];
    expect(pixels.filter(Number.isFinite)).toHaveLength((part.x1 - part.x0) * (part.y1 - part.y0));
    expect(facts).toMatchObject({ mode: 'target', candidates: [], parts: [expect.anything()] });
    expect(data).toMatchObject([{ source: 'nightjar subtraction', limit: null }]);
    expect(Math.abs((data[0]?.mag ?? NaN) - star.mag)).toBeLessThan(0.08);
  });

  it('keeps the frame as it was subtracted from, and where the template is sound, bad or at its end', async () => {
    const beside = exposeField(14, { scene: { centre: placeAt(120, 0) } });
    const files = (night: Night) => [night.file('a.fits', science.file), night.file('b.fits', beside.file)];
    const params = { ...custom, subSize: 400, customTemplateSaturation: 3000 };
    const made = succeeded(await run(files, { params }));
    const plane = (name: string) => firstImage(readFits(fileOf(made, `sub_${name}.fits`))).image.data;
    const [frame, kept] = [firstImage(readFits(science.file)).image.data, plane('image')];
    expect(kept).toHaveLength(frame.length);
    expect(kept.every((value, i) => value === frame[i])).toBe(true);
    const mask = plane('template_mask');
    const counts = [0, 1, 2].map((kind) => mask.filter((one) => one === kind).length);
    expect(counts[0]! + counts[1]! + counts[2]!).toBe(mask.length);
    // 120 of 400 columns, less what interpolation wants at an edge
    expect(counts[2]! / mask.length).toBeGreaterThan(0.28);
    expect(counts[2]! / mask.length).toBeLessThan(0.33);
    expect(counts[1]).toBeGreaterThan(10);
    expect(counts[1]! / mask.length).toBeLessThan(0.1);
  });

  it('measures every target there is, by coordinates, pixel or name, and tells of those that nobody could place', async () => {
    const [first, second] = risen;
    const at = second && science.wcs.skyToPixel(second);
    if (!first || !at) throw new Error('no star');
    const targets = [`${first.raDeg} ${first.decDeg}`, `x=${at.xPx} y=${at.yPx}`, 'SN 2099zz'].join('\n');
    const trial = await run(both, { params: { ...custom, targets, subtractionMode: 'detection' } });
    const { facts, products } = succeeded(trial);
    const measured = facts['differenceTargets'] as readonly { name: string; brightness: { mag: number } }[];
    expect(measured.map(({ name }) => name)).toEqual(targets.split('\n').slice(0, 2));
    for (const [i, star] of [first, second].entries())
      expect(Math.abs((measured[i]?.brightness.mag ?? NaN) - (star?.mag ?? NaN))).toBeLessThan(0.08);
    expect(trial.said.join('\n')).toMatch(/warn Nobody could tell where SN 2099zz is/);
    const table = products.find(({ file }) => file === 'sub_target.vot');
    expect(
      Buffer.from(table?.content ?? [])
        .toString()
        .match(/<TR>/g),
    ).toHaveLength(2);
    expect(products.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['sub_target.fits', 'sub_target_0001.fits']),
    );
    expect([notMade('subtraction', products, []), madeUnasked('subtraction', products)]).toEqual([[], []]);
    // none is the process's own: no light curve gets a point
    expect(succeeded(trial).data).toEqual([]);
  });

  it('believes what a person knows better of the frame than its header', async () => {
    const [, star] = risen;
    if (!star) throw new Error('no star');
    const of = async (params: object) =>
      succeeded(await run(both, { target: target(star), params: { ...custom, ...params } })).data[0];
    const [plain, better] = [await of({}), await of({ gain: 0.15, time: '2020-01-01T00:00:00' })];
    // ten times fewer electrons are three times as uncertain
    expect((better?.magError ?? NaN) / (plain?.magError ?? NaN)).toBeGreaterThan(1.5);
    expect(better?.time).toBe('2020-01-01T00:00:15.000Z');
    expect(because(await run(both, { params: { ...custom, saturation: 300 } }))).toMatch(/masked/);
  });

  it('gives a limit where the target has not changed', async () => {
    const { data } = succeeded(await run(both, { target: target(placeAt(20.5, 31.5)), params: custom }));
    expect(data).toMatchObject([{ mag: null, limit: expect.any(Number) }]);
    expect(data[0]?.limit).toBeGreaterThan(15);
  });

  it('lays a template on a frame by their stars where one of them knows no sky', async () => {
    const lost = exposeField(11, { more: risen, scene: { fwhmArcsec: 13 }, lost: true });
    const inputs = (night: Night) => [night.file('a.fits', lost.file), night.file('b.fits', template.file)];
    const { facts } = succeeded(await run(inputs, { params: { ...custom, subSize: 400 } }));
    const candidates = facts['candidates'] as CandidateRecord[];
    for (const star of lost.added)
      expect(nearTo(candidates, star)).toMatchObject({ kept: true, raDeg: null, mag: null, sign: 'positive' });
  }, 240_000);

  it('asks a survey for the template of each part, and catalogues for what is known', async () => {
    using night = new Night();
    const { header, image } = firstImage(readFits(template.file));
    const asked: number[] = [];
    const [known, asteroid, ...unknown] = risen;
    if (!known || !asteroid) throw new Error('no star');
    const { raDeg, decDeg } = known;
    const sky: Sky = {
      ...knownSky(
        { gaiaedr3: [{ raDeg, decDeg, id: '1', mags: {} }] },
        {
          bodies: [{ ...asteroid, name: 'Ceres', kind: 'MB>Inner' }],
          variables: [{ raDeg, decDeg: decDeg + 5 / 3600, name: 'V0001 Leo', type: null }],
        },
      ),
      async template({ field, survey = '', filter }) {
        asked.push(field.widthDeg);
        const mask = new Uint8Array(image.data.length);
        return { template: { header, image, mask }, survey, filter, from: 'cache', note: 'Template: Pan-STARRS.' };
      },
    };
    const work = {
      inputs: [night.file('a.fits', science.file)],
      params: { subSize: 210 },
      flags: { filterVizier: true },
    };
    const success = succeeded(await tryUnder(sky, subtraction, work));
    const candidates = candidatesOf(success);
    // a part of 250 pixels from corner to corner, and a little more
    expect(asked).toEqual(Array.from({ length: 4 }, () => expect.closeTo((250 * Math.SQRT2 * 4 * 1.05) / 3600, 2)));
    const at = (star: { raDeg: number; decDeg: number }) =>
      nearTo(candidates, science.wcs.skyToPixel(star) ?? { xPx: NaN, yPx: NaN });
    const reason = (star: { raDeg: number; decDeg: number }) =>
      at(star)?.reasons.find(({ filter }) => filter === 'catalogue');
    expect(reason(known)).toMatchObject({
      verdict: 'failed',
      because: expect.stringMatching(/^gaiaedr3 1 is 0\.\d arcsec/),
    });
    for (const star of unknown) {
      expect(reason(star)).toMatchObject({ verdict: 'passed' });
      expect(at(star)).toMatchObject({ kept: true, known: [] });
    }
    // what filters do not reject is marked, the nearest first
    expect(at(known)?.known).toMatchObject([
      { name: 'gaiaedr3 1', kind: 'catalogue star', catalogue: 'gaiaedr3' },
      { name: 'V0001 Leo', kind: 'variable star', type: null, catalogue: 'vsx' },
    ]);
    expect(at(known)?.known[1]?.separationArcsec).toBeCloseTo(5, 0);
    expect(at(asteroid)).toMatchObject({ kept: true, known: [{ name: 'Ceres', kind: 'minor planet' }] });
    expect(at(asteroid)?.reasons).toContainEqual({
      ...{ filter: 'known-object', verdict: 'passed' },
      because: expect.stringMatching(/^near known minor planet Ceres, 0\.\d arcsec$/),
    });
    const told = fileOf(success, 'candidates.vot').toString();
    expect(told).toMatch(/minor planet Ceres \(MB&gt;Inner\), 0\.\d arcsec, skybot/);
    const { regions } = readRegions(fileOf(success, 'candidates.reg').toString());
    expect(regions.filter(({ text }) => text?.includes('minor planet Ceres'))).toHaveLength(1);
  }, 240_000);

  it.each([
    ['a frame alone with a template of one’s own', (night: Night) => both(night).slice(0, 1), custom, /second frame/],
    ['a template that is not among the inputs', both, { ...custom, customTemplate: 'c.fits' }, /no template c\.fits/],
    ['a survey that cannot be asked', both, { template: 'ps1' }, /this run was given no catalogues/],
    ['orders that are none', both, { hotpantsExtra: '{"ko": 9}' }, /hotpantsExtra\.ko/],
    ['a centre that is none', both, { ...custom, filterCenter: 'here' }, /filterCenter: “here”/],
  ])('refuses %s in words', async (_, inputs, params, words) => {
    expect(because(await run(inputs, { params }))).toMatch(words);
  });
});
