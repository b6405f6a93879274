import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '../synthetic/random.js';
import { meshBackground } from './mesh.js';
import { madSigma, median, percentiles, sigmaClip } from './robust.js';

describe('a robust statistic', () => {
  it('is the middle of the sorted values, whatever their order', () => {
    const sample = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(sample, (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const half = sorted.length >> 1;
        const middle = sorted.length % 2 ? sorted[half] : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
        expect(median(values)).toBe(middle);
        expect(percentiles(values, [0, 100])).toEqual([sorted[0], sorted.at(-1)]);
      }),
    );
  });

  it('is NaN of nothing and does not count what is no number', () => {
    expect(median([])).toBeNaN();
    expect(median([NaN, 3, NaN])).toBe(3);
    expect(percentiles([NaN], [50])).toEqual([NaN]);
  });

  it('finds the spread of normal noise, also when a tenth of the values are stars', () => {
    const dice = random(5);
    const noise = Float64Array.from(
      { length: 20_000 },
      (_, i) => 100 + 4 * dice.normal() + (i % 10 === 0 ? 500 * dice.uniform() : 0),
    );
    const { median: centre, sigma } = sigmaClip(noise);
    expect(centre).toBeCloseTo(100.2, 0);
    expect(sigma).toBeGreaterThan(3.9);
    expect(sigma).toBeLessThan(4.4);
    expect(madSigma(noise.filter((_, i) => i % 10 !== 0))).toBeCloseTo(4, 1);
  });

  it('does not round the level of whole-number pixels to whole numbers', () => {
    const dice = random(6);
    for (const level of [100.1, 100.3, 100.5, 100.7]) {
      const counts = Float64Array.from({ length: 40_000 }, () => Math.round(level + 2 * dice.normal()));
      expect(Math.abs(sigmaClip(counts).median - level)).toBeLessThan(0.05);
    }
  });

  it('does not end in clipping everything away', () => {
    expect(sigmaClip([7, 7, 7, 7])).toMatchObject({ median: 7, sigma: 0, count: 4 });
    expect(sigmaClip([5])).toMatchObject({ median: 5, sigma: 0, count: 1 });
    expect(sigmaClip([]).count).toBe(0);
    const groups = fc.array(
      fc.tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.integer({ min: 1, max: 12 })),
      { minLength: 1, maxLength: 8 },
    );
    const scatter = fc.constantFrom(0, 1e-13, 1e-6, 1);
    fc.assert(
      fc.property(groups, scatter, (found, by) => {
        const values = found.flatMap(([value, times]) => new Array<number>(times).fill(100 + by * value));
        const { median: centre, mean, sigma, count } = sigmaClip(values);
        expect(count).toBeGreaterThan(0);
        for (const value of [centre, mean]) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        }
        expect(sigma).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a mesh background', () => {
  it('follows a slope in the sky, under stars and beside bad pixels, and knows its noise', () => {
    const dice = random(8);
    const [widthPx, heightPx] = [256, 200];
    const sky = (x: number, y: number) => 300 + 0.2 * x + 0.1 * y;
    const mask = new Uint8Array(widthPx * heightPx);
    const data = Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
      const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
      if (y > 150 && x < 40) mask[i] = 1;
      return mask[i] ? NaN : sky(x, y) + 5 * dice.normal() + (Math.hypot(x - 128, y - 100) < 6 ? 4000 : 0);
    });
    const background = meshBackground({ widthPx, heightPx, data }, 32, mask);
    const map = background.levelMap();
    for (const [x, y] of [
      [128, 100],
      [60, 60],
      [200, 160],
    ] as const) {
      expect(Math.abs((map[y * widthPx + x] ?? NaN) - sky(x, y))).toBeLessThan(3);
    }
    expect(background.rms).toBeGreaterThan(4.5);
    expect(background.rms).toBeLessThan(6);
    expect(map.every(Number.isFinite)).toBe(true);
  });

  it('is made of a frame of one pixel and of one without a sound pixel', () => {
    expect(meshBackground({ widthPx: 1, heightPx: 1, data: new Float32Array([9]) }).level).toBe(9);
    expect(meshBackground({ widthPx: 2, heightPx: 1, data: new Float32Array([NaN, NaN]) }).level).toBeNaN();
  });
});
