import { describe, expect, it, jest } from '@jest/globals';
import type { CatalogueStar, Sky } from '@nightjar/catalogues';
import { firstImage, readFits } from '@nightjar/imaging';
import { Night } from '../frame/night.fixture.js';
import { because, succeeded } from '../kit/trial.fixture.js';
import type { ListedCandidate } from '../science/candidate-list.js';
import { exposeField, fieldStars, placeAt } from '../science/field.fixture.js';
import { pngRows } from '../science/png-rows.fixture.js';
import { knownSky, tryUnder } from '../science/sky.fixture.js';
import { notMade } from '../stdweb/files.fixture.js';
import { transients } from './transients.js';

// a machine that does much else besides takes ten times as long
jest.setTimeout(180_000);

const catalogue: readonly CatalogueStar[] = fieldStars.map(({ raDeg, decDeg, mag }) => ({
  ...{ raDeg, decDeg, mags: { V: { mag, errorMag: 0.01 } } },
}));
const nova = { ...placeAt(52.3, -31.6), mag: 13 };
const asteroid = { ...placeAt(-81.2, 64.4), mag: 13.5 };
const [flare] = fieldStars.filter(({ mag }) => mag > 14.5);
if (!flare) throw new Error('the field has no faint star');
const flaring = { ...flare, mag: flare.mag - 3 };
/** The star shines as before, and the flare with it. */
const bothMag = flaring.mag - 2.5 * Math.log10(1 + 10 ** (-0.4 * 3));
const frame = exposeField(21, { more: [nova, asteroid, flaring] });
const body = { ...asteroid, name: 'Ceres', kind: 'MB' };
const variable = { ...nova, raDeg: nova.raDeg + 1 / 3600, name: 'V0001 Leo', type: 'UG' };
const sky = knownSky({ gaiaedr3: catalogue }, { bodies: [body], variables: [variable] });
const only = { catalogues: 'gaiaedr3' };

async function find(work: object, { files = [frame.file], under = sky, params = {} as object } = {}) {
  using night = new Night();
  const inputs = files.map((file, i) => night.file(`${i}.fits`, file));
  return await tryUnder(under, transients, { inputs, params: { ...only, ...params }, ...work });
}

const near = (candidates: readonly ListedCandidate[], { raDeg, decDeg }: { raDeg: number; decDeg: number }) =>
  candidates.find((one) => Math.hypot((one.raDeg ?? 0) - raDeg, (one.decDeg ?? 0) - decDeg) < 0.0012);
const candidatesOf = (trial: Awaited<ReturnType<typeof find>>) =>
  succeeded(trial).facts['candidates'] as readonly ListedCandidate[];
const failedOf = (one: ListedCandidate | undefined) =>
  one?.reasons.filter(({ verdict }) => verdict === 'failed').map(({ filter }) => filter);

describe('simple transients', () => {
  it('are what no catalogue knows: new, or much brighter than what was there; each has a cutout', async () => {
    const trial = await find({});
    const candidates = candidatesOf(trial);
    for (const star of [nova, { ...flaring, mag: bothMag }]) {
      const found = near(candidates, star);
      expect(found).toMatchObject({ kept: true });
      expect(Math.abs((found?.mag ?? NaN) - star.mag)).toBeLessThan(3 * Math.hypot(found?.magError ?? NaN, 0.03));
    }
    expect(near(candidates, flaring)?.reasons).toContainEqual({
      ...{ filter: 'gaiaedr3', verdict: 'passed' },
      because: expect.stringMatching(/mag brighter than the star/),
    });
    const kept = candidates.filter((one) => one.kept);
    expect(kept.length).toBeLessThanOrEqual(4);
    const { products } = succeeded(trial);
    const cutouts = products.filter(({ file }) => /^candidate_.*\.fits$/.test(file));
    expect(cutouts).toHaveLength(kept.length);
    expect(readFits(Buffer.from(cutouts[0]?.content ?? [])).hdus[1]?.header.text('EXTNAME')).toBe('IMAGE');
    expect(notMade('transients', products, [])).toEqual([]);
  });

  it('are no minor planets that are known, unless that is not asked', async () => {
    expect(failedOf(near(candidatesOf(await find({})), asteroid))).toEqual(['known-object']);
    const anyway = candidatesOf(await find({ flags: { simpleSkybot: false } }));
    expect(near(anyway, asteroid)).toMatchObject({ kept: true, known: [{ name: 'Ceres', kind: 'minor planet' }] });
    const unmarked = candidatesOf(await find({ flags: { simpleSkybot: false, markKnown: false } }));
    expect(near(unmarked, asteroid)).toMatchObject({ kept: true, known: [] });
  });

  it('are marked and kept where a star that varies is known, with its name, type and distance', async () => {
    const trial = await find({});
    const found = near(candidatesOf(trial), nova);
    expect(found).toMatchObject({
      kept: true,
      known: [{ name: 'V0001 Leo', kind: 'variable star', type: 'UG', catalogue: 'vsx' }],
    });
    // a second of right ascension is shorter at this declination, and the place is measured
    expect(Math.abs((found?.known[0]?.separationArcsec ?? NaN) - Math.cos((20 * Math.PI) / 180))).toBeLessThan(0.5);
    expect(found?.reasons).toContainEqual({
      ...{ filter: 'variable-star', verdict: 'passed' },
      because: expect.stringMatching(/^near known variable star V0001 Leo, [01]\.\d arcsec$/),
    });
    const flared = near(candidatesOf(trial), flaring)?.known;
    expect(flared).toMatchObject([{ name: 'gaiaedr3', kind: 'catalogue star', catalogue: 'gaiaedr3' }]);
    expect(succeeded(trial).facts).not.toHaveProperty('warnings');
  });

  it('are looked for all the same where nobody tells of minor planets and variable stars, which is a warning', async () => {
    const away: Sky = {
      ...sky,
      solarSystem: async () => ({ bodies: null, note: 'SkyBoT could not be asked (it answers 503).' }),
      variables: async () => {
        throw new Error('the connection to the database was lost');
      },
    };
    const trial = await find({}, { under: away });
    const found = near(candidatesOf(trial), nova);
    expect(found).toMatchObject({ kept: true, known: [] });
    const notAsked = found?.reasons.filter(({ verdict }) => verdict === 'not-asked').map(({ filter }) => filter);
    expect(notAsked).toEqual(expect.arrayContaining(['known-object', 'variable-star']));
    expect(succeeded(trial).facts['warnings']).toEqual([
      'Minor planets were not checked: SkyBoT could not be asked (it answers 503).',
      'Variable stars were not checked: the connection to the database was lost',
    ]);
  });

  it('with a difference of 0 are only where no star is at all', async () => {
    const found = candidatesOf(await find({}, { params: { simpleMagDiff: 0 } }));
    expect(failedOf(near(found, flaring))).toEqual(['gaiaedr3']);
  });

  it('are judged alike where the frame has no zero point: the stars that match give the scale', async () => {
    const bare = exposeField(21, { more: [nova, flaring], cards: [{ keyword: 'MAGZERO', value: '' }] });
    const found = candidatesOf(await find({}, { files: [bare.file] }));
    for (const star of [nova, flaring]) expect(near(found, star)).toMatchObject({ kept: true, mag: null });
    expect(found.filter((one) => one.kept).length).toBeLessThanOrEqual(4);
  });

  it('are looked for about a place only, where one is given', async () => {
    const { raDeg, decDeg } = nova;
    const found = candidatesOf(await find({}, { params: { simpleCenter: `${raDeg} ${decDeg}`, simpleSr0: 0.02 } }));
    expect(near(found, nova)).toMatchObject({ kept: true });
    expect(near(found, asteroid)).toBeUndefined();
  });

  it('are on every further frame of the inputs', async () => {
    const again = exposeField(22, { more: [nova], scene: { centre: placeAt(5, 5), rotationDeg: 10 } });
    const found = candidatesOf(await find({}, { files: [frame.file, again.file] }));
    expect(near(found, nova)).toMatchObject({ kept: true });
    expect(failedOf(near(found, flaring))).toEqual([]);
    const without = candidatesOf(await find({}, { files: [frame.file, exposeField(23).file] }));
    expect(failedOf(near(without, nova))).toEqual(['other-frames']);
  });

  it('are on those of the further frames that are named, or new to them where that is what they mean', async () => {
    const files = [frame.file, exposeField(22, { more: [nova] }).file, exposeField(23).file];
    const named = candidatesOf(await find({}, { files, params: { simpleOthers: '1.fits' } }));
    expect(near(named, nova)).toMatchObject({ kept: true });
    const known = candidatesOf(await find({}, { files, params: { othersMean: 'known' } }));
    expect(failedOf(near(known, nova))).toEqual(['other-frames']);
    // the star that flares was there before, as faint as it was
    expect(near(known, asteroid)?.reasons.filter(({ filter }) => filter === 'other-frames')).toMatchObject([
      { verdict: 'passed', because: 'it is not on 1.fits' },
      { verdict: 'passed', because: 'it is not on 2.fits' },
    ]);
    expect(because(await find({}, { files, params: { simpleOthers: '9.fits' } }))).toMatch(/no other frame 9\.fits/);
  });

  it('have a survey’s image beside them in their cutouts, where one is to be had', async () => {
    const { header, image } = firstImage(readFits(exposeField(31, { scene: { fwhmArcsec: 8 } }).file));
    const [asked, surveys]: [number[], string[]] = [[], []];
    const surveyed: Sky = {
      ...sky,
      async template({ field, survey = '', filter }) {
        asked.push(field.widthDeg);
        surveys.push(survey);
        const mask = new Uint8Array(image.data.length);
        return { template: { header, image, mask }, survey, filter, from: 'cache', note: 'Template: Pan-STARRS.' };
      },
    };
    const planesOf = (trial: Awaited<ReturnType<typeof find>>) => {
      const cutout = succeeded(trial).products.find(({ file }) => /^candidate_001.*\.fits$/.test(file));
      return readFits(Buffer.from(cutout?.content ?? [])).hdus.slice(1);
    };
    const trial = await find({}, { under: surveyed });
    const planes = planesOf(trial);
    expect(planes.map(({ header: own }) => own.text('EXTNAME'))).toEqual(['IMAGE', 'TEMPLATE', 'MASK']);
    const [seen, template] = planes.map((hdu) => (hdu.kind === 'image' ? hdu.data : undefined));
    expect([seen?.length, template?.length]).toEqual([61 * 61, 61 * 61]);
    // the sky of the template is there, and not what is new
    const middle = 30 * 61 + 30;
    expect((seen?.[middle] ?? NaN) - (template?.[middle] ?? NaN)).toBeGreaterThan(300);
    const widthDeg = (1.5 * 61 * 4) / 3600;
    expect(asked.every((one) => one >= 0.999999 * widthDeg && one < 1.0101 * widthDeg)).toBe(true);
    // of those that are not kept, too: their sheets have a second panel, each with its own black and white
    const sheet = succeeded(trial).products.find(({ file }) => file === 'candidates_simple_sheet_01.png');
    const lines = pngRows(sheet?.content ?? new Uint8Array());
    const { rows = 0 } = candidatesOf(trial).find((one) => !one.kept)?.picture ?? {};
    expect([rows > 9, lines[0]?.length, lines.length]).toEqual([true, 2 * 61 + 2, 61 * rows]);
    const isShown = (row: number) =>
      lines.slice(61 * row, 61 * (row + 1)).some((line) => line.subarray(63).some((grey) => grey > 0));
    expect(Array.from({ length: rows }, (_, row) => row).filter(isShown)).toHaveLength(rows);
    const hips = { simpleTemplate: 'hips', simpleTemplateHips: 'CDS/P/DSS2/red' };
    surveys.length = 0;
    expect(planesOf(await find({}, { under: surveyed, params: hips }))).toHaveLength(3);
    expect(new Set(surveys)).toEqual(new Set(['hips:CDS/P/DSS2/red']));
    const unnamed = await find({}, { under: surveyed, params: { simpleTemplate: 'hips' } });
    expect([planesOf(unnamed).length, unnamed.said]).toEqual([
      2,
      expect.arrayContaining([expect.stringMatching(/^There is no HiPS to take: simpleTemplateHips names one/)]),
    ]);
    const without = planesOf(await find({}));
    expect(without.map(({ header: own }) => own.text('EXTNAME'))).toEqual(['IMAGE', 'MASK']);
    asked.length = 0;
    expect(planesOf(await find({}, { under: surveyed, params: { simpleTemplate: 'none' } }))).toHaveLength(2);
    expect(asked).toEqual([]);
  });

  it('are not looked for where only a shallower catalogue answers, or the frame knows no sky', async () => {
    const shallow = knownSky({ tycho2: catalogue }, { standIn: 'tycho2' });
    expect(because({ ...(await find({}, { under: shallow })) })).toMatch(/everything would be new/);
    const lost = exposeField(21, { lost: true });
    expect(because(await find({}, { files: [lost.file] }))).toMatch(/no WCS/);
  });
});
