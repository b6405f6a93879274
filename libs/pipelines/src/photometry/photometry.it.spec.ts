import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { noSky, readVotable, type Sky, type SkySource } from '@nightjar/catalogues';
import { newId } from '@nightjar/contracts';
import {
  firstImage,
  firstTable,
  Header,
  mocContains,
  mocOfUniq,
  mocSkyFraction,
  mocToAscii,
  random,
  readFits,
  readRegions,
  readWcs,
  renderFrame,
  writeImage,
} from '@nightjar/imaging';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PipelineTarget } from '../kit/definition.js';
import { localTools, missingTools } from '../kit/local-tools.fixture.js';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import type { MadeDatum } from '../kit/output.js';
import type { PipelineResult } from '../kit/pipeline-work.js';
import { runPipeline } from '../kit/run-pipeline.js';
import { tryUnder } from '../science/sky.fixture.js';
import { madeUnasked, notMade } from '../stdweb/files.fixture.js';
import { exposeFrame, fadingNight, frameProduct, starsAbout, type Exposure } from './afterglow.fixture.js';
import { photometry } from './photometry.js';

/** How many frames of the fading source are measured; more on demand. */
const frames = Number(process.env['NIGHTJAR_TEST_PHOTOMETRY_FRAMES'] ?? 12);
const missing = missingTools();
if (missing.length > 0) console.warn(`skipped, not on this machine: ${missing.join(', ')}`);

// a machine that does much else besides takes ten times as long
jest.setTimeout(300_000);

const target: PipelineTarget = { id: newId('tgt'), name: 'afterglow', raDeg: 217.926, decDeg: 36.303, errorDeg: 0.001 };

(missing.length > 0 ? describe.skip : describe)('photometry with the real tools', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nightjar-photometry-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  let runs = 0;
  async function measure(fits: Buffer, of: PipelineTarget | null = target) {
    const workdir = join(folder, `run-${++runs}`);
    mkdirSync(workdir);
    const path = join(workdir, 'input.fits');
    writeFileSync(path, fits);
    const steps: Record<string, number> = {};
    let beganMs = 0;
    const witness = {
      stepBegan: () => void (beganMs = performance.now()),
      stepEnded: (name: string) => void (steps[name] = Math.round(performance.now() - beganMs)),
      log: () => undefined,
    };
    const startedMs = performance.now();
    const work = { target: of, inputs: [frameProduct(path)], params: {}, workdir };
    const ports = { tools: localTools, witness, signal: new AbortController().signal };
    const result = await runPipeline(photometry, work, ports);
    rmSync(workdir, { recursive: true });
    return { result, steps, seconds: (performance.now() - startedMs) / 1000 };
  }

  it('gives magnitudes that agree with the truth within honest errors, from 11th to 17th magnitude', async () => {
    const stars = starsAbout(target, folder);
    const pulls: number[] = [];
    const lines: string[] = [];
    for (const exposure of fadingNight(frames)) {
      const { result, seconds, steps } = await measure(exposeFrame(target, stars, exposure));
      const point = datumOf(result);
      const pull = pullOf(point, exposure);
      if (pull !== undefined) pulls.push(pull);
      lines.push(line(exposure, point, pull, seconds, result, steps));
      if (point.limit !== null) expect(point.limit).toBeLessThan(exposure.mag + 0.5);
    }
    const chi2 = pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length;
    const within = pulls.filter((pull) => Math.abs(pull) < 3).length / pulls.length;
    console.log(
      [...lines, `reduced chi-square ${chi2.toFixed(3)}, ${(100 * within).toFixed(1)} % within 3 sigma`].join('\n'),
    );
    expect(pulls.length).toBeGreaterThan(frames / 2);
    expect(within).toBeGreaterThanOrEqual(0.95);
    // so few points scatter by themselves: 0.5 to 2 is asked of forty
    const spread = 4 * Math.sqrt(2 / pulls.length);
    expect(chi2).toBeGreaterThan(Math.min(0.5, 1 - spread));
    expect(chi2).toBeLessThan(Math.max(2, 1 + spread));
  }, 240_000);

  const elsewhere = (raDeg: number, decDeg: number): PipelineTarget => ({ ...target, raDeg, decDeg });
  const exposure: Exposure = { mag: 13, exposureS: 40, fwhmPx: 2.6, seed: 7 };

  it.each([
    ['in the Milky Way', elsewhere(301.2, 35.8)],
    ['near the pole', elsewhere(40, 88.9)],
    ['across 0h in the south', elsewhere(0.02, -29.5)],
  ])('agrees with the truth %s', async (_, place) => {
    const stars = starsAbout(place, folder);
    for (const mag of [12, 14.5]) {
      const { result } = await measure(exposeFrame(place, stars, { ...exposure, mag }), place);
      expect(Math.abs(pullOf(datumOf(result), { ...exposure, mag }) ?? NaN)).toBeLessThan(3.5);
    }
  });

  it('gives an upper limit below which the truth lies when nothing is seen', async () => {
    const fits = exposeFrame(target, starsAbout(target, folder), { ...exposure, mag: 21 });
    const datum = datumOf((await measure(fits)).result);
    expect(datum).toMatchObject({ mag: null, magError: null, filter: 'V', instrument: 'north', exposureS: 40 });
    expect(datum.limit).toBeGreaterThan(15);
    expect(datum.limit).toBeLessThan(18);
  });

  it('refuses a saturated source and flags one that is nearly so', async () => {
    const stars = starsAbout(target, folder);
    const saturated = await measure(exposeFrame(target, stars, { ...exposure, mag: 7, exposureS: 120 }));
    expect(saturated.result).toMatchObject({
      outcome: 'failed',
      because: expect.stringMatching(/saturated/),
    });
    const bright = { ...exposure, mag: 8.74, exposureS: 40 };
    const { result } = await measure(exposeFrame(target, stars, bright));
    expect(result).toMatchObject({ facts: { warnings: [expect.stringMatching(/near the saturation/)] } });
    expect(datumOf(result).mag).toBeCloseTo(bright.mag, 1);
  });

  it('measures several targets on one frame, by place and by pixel, and calibrates it without any', async () => {
    const stars = starsAbout(target, folder);
    const path = join(folder, 'several.fits');
    writeFileSync(path, exposeFrame(target, stars, { ...exposure, mag: 12 }));
    const inputs = [frameProduct(path)];
    const none = succeeded(await tryOut(photometry, { inputs }));
    expect([none.data, none.facts['targets']]).toEqual([[], []]);
    expect(none.says).toMatch(/^zero point [\d.]+ ± [\d.]+ by \d+ stars of tycho2 \(VT\), [\d.]+ at a S\/N of 5$/);
    const own = succeeded(await tryOut(photometry, { inputs, target }));
    const at = own.facts as { xPx: number; yPx: number; mag: number };
    const targets = `217.926 +36.303\nx=${at.xPx} y=${at.yPx}\n10 -20`;
    const several = succeeded(await tryOut(photometry, { inputs, params: { targets } }));
    expect(several.facts['targets']).toMatchObject([
      { name: '217.926 +36.303', mag: expect.closeTo(at.mag, 2), detected: true },
      { raDeg: expect.closeTo(217.926, 3), decDeg: expect.closeTo(36.303, 3), mag: expect.closeTo(at.mag, 2) },
      { name: '10 -20', xPx: null, mag: null, detected: false },
    ]);
    expect(madeUnasked('photometry', several.products)).toEqual([]);
    expect(several.facts['warnings']).toContain('10 -20 is not on this frame, or cut by its edge.');
    const regions = several.products.find(({ file }) => file === 'regions.reg');
    const { radiusPx, annulusInnerPx, annulusOuterPx } = regions?.meta as Record<string, number>;
    // in widths of a star, as the defaults have it: 1, 5 and 7
    expect([annulusInnerPx! / radiusPx!, annulusOuterPx! / radiusPx!]).toEqual([
      expect.closeTo(5, 6),
      expect.closeTo(7, 6),
    ]);
    const rings = readRegions(Buffer.from(regions?.content ?? []).toString()).regions.filter(
      ({ shape }) => shape === 'annulus',
    );
    expect(rings).toMatchObject(
      Array.from({ length: 2 }, () => ({ frame: 'image', inner: annulusInnerPx, outer: annulusOuterPx })),
    );
    const tableOf = ({ products }: typeof several) => products.find(({ file }) => file === 'target.vot')?.content;
    const { columns, rows } = readVotable(Buffer.from(tableOf(several) ?? []).toString());
    const names = columns.map(({ name }) => name);
    const cells = (name: string) => rows.map((row) => row[names.indexOf(name)] ?? '');
    expect(cells('name')).toEqual(['217.926 +36.303', expect.stringMatching(/^x=/), '10 -20']);
    expect(Number(cells('mag')[0])).toBeCloseTo(at.mag, 2);
    expect(cells('mag')[2]).toBe('');
    expect(tableOf(none)).toBeUndefined();
  });

  it('keeps what the calibrated frame covers as a MOC, which holds the frame and little else', async () => {
    const path = join(folder, 'covered.fits');
    writeFileSync(path, exposeFrame(target, starsAbout(target, folder), exposure));
    const { facts, products } = succeeded(await tryOut(photometry, { inputs: [frameProduct(path)] }));
    const file = products.find(({ file: name }) => name === 'footprint.moc.fits');
    const fits = readFits(Buffer.from(file?.content ?? []));
    const [, { header } = { header: new Header() }] = fits.hdus;
    const table = firstTable(fits);
    expect([header.text('MOCVERS'), header.text('ORDERING'), header.text('COORDSYS')]).toEqual(['2.0', 'NUNIQ', 'C']);
    const moc = mocOfUniq([...table.numbers('UNIQ')].map(BigInt));
    const { areaDeg2, moc: ascii } = facts['footprint'] as { areaDeg2: number; moc: string };
    expect(mocToAscii(moc)).toBe(ascii);
    const wcs = readWcs(
      readFits(Buffer.from(products.find(({ type }) => type === 'wcs')?.content ?? [])).hdus[0]?.header ?? header,
    );
    const { widthPx, heightPx } = facts['wcs'] as { widthPx: number; heightPx: number };
    const at = (x: number, y: number) => wcs?.pixelToSky({ xPx: 0.5 + x * widthPx, yPx: 0.5 + y * heightPx }) ?? target;
    for (const x of [0.01, 0.3, 0.5, 0.99])
      for (const y of [0.01, 0.5, 0.99]) expect(mocContains(moc, at(x, y))).toBe(true);
    for (const x of [-0.5, 1.5]) for (const y of [-0.5, 1.5]) expect(mocContains(moc, at(x, y))).toBe(false);
    const covered = mocSkyFraction(moc) * 41_252.96;
    expect(covered / areaDeg2).toBeGreaterThan(1);
    expect(covered / areaDeg2).toBeLessThan(1.6);
  });

  it('sets what a survey shows beside each target in its cutout where that is asked, or where a server gave the stars', async () => {
    const path = join(folder, 'cutouts.fits');
    writeFileSync(path, exposeFrame(target, starsAbout(target, folder), { ...exposure, mag: 12 }));
    const asked: string[] = [];
    const stars = starsAbout(target, folder).map(({ mag, ...at }) => ({
      ...at,
      mags: { VT: { mag, errorMag: 0.01 } },
    }));
    let from: SkySource = 'network';
    // a survey that shows one star, at the place of the target, whatever field it is asked for
    const sky: Sky = {
      ...noSky,
      async stars({ filter }) {
        const found = { stars, catalogue: 'mine', filter: 'VT', asked: 'mine', from, truncated: false } as const;
        return { ...found, notAsked: [], note: `${stars.length} stars for ${filter}.` };
      },
      async template({ field, survey = 'by place', filter }) {
        asked.push(`${survey} ${filter}`);
        const side = Math.ceil((3600 * field.widthDeg) / field.pixelScaleArcsec);
        const { image, truth } = renderFrame({
          ...{
            widthPx: side,
            heightPx: side,
            pixelScaleArcsec: field.pixelScaleArcsec,
            rotationDeg: 20,
            centre: field,
          },
          ...{ stars: [{ ...target, mag: 12 }], zeroPointMag: 22, extinctionMag: 0, airmass: 1, fwhmArcsec: 12 },
          ...{ skyMagPerArcsec2: 20, exposureS: 30, gainEPerAdu: 2, readNoiseE: 5, biasAdu: 0, darkEPerS: 0 },
          ...{ saturationAdu: 1e6, cosmicRaysPerFrame: 0, seed: 2 },
        });
        const template = { header: new Header(truth.wcs.cards), image, mask: new Uint8Array(image.data.length) };
        return { template, survey, filter, from: 'cache', note: 'Template: a star.' };
      },
    };
    const of = async (params: object) => {
      const { result, said } = await tryUnder(sky, photometry, { inputs: [frameProduct(path)], target, params });
      if (result.outcome !== 'succeeded') throw new Error(result.because);
      const cut = result.products.find(({ file }) => file === 'target_0000.fits');
      const planes = readFits(Buffer.from(cut?.content ?? [])).hdus.flatMap((hdu) =>
        hdu.kind === 'image' && hdu.data ? [hdu] : [],
      );
      return { planes, said, files: result.products.map(({ file }) => file) };
    };
    const namesOf = ({ planes }: Awaited<ReturnType<typeof of>>) => planes.map(({ header }) => header.text('EXTNAME'));
    const plain = await of({});
    expect([namesOf(plain), plain.files.includes('target_0000.png'), asked]).toEqual([['IMAGE', 'MASK'], false, []]);
    for (const source of ['network', 'cache', 'local'] as const) {
      from = source;
      const { files } = await of({ catName: 'mine' });
      expect(files.includes('target_0000.png')).toBe(source !== 'local');
    }
    expect((await of({ catName: 'mine', cutoutTemplate: 'none' })).files).not.toContain('target_0000.png');
    expect(asked.splice(0)).toEqual(['by place g', 'by place g']);
    const shown = await of({ cutoutTemplate: 'auto', cutoutSize: 20 });
    expect([namesOf(shown), shown.files.includes('target_0000.png')]).toEqual([['IMAGE', 'TEMPLATE', 'MASK'], true]);
    expect([asked, shown.said]).toEqual([['by place g'], expect.arrayContaining(['Template: a star.'])]);
    asked.length = 0;
    await of({ cutoutTemplate: 'hips', cutoutTemplateHips: 'CDS/P/DSS2/red' });
    expect(asked).toEqual(['hips:CDS/P/DSS2/red V']);
    const [, template] = shown.planes;
    const data = Float32Array.from(template?.data ?? []);
    expect(data.length).toBe(41 ** 2);
    const peak = data.reduce((best, value, i) => (value > (data[best] ?? NaN) ? i : best), 0);
    // the star is in the middle of the cutout, as on the frame
    expect(Math.hypot((peak % 41) - 20, Math.floor(peak / 41) - 20)).toBeLessThan(1.5);
  });

  it('says that there is no survey’s image for a cutout, and measures all the same', async () => {
    const path = join(folder, 'no-template.fits');
    writeFileSync(path, exposeFrame(target, starsAbout(target, folder), { ...exposure, mag: 12 }));
    const work = { inputs: [frameProduct(path)], target, params: { cutoutTemplate: 'ps1' } };
    const { result, said } = await tryUnder(noSky, photometry, work);
    expect(result).toMatchObject({ outcome: 'succeeded' });
    expect(said).toContain('this run was given no catalogues');
  });

  it('agrees with itself whatever way it is told to measure', async () => {
    const path = join(folder, 'ways.fits');
    writeFileSync(path, exposeFrame(target, starsAbout(target, folder), { ...exposure, mag: 12 }));
    const flags = { optimalExtraction: true, centroidTargets: true, segmentation: true, timing: true, inspectBg: true };
    const params = { initialR0: 1.5, radiusFwhm: 1.5, spatialOrder: 0, catMagUpper: 11.5 };
    const trial = await tryOut(photometry, { inputs: [frameProduct(path)], target, flags, params });
    const { data, products } = succeeded(trial);
    expect(Math.abs((data[0]?.mag ?? NaN) - 12)).toBeLessThan(0.05);
    expect(notMade('photometry', products, ['segmentation', 'inspectBg'])).toEqual([]);
    const plots = products.filter(({ tag }) => tag === 'plot');
    expect(plots.map(({ file }) => file.replace(/\.png$/, ''))).toEqual([
      ...['objects', 'fwhm', 'fwhm_mag', 'prefilter', 'photometry', 'photometry_unmasked', 'photometry_zeropoint'],
      ...['photometry_model', 'photometry_residuals', 'astrometry_dist', 'limit_hist', 'limit_sn'],
    ]);
    const planeOf = (name: string) =>
      firstImage(readFits(Buffer.from(products.find(({ file }) => file === name)?.content ?? []))).image.data;
    // smoothed by a Gaussian of 1.5 px: neighbours differ by less than the noise of the frame
    const [smooth, numbers] = ['filtered.fits', 'segmentation.fits'].map((name) => planeOf(name));
    const steps = smooth?.slice(1).map((value, i) => Math.abs(value - (smooth[i] ?? NaN))) ?? [];
    expect(steps.toSorted()[Math.floor(steps.length / 2)]).toBeLessThan(0.5 * (planeOf('image_rms.fits')[0] ?? NaN));
    expect(smooth).toHaveLength(numbers?.length ?? NaN);
    // every image of the frame lies on the sky, though the frame came without coordinates
    const placeOn = (name: string) => {
      const [hdu] = readFits(Buffer.from(products.find(({ file }) => file === name)?.content ?? [])).hdus;
      return hdu && readWcs(hdu.header)?.skyToPixel(target);
    };
    const own = placeOn('wcs.fits');
    for (const name of ['filtered.fits', 'segmentation.fits', 'image_bg.fits', 'image_rms.fits']) {
      const at = placeOn(name);
      expect(Math.hypot((at?.xPx ?? NaN) - (own?.xPx ?? NaN), (at?.yPx ?? NaN) - (own?.yPx ?? NaN))).toBeLessThan(1e-6);
    }
    const [sky, noise] = ['image_bg.fits', 'image_rms.fits'].map((name) => planeOf(name).toSorted());
    expect((sky?.at(-1) ?? NaN) / (sky?.[0] ?? NaN)).toBeLessThan(1.1);
    expect(noise?.[0]).toBeGreaterThan(0);
    expect(trial.said.join('\n')).toMatch(/^info zero point took [\d.]+ s$/m);
  });

  it('refuses a scale that is none, and a key that it cannot honour, in words', async () => {
    const path = join(folder, 'refused.fits');
    writeFileSync(path, exposeFrame(target, starsAbout(target, folder), exposure));
    const told = async (params: object) => because(await tryOut(photometry, { inputs: [frameProduct(path)], params }));
    expect(await told({ blindMatchPsLo: 5, blindMatchPsUp: 4 })).toMatch(/^No pixel scale lies between 5.00 and 4.00/);
    expect(await told({ refineOrders: 3 })).toMatch(/^Wrong parameters/);
  });

  it('solves a frame that lost a third of its pixels here and there, and refuses before that what lost most of them', async () => {
    const whole = exposeFrame(target, starsAbout(target, folder), { mag: 13, exposureS: 60, fwhmPx: 2.5, seed: 3 });
    const { header, image } = firstImage(readFits(whole));
    const lost = (share: number): Buffer => {
      const dice = random(1);
      const data = Float32Array.from(image.data, (value) => (dice.uniform() < share ? NaN : value));
      return writeImage(header, { ...image, data });
    };
    const part = await measure(lost(0.33), null);
    // solved, but of each star something is lost: none may say how bright the others are
    expect(part.result).toMatchObject({
      because: expect.stringMatching(/^No zero point: .* stars of tycho2 are seen/),
    });
    const little = await measure(lost(0.75), null);
    // solve-field, which would look for long among what is left between the holes, is not called
    expect(Object.keys(little.steps)).not.toContain('solve');
    expect(little.result).toMatchObject({
      outcome: 'failed',
      because: expect.stringMatching(
        /^Of \d+ stars that are seen \d+ have lost most of their pixels, and 8 whole ones are needed: 75 % of the frame is bad\.$/,
      ),
    });
  });

  it('says so when the target is not on the frame', async () => {
    const { result } = await measure(exposeFrame(target, starsAbout(target, folder), exposure), elsewhere(219, 37.1));
    expect(result).toMatchObject({ outcome: 'failed', because: 'afterglow is not on this frame, or cut by its edge.' });
  });

  it('says so when the field is no part of the sky', async () => {
    const invented = Array.from({ length: 60 }, (_, i) => ({
      raDeg: target.raDeg + Math.sin(i * 7.1) * 0.7,
      decDeg: target.decDeg + Math.cos(i * 3.7 + i * i) * 0.55,
      mag: 8 + (i % 5) * 0.7,
    }));
    const { result } = await measure(exposeFrame(target, invented, exposure));
    expect(result).toMatchObject({ outcome: 'failed', because: expect.stringMatching(/does not solve/) });
  });
});

function datumOf(result: PipelineResult): MadeDatum {
  if (result.outcome !== 'succeeded') throw new Error(result.because);
  const [datum] = result.data;
  if (!datum) throw new Error('nothing was measured');
  return datum;
}

const pullOf = ({ mag, magError }: MadeDatum, truth: Exposure): number | undefined =>
  mag === null || magError === null ? undefined : (mag - truth.mag) / magError;

function line(
  { mag, exposureS, fwhmPx }: Exposure,
  point: MadeDatum,
  pull: number | undefined,
  seconds: number,
  result: PipelineResult,
  steps: object,
): string {
  const measured =
    point.mag === null ? `> ${point.limit?.toFixed(2)}` : `${point.mag.toFixed(4)} +- ${point.magError?.toFixed(4)}`;
  const facts = result.outcome === 'succeeded' ? result.facts : {};
  return `${mag.toFixed(4)} ${exposureS} s ${fwhmPx} px: ${measured} pull ${pull?.toFixed(2) ?? '-'} zp ${Number(facts['zeroPointErrorMag']).toFixed(4)} sc ${Number(facts['zeroPointScatterMag']).toFixed(4)} n ${String(facts['starsUsed'])}/${String(facts['starsRejected'])} ${String(facts['placedBy'])} ${seconds.toFixed(2)} s ${JSON.stringify(steps)}`;
}
