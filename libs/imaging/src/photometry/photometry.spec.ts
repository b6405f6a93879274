import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderFrame, type FrameScene } from '../synthetic/frame.js';
import { random } from '../synthetic/random.js';
import { measureAperture } from './aperture.js';
import { calibrate, instrumental } from './calibrate.js';
import { centroid } from './centroid.js';
import { matchNearest } from './match.js';
import { pixelShare } from './overlap.js';
import { fitZeroPoint, type ZeroPointStar } from './zero-point.js';

const camera: Omit<FrameScene, 'stars' | 'seed'> = {
  widthPx: 500,
  heightPx: 500,
  pixelScaleArcsec: 4,
  centre: { raDeg: 120, decDeg: 30 },
  rotationDeg: 25,
  zeroPointMag: 20.5,
  extinctionMag: 0.2,
  airmass: 1.2,
  fwhmArcsec: 10,
  skyMagPerArcsec2: 20.5,
  exposureS: 30,
  gainEPerAdu: 1.5,
  readNoiseE: 8,
  biasAdu: 300,
  darkEPerS: 0.1,
  saturationAdu: 60000,
  cosmicRaysPerFrame: 0,
};
const aperture = { radiusPx: 5, annulusPx: [12, 18] } as const;
const detector = { gainEPerAdu: 1.5, saturationAdu: 60000 };

/** Stars on a loose grid, off the pixel centres, with the magnitude that `magOf` gives each. */
function field(magOf: (i: number) => number, seed: number) {
  const dice = random(seed + 1000);
  const stars = Array.from({ length: 100 }, (_, i) => {
    const [column, row] = [i % 10, Math.floor(i / 10)];
    const north = ((row - 4.5) * 48 + 4 * dice.uniform()) * (4 / 3600);
    const east = ((column - 4.5) * 48 + 4 * dice.uniform()) * (4 / 3600);
    return { raDeg: 120 + east / Math.cos(Math.PI / 6), decDeg: 30 + north, mag: magOf(i) };
  });
  const { image, truth } = renderFrame({ ...camera, rotationDeg: 0, stars, seed });
  return truth.stars
    .filter((star) => Math.min(star.xPx, star.yPx) > 25 && Math.max(star.xPx, star.yPx) < 475)
    .map((star) => ({
      star,
      measured: measureAperture(image, star, aperture, detector),
    }));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** Net electrons that reach the aperture from one expected electron: the share of the profile, measured without noise. */
const share = (() => {
  const bright = field(() => 9.3, 1);
  return mean(bright.map(({ star, measured }) => (measured.fluxAdu * 1.5) / star.electrons));
})();

describe('an aperture', () => {
  it('covers exactly the area of its circle, wherever its centre lies in the pixel', () => {
    const place = fc.record({
      x: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      y: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      radius: fc.double({ min: 0.05, max: 9, noNaN: true }),
    });
    fc.assert(
      fc.property(place, ({ x, y, radius }) => {
        let area = 0;
        for (let i = -11; i <= 11; i++) for (let j = -11; j <= 11; j++) area += pixelShare(i - x, j - y, radius);
        expect(area).toBeCloseTo(Math.PI * radius ** 2, 9);
      }),
    );
  });

  it('of a flat sky holds no flux, with an error that is that of its noise', () => {
    const data = new Float32Array(50 * 50).fill(20);
    const { fluxAdu, areaPx, flags } = measureAperture(
      { widthPx: 50, heightPx: 50, data },
      { xPx: 25, yPx: 25 },
      aperture,
      detector,
    );
    expect(fluxAdu).toBeCloseTo(0, 9);
    expect(areaPx).toBeCloseTo(Math.PI * 25, 9);
    expect(flags).toEqual([]);
  });

  it('says when it holds bad or saturated pixels, hangs over the edge, or has no sky around it', () => {
    const image = { widthPx: 50, heightPx: 50, data: new Float32Array(2500).fill(20) };
    image.data[24 * 50 + 24] = 65000;
    const mask = new Uint8Array(2500);
    mask[24 * 50 + 26] = 1;
    expect(measureAperture(image, { xPx: 25, yPx: 25 }, aperture, { ...detector, mask }).flags.toSorted()).toEqual([
      'masked',
      'saturated',
    ]);
    expect(measureAperture(image, { xPx: 2, yPx: 25 }, aperture, detector).flags).toEqual(['edge']);
    const blind = measureAperture(image, { xPx: 25, yPx: 25 }, aperture, {
      ...detector,
      mask: new Uint8Array(2500).fill(1),
    });
    expect(blind.flags).toContain('no_background');
    expect(blind.fluxAdu).toBeNaN();
  });

  it.each([
    ['bright', 11],
    ['middling', 13.5],
    ['faint', 15],
  ])('recovers %s stars (mag %p) of a rendered field: bias below 1 %% or the noise, honest errors', (_, mag) => {
    const all = [1, 2, 3, 4].flatMap((seed) => field(() => mag, 10 * mag + seed));
    expect(all.length).toBeGreaterThanOrEqual(200);
    const ratios = all.map(({ star, measured }) => (measured.fluxAdu * 1.5) / (star.electrons * share));
    const noise = mean(all.map(({ measured }) => measured.fluxErrorAdu / measured.fluxAdu)) / Math.sqrt(all.length);
    expect(Math.abs(mean(ratios) - 1)).toBeLessThan(Math.max(0.002, 3 * noise));
    expect(Math.abs(mean(ratios) - 1)).toBeLessThan(0.01);
    const pulls = all.map(
      ({ star, measured }) => (measured.fluxAdu - (star.electrons * share) / 1.5) / measured.fluxErrorAdu,
    );
    expect(Math.abs(mean(pulls))).toBeLessThan(0.3);
    expect(deviation(pulls)).toBeGreaterThan(0.85);
    expect(deviation(pulls)).toBeLessThan(1.2);
  });

  it('finds the centre of a star from a pixel away, and no centre where nothing is', () => {
    const { image, truth } = renderFrame({ ...camera, stars: [{ ...camera.centre, mag: 11 }], seed: 3 });
    const [star] = truth.stars;
    const { backgroundAdu } = measureAperture(image, { xPx: 250, yPx: 250 }, aperture, detector);
    const found = centroid(image, { xPx: 249.6, yPx: 251.2 }, { fwhmPx: 2.5, backgroundAdu });
    expect(Math.hypot((found?.xPx ?? 0) - (star?.xPx ?? NaN), (found?.yPx ?? 0) - (star?.yPx ?? NaN))).toBeLessThan(
      0.02,
    );
    const flat = { widthPx: 50, heightPx: 50, data: new Float32Array(2500).fill(20) };
    expect(centroid(flat, { xPx: 25, yPx: 25 }, { fwhmPx: 2.5, backgroundAdu: 20 })).toBeUndefined();
  });
});

describe('a zero point', () => {
  const stars = (n: number, scatter: number, seed: number): ZeroPointStar[] => {
    const dice = random(seed);
    return Array.from({ length: n }, (_, i) => {
      const [instrumentalMagError, catalogueMagError] = [0.005 + 0.03 * dice.uniform(), 0.02];
      const catalogueMag = 9 + 0.1 * i;
      const noise = Math.hypot(instrumentalMagError, catalogueMagError, scatter) * dice.normal();
      return { instrumentalMag: catalogueMag - 21 + noise, instrumentalMagError, catalogueMag, catalogueMagError };
    });
  };

  it('is recovered with an honest error, with and without scatter of its own', () => {
    for (const scatter of [0, 0.08]) {
      const pulls = Array.from({ length: 200 }, (_, seed) => {
        const fit = fitZeroPoint(stars(30, scatter, seed + 1));
        return fit.kind === 'fit' ? (fit.value - 21) / fit.error : NaN;
      });
      expect(Math.abs(mean(pulls))).toBeLessThan(0.25);
      expect(deviation(pulls)).toBeGreaterThan(0.85);
      expect(deviation(pulls)).toBeLessThan(1.2);
    }
  });

  it('finds the scatter that the errors do not explain', () => {
    const found = Array.from({ length: 50 }, (_, seed) => fitZeroPoint(stars(40, 0.1, seed + 1))).map((fit) =>
      fit.kind === 'fit' ? fit.scatter : NaN,
    );
    expect(mean(found)).toBeCloseTo(0.1, 1);
    expect(Math.abs(mean(found) - 0.1)).toBeLessThan(0.012);
  });

  it('is not moved by a quarter of wrong stars', () => {
    const sound = stars(30, 0, 4);
    const wrong = stars(10, 0, 5).map((star, i) => ({ ...star, catalogueMag: star.catalogueMag + 0.7 + 0.3 * i }));
    const fit = fitZeroPoint([...wrong, ...sound]);
    expect(fit).toMatchObject({ kind: 'fit', starsRejected: 10, starsUsed: 30 });
    expect(fit.kind === 'fit' && Math.abs(fit.value - 21)).toBeLessThan(0.02);
  });

  it('is refused with fewer than three stars, in words', () => {
    expect(fitZeroPoint([])).toMatchObject({ kind: 'refused', starsUsed: 0 });
    const [first, second, third] = stars(3, 0, 6);
    if (!first || !second || !third) throw new Error('three stars are wanted');
    expect(fitZeroPoint([first, second, { ...third, instrumentalMag: NaN }])).toEqual({
      kind: 'refused',
      because: '2 of 3 matched stars can be used; a zero point needs 3',
      starsUsed: 2,
    });
    expect(fitZeroPoint([first, second, third])).toMatchObject({ kind: 'fit', starsUsed: 3 });
  });
});

describe('a calibrated brightness', () => {
  const zeroPoint = { value: 21, error: 0.03 };

  it('is a detection from three sigma up, with the errors of photons and zero point together', () => {
    const brightness = calibrate(1000, 50, zeroPoint);
    expect(brightness).toMatchObject({ kind: 'detection', snr: 20 });
    if (brightness.kind !== 'detection') return;
    expect(brightness.mag).toBeCloseTo(13.5, 10);
    expect(brightness.magError).toBeCloseTo(Math.hypot(1.0857 / 20, 0.03), 4);
    expect(calibrate(150, 50, zeroPoint).kind).toBe('detection');
  });

  it('is an upper limit below, never brighter than what was measured allows', () => {
    expect(calibrate(-20, 50, zeroPoint)).toMatchObject({
      kind: 'limit',
      sigma: 3,
      limitMag: 21 - 2.5 * Math.log10(150),
    });
    expect(calibrate(140, 50, zeroPoint)).toMatchObject({ kind: 'limit', limitMag: 21 - 2.5 * Math.log10(290) });
    expect(calibrate(200, 50, zeroPoint, 5).kind).toBe('limit');
    expect(() => calibrate(NaN, 50, zeroPoint)).toThrow(/no flux/);
  });

  it('is honest on rendered frames: detections scatter as they say, limits hold', () => {
    const truthMag = (i: number) => 14.5 + (i % 10) * 0.3;
    const frameZeroPoint = { value: 20.5 - 0.24 + 2.5 * Math.log10(30 / 1.5) + 2.5 * Math.log10(share), error: 0.001 };
    const points = [1, 2, 3, 4]
      .flatMap((seed) => field(truthMag, 200 + seed))
      .map(({ star, measured }) => ({
        mag: star.mag,
        brightness: calibrate(measured.fluxAdu, measured.fluxErrorAdu, frameZeroPoint),
      }));
    const limits = points.flatMap(({ mag, brightness }) =>
      brightness.kind === 'limit' ? [mag >= brightness.limitMag] : [],
    );
    expect(limits.length).toBeGreaterThan(40);
    expect(limits.filter((held) => !held).length / limits.length).toBeLessThan(0.02);
    const pulls = points.flatMap(({ mag, brightness }) =>
      brightness.kind === 'detection' && mag < 15.5 ? [(brightness.mag - mag) / brightness.magError] : [],
    );
    expect(mean(pulls.map((pull) => pull * pull))).toBeGreaterThan(0.5);
    expect(mean(pulls.map((pull) => pull * pull))).toBeLessThan(2);
  });

  it('goes through instrumental magnitudes and back', () => {
    const { instrumentalMag, instrumentalMagError } = instrumental(100, 2);
    expect(instrumentalMag).toBe(-5);
    expect(instrumentalMagError).toBeCloseTo(0.0217, 4);
    expect(instrumental(-1, 2).instrumentalMag).toBeNaN();
  });
});

describe('matching on the sphere', () => {
  it('pairs each position once, the closest first', () => {
    const a = [0, 1.2, 10].map((arcsec) => ({ raDeg: arcsec / 3600, decDeg: 0 }));
    const b = [1, 500].map((arcsec) => ({ raDeg: arcsec / 3600, decDeg: 0 }));
    const matches = matchNearest(a, b, 2);
    expect(matches).toHaveLength(1);
    expect(matches[0]).toMatchObject({ a: 1, b: 0 });
    expect(matches[0]?.separationArcsec).toBeCloseTo(0.2, 6);
  });

  it('sees across 0h and at the poles', () => {
    expect(matchNearest([{ raDeg: 359.9999, decDeg: 10 }], [{ raDeg: 0.0001, decDeg: 10 }], 1)).toHaveLength(1);
    expect(matchNearest([{ raDeg: 0, decDeg: 89.9999 }], [{ raDeg: 180, decDeg: 89.9999 }], 1)).toHaveLength(1);
  });

  it('finds what a look at every pair finds', () => {
    const dice = random(9);
    const scatter = (n: number) =>
      Array.from({ length: n }, () => ({ raDeg: 0.02 * dice.uniform(), decDeg: 0.02 * dice.uniform() - 0.01 }));
    const [a, b] = [scatter(120), scatter(150)];
    const matches = matchNearest(a, b, 5);
    expect(matches.length).toBeGreaterThan(20);
    expect(new Set(matches.map((match) => match.b)).size).toBe(matches.length);
    for (const [i, from] of a.entries()) {
      const near = b.flatMap((to, j) =>
        Math.hypot((from.raDeg - to.raDeg) * Math.cos((to.decDeg * Math.PI) / 180), from.decDeg - to.decDeg) * 3600 <
        4.99
          ? [j]
          : [],
      );
      // whoever has a neighbour is paired, unless the neighbour is taken by a closer one
      if (!matches.some((match) => match.a === i))
        for (const j of near) expect(matches.some((match) => match.b === j)).toBe(true);
    }
  });
});
