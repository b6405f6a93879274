import { describe, expect, it, jest } from '@jest/globals';
import { newId } from '@nightjar/contracts';
import { ensembleLightCurve, separationDeg, type EnsembleStar } from '@nightjar/imaging';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineTarget } from '../kit/definition.js';
import { missingTools } from '../kit/local-tools.fixture.js';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import { frameProduct } from './afterglow.fixture.js';
import type { factsOf } from './facts.js';
import { photometry } from './photometry.js';

const corpus = process.env['CORPUS_DIR'];
const missing = [...missingTools(), ...(corpus === undefined ? ['CORPUS_DIR'] : [])];
if (missing.length > 0) console.warn(`skipped, not on this machine: ${missing.join(', ')}`);

// a machine that does much else besides takes ten times as long
jest.setTimeout(600_000);

type Facts = ReturnType<typeof factsOf>;
type Asked = Omit<Parameters<typeof tryOut>[1], 'inputs'>;
const folder = join(corpus ?? '', 'fits');
const night = 'hatp32';
const hatP32: PipelineTarget = { id: newId('tgt'), name: 'HAT-P-32', raDeg: 31.0427, decDeg: 46.6878, errorDeg: null };

const reduce = (file: string, asked: Asked = {}) =>
  tryOut(photometry, { inputs: [frameProduct(join(folder, file), { name: file })], ...asked });
const factsFor = async (file: string, asked: Asked = {}): Promise<Facts> =>
  succeeded(await reduce(file, asked)).facts as Facts;

(missing.length > 0 ? describe.skip : describe)('photometry of real frames', () => {
  it('agrees with what STDPipe finds of a frame of HAT-P-32', async () => {
    const facts = await factsFor(join(night, 'HATP-32171220013343.FITS'));
    const { wcs, zeroPoint, limits, fwhmPx } = facts;
    expect(Math.abs(fwhmPx - 2.69)).toBeLessThan(0.1);
    expect(Math.abs(wcs.pixelScaleArcsec / 5.1635 - 1)).toBeLessThan(0.0005);
    expect(zeroPoint).toMatchObject({ catalogue: 'tycho2', filter: 'VT' });
    expect(Math.abs(zeroPoint.value - 20.82)).toBeLessThan(0.1);
    expect(Math.abs((limits['5'] ?? NaN) - 16.44)).toBeLessThan(0.15);
    const centre = { raDeg: wcs.centerRaDeg, decDeg: wcs.centerDecDeg };
    expect(3600 * separationDeg(centre, { raDeg: 31.2479, decDeg: 46.7402 })).toBeLessThan(3);
    expect(wcs.residualArcsec).toBeLessThan(1);
  });

  it('shows the transit of HAT-P-32 b, comparison stars scattering by less than 5 mmag', async () => {
    const files = readdirSync(join(folder, night)).filter((name) => name.endsWith('.FITS'));
    // stars of 11 to 12.5 in V_T that are on every frame, far from saturation, and where Tycho-2 had them
    const comparisons = [
      ...['30.667181 46.6941185', '30.8548412 46.7220955', '31.0471573 46.9349823', '31.2644444 46.7911186'],
      ...['31.307436 46.7991066', '30.9560928 46.9752121', '31.1124306 46.7418327'],
    ];
    const frames: Facts[] = [];
    for (const file of files.sort())
      frames.push(
        await factsFor(join(night, file), {
          target: hatP32,
          params: { radiusFwhm: 1.5, targets: comparisons.join('\n') },
        }),
      );
    const star = (name: string): EnsembleStar => ({
      name,
      points: frames.map(({ targets }) => {
        const { fluxAdu, fluxErrorAdu } = targets.find((one) => one.name === name) ?? {};
        const [flux, error] = [fluxAdu ?? NaN, fluxErrorAdu ?? NaN];
        return { mag: -2.5 * Math.log10(flux), error: (1.0857 * error) / flux };
      }),
    });
    const curve = ensembleLightCurve(star('HAT-P-32'), comparisons.map(star), { variableFactor: 2 });
    console.log(
      [
        `scatter ${(1000 * curve.comparisonScatter).toFixed(1)} mmag of ${curve.comparisons.filter(({ used }) => used).length} stars`,
        ...curve.comparisons.map(
          ({ name, scatter, because: why }) => `${name} ${(1000 * scatter).toFixed(1)} ${why ?? ''}`,
        ),
        ...curve.target.map(({ mag }) => (1000 * mag).toFixed(1)),
      ].join('\n'),
    );
    expect(curve.comparisons.filter(({ used }) => used).length).toBeGreaterThanOrEqual(5);
    expect(curve.comparisonScatter).toBeLessThan(0.005);
    const before = Math.max(...curve.target.slice(0, 2).map(({ mag }) => mag));
    for (const { mag } of curve.target.slice(-2)) expect(mag - before).toBeGreaterThan(0.015);
  });

  it('scatters by the profile of its stars no more than in an aperture', async () => {
    const files = readdirSync(join(folder, night)).filter((name) => name.endsWith('.FITS'));
    const stars = ['30.667181 46.6941185', '30.8548412 46.7220955', '31.0471573 46.9349823', '31.2644444 46.7911186'];
    const scatterWith = async (optimalExtraction: boolean): Promise<number> => {
      const params = { radiusFwhm: 1.5, targets: stars.join('\n') };
      const mags: number[][] = [];
      for (const file of files.sort()) {
        const { targets } = await factsFor(join(night, file), { params, flags: { optimalExtraction } });
        mags.push(stars.map((name) => -2.5 * Math.log10(targets.find((one) => one.name === name)?.fluxAdu ?? NaN)));
      }
      const level = mags.map((frame) => frame.reduce((sum, mag) => sum + mag, 0) / stars.length);
      const squares = stars.map((_, i) => {
        const off = mags.map((frame, k) => (frame[i] ?? NaN) - (level[k] ?? NaN));
        const mean = off.reduce((sum, one) => sum + one, 0) / off.length;
        return off.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (off.length - 1);
      });
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / stars.length);
    };
    const [aperture, optimal] = [await scatterWith(false), await scatterWith(true)];
    expect(aperture).toBeLessThan(0.005);
    expect(optimal).toBeLessThan(1.2 * aperture);
  });

  it('calibrates an undersampled mosaic of colours, unsolved and with nothing in its header', async () => {
    const { wcs, zeroPoint } = await factsFor('pocs-unsolved.fits');
    const centre = { raDeg: wcs.centerRaDeg, decDeg: wcs.centerDecDeg };
    // where SCAMP puts it with a distortion of order 3, half a pixel being 5 arcsec
    expect(3600 * separationDeg(centre, { raDeg: 303.21409, decDeg: 46.02106 })).toBeLessThan(5);
    expect(wcs.residualArcsec).toBeLessThan(2);
    expect(wcs).toMatchObject({ source: 'solve-field', pixelScaleArcsec: expect.closeTo(10.308, 2) });
    expect(zeroPoint.starsUsed).toBeGreaterThan(80);
    expect(Math.abs(zeroPoint.value - 20.86)).toBeLessThan(0.1);
    expect((await factsFor('pocs-noheader.fits')).wcs.pixelScaleArcsec).toBeCloseTo(10.31, 1);
  });

  it('uses the coordinates of a header where they fit, in a compressed file as well', async () => {
    const { wcs, zeroPoint } = await factsFor('pocs-solved.fits.fz');
    expect(wcs).toMatchObject({ source: 'header', pixelScaleArcsec: expect.closeTo(10.306, 2) });
    expect(Math.abs(zeroPoint.value - 20.88)).toBeLessThan(0.1);
    const anew = await factsFor('pocs-solved.fits.fz', { flags: { blindMatchWcs: true } });
    expect(anew.wcs.source).toBe('solve-field');
    const centres = [wcs, anew.wcs].map(({ centerRaDeg: raDeg, centerDecDeg: decDeg }) => ({ raDeg, decDeg }));
    expect(3600 * separationDeg(centres[0] ?? hatP32, centres[1] ?? hatP32)).toBeLessThan(10.3);
  });

  it.each(['derived-hatp32-mef.fits', 'derived-hatp32.fits.fz'])('opens %s: the frame is in it', async (file) => {
    const { fwhmPx, zeroPoint } = await factsFor(file);
    expect([fwhmPx, zeroPoint.value]).toEqual([expect.closeTo(2.674, 2), expect.closeTo(20.86, 1)]);
  });

  it.each([
    ['eso085-030-004.fit', /^The field does not solve: the \d+ sources seen match no stars/],
    ['decam-obs04a.fits', /^No zero point: 0 of 0 matched stars can be used/],
  ])('says in words why %s cannot be calibrated', async (file, says) => {
    expect(because(await reduce(file))).toMatch(says);
  });
});
