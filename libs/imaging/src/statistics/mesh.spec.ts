import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '../synthetic/random.js';
import { clipCell } from './cell.js';
import { meshBackground } from './mesh.js';
import { sigmaClip } from './robust.js';
import { secondDerivatives, splinePlaces } from './spline.js';

const plane = (widthPx: number, heightPx: number, at: (x: number, y: number) => number) => ({
  widthPx,
  heightPx,
  data: Float32Array.from({ length: widthPx * heightPx }, (_, i) => at(i % widthPx, Math.floor(i / widthPx))),
});

describe('clipping by counting', () => {
  it('agrees with clipping of the sorted values to three hundredths of the spread, on floats and on whole numbers', () => {
    const sample = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      level: fc.double({ min: -100, max: 50_000, noNaN: true }),
      sigma: fc.double({ min: 3, max: 300, noNaN: true }),
      whole: fc.boolean(),
      stars: fc.double({ min: 0, max: 0.05, noNaN: true }),
    });
    fc.assert(
      fc.property(sample, ({ seed, level, sigma, whole, stars }) => {
        const dice = random(seed);
        const values = Float64Array.from({ length: 3000 }, () => {
          const value = level + sigma * dice.normal() + (dice.uniform() < stars ? 30 * sigma * dice.uniform() : 0);
          return whole ? Math.round(value) : value;
        });
        const [counted, sorted] = [clipCell(values), sigmaClip(values)];
        expect(Math.abs(counted.median - sorted.median)).toBeLessThan(0.03 * sigma);
        // among whole numbers a whole step of values stands or falls with the last digit of the cut
        expect(Math.abs(counted.sigma / sorted.sigma - 1)).toBeLessThan(whole ? 0.08 : 0.03);
      }),
      { numRuns: 60 },
    );
  });

  it('is that of the sorted values where all are the same', () => {
    expect(clipCell(new Float64Array(2000).fill(7))).toMatchObject({ median: 7, mean: 7, sigma: 0 });
  });
});

describe('a natural spline', () => {
  it('passes through its nodes and is exact for a straight line, also beyond the ends', () => {
    const nodes = Float64Array.of(2, 7, 9, 15);
    const at = (values: Float64Array, x: number) => {
      const bends = secondDerivatives(nodes, values, new Float64Array(4), new Float64Array(4));
      const { left, right, a, b, c, d } = splinePlaces(nodes, 20);
      const of = (list: ArrayLike<number>) => list[x] ?? NaN;
      const [l, r] = [of(left), of(right)];
      return of(a) * (values[l] ?? 0) + of(b) * (values[r] ?? 0) + of(c) * (bends[l] ?? 0) + of(d) * (bends[r] ?? 0);
    };
    const wild = Float64Array.of(1, -4, 8, 3);
    nodes.forEach((node, i) => expect(at(wild, node)).toBeCloseTo(wild[i] ?? NaN, 10));
    const line = nodes.map((node) => 3 - 2 * node);
    for (let x = 0; x < 20; x++) expect(at(line, x)).toBeCloseTo(3 - 2 * x, 10);
  });
});

describe('clipping of whole numbers', () => {
  it('does not end with a spread of nothing where half the pixels are equal', () => {
    const dice = random(1);
    const counts = Float64Array.from({ length: 3000 }, () => Math.round(0.7 * dice.normal()));
    for (const clip of [clipCell, sigmaClip]) expect(Math.abs(clip(counts).sigma - 0.75)).toBeLessThan(0.1);
  });
});

describe('a mesh background', () => {
  it('follows a slope to the very corners, and a bowl to a tenth of the noise', () => {
    const sky = (x: number, y: number) => 500 + 0.2 * x - 0.1 * y + 4e-5 * (x - 250) ** 2;
    const dice = random(11);
    const image = plane(500, 430, (x, y) => sky(x, y) + 5 * dice.normal());
    const background = meshBackground(image, { cellPx: 64 });
    const map = background.levelMap();
    const off = map.map((value, i) => value - sky(i % 500, Math.floor(i / 500)));
    expect(Math.sqrt(off.reduce((sum, value) => sum + value * value, 0) / off.length)).toBeLessThan(0.5);
    for (const corner of [0, 499, 429 * 500, 430 * 500 - 1]) expect(Math.abs(off[corner] ?? NaN)).toBeLessThan(2.5);
    // a slope of 0.2 ADU a pixel over 64 pixels is part of what a cell scatters
    expect(background.rms).toBeGreaterThan(5);
    expect(background.rms).toBeLessThan(6.8);
  });

  it('in crowded cells is less biased by the mode than by the median', () => {
    const dice = random(12);
    const image = plane(
      512,
      512,
      () => 1000 + 10 * dice.normal() + (dice.uniform() < 0.1 ? -25 * Math.log(dice.uniform()) : 0),
    );
    const [byMedian, byMode] = [meshBackground(image, { level: 'median' }), meshBackground(image, { level: 'mode' })];
    expect(byMedian.level - 1000).toBeGreaterThan(0.5);
    expect(Math.abs(byMode.level - 1000)).toBeLessThan(byMedian.level - 1000);
  });

  it('fills a masked quarter of the frame from its edge, and counts the cells that it used', () => {
    const dice = random(13);
    const image = plane(256, 256, (x, y) => (x < 128 && y < 128 ? 60_000 : 200 + dice.normal()));
    const mask = Uint8Array.from(image.data, (value) => (value > 50_000 ? 1 : 0));
    const background = meshBackground(image, { cellPx: 32, mask });
    expect(background.cellsUsed).toBe(48);
    for (const value of background.levelMap()) expect(Math.abs(value - 200)).toBeLessThan(0.5);
    expect(background.rmsMap().every((value) => value > 0.8 && value < 1.2)).toBe(true);
  });

  it('throws a cell out that the mask leaves less than a tenth of, or as much as is asked for', () => {
    const image = plane(64, 32, (x) => (x < 32 ? 10 : 20));
    const mask = Uint8Array.from(image.data, (value, i) => (value === 20 && Math.floor(i / 64) > 15 ? 1 : 0));
    expect(meshBackground(image, { cellPx: 32, mask }).cellsUsed).toBe(2);
    expect(meshBackground(image, { cellPx: 32, mask, maxMaskedFraction: 0.4 }).cellsUsed).toBe(1);
  });

  it('tells the sky of what little there is, where every cell is masked but for a twentieth', () => {
    const dice = random(14);
    const image = plane(128, 128, () => 500 + 10 * dice.normal());
    const mask = Uint8Array.from(image.data, () => (dice.uniform() < 0.05 ? 0 : 1));
    const background = meshBackground(image, { cellPx: 64, mask });
    expect(background.cellsUsed).toBe(4);
    expect(Math.abs(background.level - 500)).toBeLessThan(2);
    expect(Math.abs(background.rms - 10)).toBeLessThan(2);
  });
});
