import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '../synthetic/random.js';
import { colourPair, diagnoseFilter, instrumentBand, toCatalogueBand } from './colour.js';
import { fitZeroPointModel, type CalibrationStar, type FittedZeroPoint, type ZeroPointModelOptions } from './fit.js';
import { catalogueOffset, colourTerms, zeroPointAt } from './model.js';
import { permutationCheck } from './permutation.js';
import { intrinsicScatter } from './scatter.js';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

interface Truth {
  readonly colour?: number;
  readonly tilt?: number;
  readonly scatter?: number;
  readonly lostAdu?: number;
  readonly slope?: number;
}
/** Stars of a frame of 2000 x 1500 pixels with zero point 22 in its middle. */
function stars(n: number, seed: number, truth: Truth = {}): CalibrationStar[] {
  const dice = random(seed);
  return Array.from({ length: n }, () => {
    const [xPx, yPx] = [2000 * dice.uniform(), 1500 * dice.uniform()];
    const catalogueMagError = 0.01 + 0.01 * dice.uniform();
    const [mag, colour] = [12 + 4 * dice.uniform(), 0.6 + 0.4 * dice.normal()];
    const offset = 22 + (truth.tilt ?? 0) * ((xPx - 1000) / 1000) * ((yPx - 750) / 1000) + (truth.colour ?? 0) * colour;
    const clean = mag - offset;
    const linear = clean - (truth.slope ?? 0) * (clean + 8);
    const flux = 10 ** (-0.4 * linear) + (truth.lostAdu ?? 0);
    const instrumentalMagError = Math.min(0.3, 1.0857 / Math.sqrt(flux / 3));
    const instrumentalMag =
      -2.5 * Math.log10(flux) + instrumentalMagError * dice.normal() + (truth.scatter ?? 0) * dice.normal();
    return {
      ...{ xPx, yPx, colour, instrumentalMag, instrumentalMagError, catalogueMagError },
      catalogueMag: mag + catalogueMagError * dice.normal(),
    };
  });
}
function fitted(list: readonly CalibrationStar[], options: ZeroPointModelOptions = {}): FittedZeroPoint {
  const fit = fitZeroPointModel(list, options);
  if (fit.kind === 'refused') throw new Error(fit.because);
  return fit;
}

describe('a zero point model', () => {
  it('recovers zero point, colour term and tilt without bias and with honest errors', () => {
    const runs = Array.from({ length: 150 }, (_, i) => {
      const { model } = fitted(stars(80, i + 1, { colour: 0.08, tilt: 0.1, scatter: 0.03 }), {
        spatialOrder: 2,
        colourOrder: 1,
      });
      const [term] = colourTerms(model);
      const corner = zeroPointAt(model, { xPx: 1900, yPx: 1400 });
      return [
        ((term?.value ?? NaN) - 0.08) / (term?.error ?? NaN),
        (corner.value - 22 - 0.1 * 0.9 * 0.65) / corner.error,
      ] as const;
    });
    for (const pulls of [runs.map(([term]) => term), runs.map(([, corner]) => corner)]) {
      expect(Math.abs(mean(pulls))).toBeLessThan(0.3);
      expect(deviation(pulls)).toBeGreaterThan(0.85);
      expect(deviation(pulls)).toBeLessThan(1.25);
    }
  });

  it('finds the scatter that the errors leave, also without any error in the catalogue', () => {
    const found = Array.from({ length: 40 }, (_, i) => fitted(stars(60, i + 1, { scatter: 0.05 })).scatter);
    expect(Math.abs(mean(found) - 0.05)).toBeLessThan(0.004);
    const none = Array.from({ length: 40 }, (_, i) => fitted(stars(60, i + 1)).scatter);
    expect(mean(none)).toBeLessThan(0.006);
    expect(
      mean(Array.from({ length: 20 }, (_, i) => fitted(stars(60, i + 1, { scatter: 0.02 })).pullScale)),
    ).toBeCloseTo(1, 0);
  });

  it('is not moved by a fifth of wrong matches, and says which they are', () => {
    const sound = stars(80, 5, { colour: 0.1 });
    const wrong = stars(20, 6).map((star, i) => ({ ...star, catalogueMag: star.catalogueMag + 0.8 + 0.1 * i }));
    const fit = fitted([...sound, ...wrong], { colourOrder: 1 });
    expect(fit.used.slice(80).some(Boolean)).toBe(false);
    expect(fit.starsUsed).toBeGreaterThan(75);
    expect(Math.abs((colourTerms(fit.model)[0]?.value ?? NaN) - 0.1)).toBeLessThan(0.03);
    expect(fit.residuals[80]).toBeGreaterThan(0.5);
  });

  it('tells a wrong sky level and a non-linear detector from the zero point', () => {
    const sky = fitted(stars(400, 7, { lostAdu: 20 }), { backgroundOrder: 0 });
    expect(Math.abs(sky.value - 22)).toBeLessThan(0.01);
    const tooMuch = [sky.model.coefficients[1] ?? NaN, Math.sqrt(sky.model.covariance[1]?.[1] ?? NaN)] as const;
    expect(Math.abs(tooMuch[0] - 20)).toBeLessThan(3 * tooMuch[1]);
    expect(tooMuch[1]).toBeLessThan(6);
    const bent = fitted(stars(400, 8, { slope: 0.02 }), { nonlinearity: true });
    expect(Math.abs((bent.model.coefficients[1] ?? NaN) - 0.02)).toBeLessThan(0.004);
  });

  it('survives a journey through JSON and says the same afterwards', () => {
    const { model } = fitted(stars(60, 9, { colour: 0.1 }), { spatialOrder: 2, colourOrder: 1, nonlinearity: true });
    const place = { xPx: 10, yPx: 20, instrumentalMag: -8, colour: 0.5 };
    expect(zeroPointAt(JSON.parse(JSON.stringify(model)) as typeof model, place)).toEqual(zeroPointAt(model, place));
    const off = catalogueOffset(model, place).value - zeroPointAt(model, place).value;
    expect(off).toBeCloseTo(toCatalogueBand(model, 0, 0.5), 10);
  });

  it('does not depend on where the frame begins, for any order', () => {
    const frame = fc.record({
      seed: fc.integer({ min: 1, max: 999 }),
      order: fc.integer({ min: 0, max: 3 }),
      shift: fc.integer({ min: -5000, max: 5000 }),
    });
    fc.assert(
      fc.property(frame, ({ seed, order, shift }) => {
        const here = stars(50, seed, { tilt: 0.1 });
        const there = here.map((star) => ({ ...star, xPx: star.xPx + shift, yPx: star.yPx - shift }));
        const place = { xPx: 700, yPx: 300 };
        const [a, b] = [fitted(here, { spatialOrder: order }), fitted(there, { spatialOrder: order })];
        const moved = zeroPointAt(b.model, { xPx: 700 + shift, yPx: 300 - shift });
        expect(moved.value).toBeCloseTo(zeroPointAt(a.model, place).value, 6);
        expect(moved.error).toBeCloseTo(zeroPointAt(a.model, place).error, 6);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves stars with flags out but deblended ones in, and those that are no numbers', () => {
    const flagged = stars(20, 10).map((star, i) => ({
      ...star,
      flags: i < 5 ? 4 : i < 10 ? 2 : 0,
      colour: i === 19 ? NaN : 0.5 + i / 20,
    }));
    expect(fitted(flagged)).toMatchObject({ starsUnfit: 5 });
    expect(fitted(flagged, { colourOrder: 1 })).toMatchObject({ starsUnfit: 6 });
  });

  it('is refused in words: too few stars, or stars that do not determine it', () => {
    expect(fitZeroPointModel([])).toEqual({
      kind: 'refused',
      because: '0 of 0 matched stars can be used; this model needs 2',
      starsUsed: 0,
    });
    expect(fitZeroPointModel(stars(6, 1), { spatialOrder: 2 })).toMatchObject({ kind: 'refused', starsUsed: 6 });
    const grey = stars(30, 2).map((star) => ({ ...star, colour: 0.7 }));
    const fit = fitZeroPointModel(grey, { colourOrder: 1 });
    expect(fit.kind === 'refused' && fit.because).toMatch(/do not determine the model .*colour\^1.*fewer terms/);
  });

  it('takes a lower spatial order and says so, when asked to have stars enough for it', () => {
    const fit = fitted(stars(19, 3), { spatialOrder: 2, starsPerCoefficient: 4 });
    expect(fit.model.spatialOrder).toBe(1);
    expect(fit.notes).toEqual(['Spatial order 1 instead of 2: there are 19 stars.']);
  });
});

describe('the intrinsic scatter', () => {
  it('is none where the errors are larger than the residuals', () => {
    expect(intrinsicScatter([0.01, -0.02, 0.01], [0.1, 0.1, 0.1])).toBe(0);
  });
});

describe('a colour term', () => {
  it('is told as the band of the instrument, with the sign turned', () => {
    const { model } = fitted(stars(30, 11), { colourOrder: 2 });
    const withTerms = (...terms: number[]) => ({ ...model, coefficients: [22, ...terms] });
    expect(instrumentBand(withTerms(0.05, 0), 'r', ['g', 'r'])).toBe(
      'rmag - 0.05 (gmag - rmag) - 0.00 (gmag - rmag)^2',
    );
    expect(instrumentBand({ ...withTerms(-0.1), colourOrder: 1 }, 'V', ['B', 'V'])).toBe('Vmag + 0.10 (Bmag - Vmag)');
    expect(instrumentBand({ ...withTerms(), colourOrder: 0 }, 'G', ['BP', 'RP'])).toBe('Gmag');
  });

  it('finds the filter that a frame was taken in', () => {
    const seen = stars(100, 12, { colour: 0.02 });
    const through = (shift: number) =>
      seen.map((star) => ({ ...star, catalogueMag: star.catalogueMag + shift * (star.colour ?? 0) }));
    const [first, second] = diagnoseFilter({ g: through(0.9), r: through(0), i: through(-0.4), z: [] });
    expect([first?.filter, second?.filter]).toEqual(['r', 'i']);
    expect(['V', 'g', 'z', 'G', 'J', 'Ha'].map(colourPair)).toEqual([
      ['B', 'V'],
      ['g', 'r'],
      ['r', 'i'],
      ['BP', 'RP'],
      ['J', 'Ks'],
      undefined,
    ]);
  });
});

describe('the permutation check', () => {
  it('trusts a true match and doubts a random one, the same for the same seed', () => {
    const list = stars(30, 13);
    const own = list.map((star) => star.instrumentalMag);
    const known = list.map((star) => star.catalogueMag);
    expect(permutationCheck(own, known, { shuffles: 2000 }).p).toBeLessThan(0.01);
    const other = stars(30, 14).map((star) => star.catalogueMag);
    const chance = Array.from(
      { length: 40 },
      (_, i) =>
        permutationCheck(
          own,
          stars(30, 100 + i).map((star) => star.catalogueMag),
          { shuffles: 200 },
        ).p,
    );
    expect(mean(chance)).toBeGreaterThan(0.35);
    expect(permutationCheck(own, other, { seed: 5 })).toEqual(permutationCheck(own, other, { seed: 5 }));
  });

  it('knows nothing of two stars or of equal ones', () => {
    expect(permutationCheck([1, 2], [1, 2]).p).toBe(1);
    expect(permutationCheck([1, 1, 1], [1, 2, 3]).p).toBe(1);
  });
});
