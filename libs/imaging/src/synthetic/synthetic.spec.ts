import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFits, firstImage } from '../fits/read.js';
import { writeImage } from '../fits/write.js';
import { fadingMagnitude } from './fading.js';
import { renderFrame, type FrameScene } from './frame.js';
import { frameHeader } from './header.js';
import { addStar, enclosedShare } from './moffat.js';
import { poisson } from './poisson.js';
import { random } from './random.js';

const scene: FrameScene = {
  widthPx: 128,
  heightPx: 128,
  pixelScaleArcsec: 4,
  centre: { raDeg: 31.2, decDeg: 46.7 },
  rotationDeg: 0,
  stars: [],
  zeroPointMag: 20.5,
  extinctionMag: 0.2,
  airmass: 1,
  fwhmArcsec: 10,
  skyMagPerArcsec2: 20.5,
  exposureS: 30,
  gainEPerAdu: 1.5,
  readNoiseE: 8,
  biasAdu: 300,
  darkEPerS: 0.1,
  saturationAdu: 60000,
  cosmicRaysPerFrame: 0,
  seed: 7,
};

const moments = (values: ArrayLike<number>): { mean: number; variance: number } => {
  const all = Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return { mean, variance: all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (all.length - 1) };
};

describe('photon noise', () => {
  it.each([0.3, 4, 9.9, 10.1, 60, 5000, 2e6])('has the mean and the variance of a Poisson law of mean %p', (mean) => {
    const dice = random(3);
    const n = 40_000;
    const sample = moments(Float64Array.from({ length: n }, () => poisson(mean, dice)));
    expect(Math.abs(sample.mean - mean)).toBeLessThan(4 * Math.sqrt(mean / n));
    expect(Math.abs(sample.variance / mean - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / mean) / n));
  });

  it('is the same for the same seed and another for another', () => {
    expect(renderFrame(scene).image).toEqual(renderFrame(scene).image);
    expect(renderFrame(scene).image).not.toEqual(renderFrame({ ...scene, seed: 8 }).image);
  });
});

describe('a rendered star', () => {
  const draw = (x0: number, y0: number, fwhmPx: number): Float32Array => {
    const electrons = new Float32Array(201 * 201);
    addStar({ widthPx: 201, heightPx: 201, electrons }, x0, y0, 1e6, fwhmPx);
    return electrons;
  };

  it('holds its electrons wherever it lies on the pixel grid', () => {
    for (const fwhmPx of [1.5, 2.5, 5]) {
      for (const shift of [0, 0.25, 0.5]) {
        const total = draw(100 + shift, 100 - shift, fwhmPx).reduce((sum, value) => sum + value, 0);
        expect(Math.abs(total / 1e6 - 1)).toBeLessThan(0.002);
      }
    }
  });

  it('is centred where it was put', () => {
    const plane = draw(100.3, 99.6, 2.5);
    const weighted = (weight: (i: number) => number): number =>
      plane.reduce((sum, value, i) => sum + value * weight(i), 0);
    const total = weighted(() => 1);
    expect(weighted((i) => i % 201) / total).toBeCloseTo(100.3, 3);
    expect(weighted((i) => Math.floor(i / 201)) / total).toBeCloseTo(99.6, 3);
  });

  it('has half of its peak at half its width, and the analytic share of light inside a circle', () => {
    expect(enclosedShare(1e6, 3)).toBeCloseTo(1, 10);
    const plane = draw(100, 100, 6);
    expect((plane[100 * 201 + 103] ?? 0) / (plane[100 * 201 + 100] ?? 1)).toBeCloseTo(0.5, 1);
    const inside = plane.reduce(
      (sum, value, i) => sum + (Math.hypot((i % 201) - 100, Math.floor(i / 201) - 100) <= 20 ? value : 0),
      0,
    );
    expect(inside / 1e6).toBeCloseTo(enclosedShare(20, 6), 3);
  });
});

describe('a rendered frame', () => {
  it('has the sky, the bias and the noise that its camera should have', () => {
    const { image, truth } = renderFrame(scene);
    const { mean, variance } = moments(image.data);
    const skyE = 10 ** (0.4 * (20.5 - 20.5)) * 16 * 30 + 3;
    expect(truth.backgroundEPerPx).toBeCloseTo(skyE, 6);
    expect(mean).toBeCloseTo(300 + skyE / 1.5, 0);
    expect(Math.sqrt(variance)).toBeCloseTo(Math.sqrt(skyE + 64) / 1.5, 0);
  });

  it('tells where each star fell and what it was expected to give, extinction included', () => {
    const { truth } = renderFrame({
      ...scene,
      stars: [
        { ...scene.centre, mag: 12 },
        { raDeg: 211, decDeg: -46, mag: 1 },
      ],
    });
    expect(truth.stars).toHaveLength(1);
    expect(truth.stars[0]).toMatchObject({ xPx: 64.5, yPx: 64.5, electrons: 10 ** (0.4 * (20.5 - 12.2)) * 30 });
  });

  it('saturates, and carries cosmic rays when asked', () => {
    expect(Math.max(...renderFrame({ ...scene, stars: [{ ...scene.centre, mag: 2 }] }).image.data)).toBe(60000);
    const struck = renderFrame({ ...scene, cosmicRaysPerFrame: 20 });
    expect(struck.truth.cosmicRays).toBeGreaterThan(5);
    expect(Math.max(...struck.image.data)).toBeGreaterThan(Math.max(...renderFrame(scene).image.data) + 100);
  });

  it('leaves the camera as FITS that says when, how long and where to, but not what it shows', () => {
    const { image } = renderFrame(scene);
    const header = frameHeader({
      startAt: new Date('2017-12-20T01:33:43.250Z'),
      exposureS: 30,
      filter: 'V',
      gainEPerAdu: 1.5,
      readNoiseE: 8,
      saturationAdu: 60000,
      pointing: scene.centre,
      object: 'GRB 171220A',
      airmass: 1.2,
      telescope: 'simulated',
      instrument: 'north',
      site: { latitudeDeg: -29.26, longitudeDeg: -70.73, elevationM: 2400 },
      pixelScaleArcsec: 4,
      binning: 1,
      ccdTemperatureC: -20,
      imageType: 'LIGHT',
    });
    const back = firstImage(readFits(writeImage(header, image)));
    expect(back.image).toEqual(image);
    expect(back.header.text('DATE-OBS')).toBe('2017-12-20T01:33:43.250');
    expect(back.header.text('DATE-END')).toBe('2017-12-20T01:34:13.250');
    expect(back.header.number('MJD-OBS')).toBeCloseTo(58107.065083912, 9);
    expect(back.header.has('CTYPE1')).toBe(false);
  });
});

describe('a fading source', () => {
  const law = { magAtReference: 14, referenceS: 100, slope: 1.2 };

  it('has its reference magnitude at the reference time and fades by 2.5 slope a decade', () => {
    expect(fadingMagnitude(law, 100, 0)).toBeCloseTo(14, 12);
    expect(fadingMagnitude(law, 1000, 0)).toBeCloseTo(17, 12);
  });

  it('is averaged over the exposure as the sum of many short ones would be, at any slope', () => {
    const arbitrary = fc.record({
      slope: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 3, noNaN: true })),
      start: fc.double({ min: 0, max: 1e4, noNaN: true }),
      exposure: fc.double({ min: 1, max: 300, noNaN: true }),
    });
    fc.assert(
      fc.property(arbitrary, ({ slope, start, exposure }) => {
        const steps = 20_000;
        let flux = 0;
        for (let i = 0; i < steps; i++)
          flux += (Math.max(1, start + ((i + 0.5) / steps) * exposure) / 100) ** -slope / steps;
        expect(fadingMagnitude({ ...law, slope }, start, exposure)).toBeCloseTo(14 - 2.5 * Math.log10(flux), 2);
      }),
      { numRuns: 50 },
    );
  });

  it('is dark before the trigger, and smooth through slope 1', () => {
    expect(fadingMagnitude(law, -60, 30)).toBe(Infinity);
    const near = fadingMagnitude({ ...law, slope: 1 + 1e-9 }, 50, 30);
    expect(fadingMagnitude({ ...law, slope: 1 }, 50, 30)).toBeCloseTo(near, 7);
  });
});
