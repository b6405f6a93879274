import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Image } from '../image.js';
import { addStar } from '../synthetic/moffat.js';
import { random } from '../synthetic/random.js';
import { separableMedian } from './median-filter.js';
import { rejectCosmicRays } from './reject-cosmic-rays.js';

const side = 200;
const gainEPerAdu = 1.5;

/** A sky of 100 electrons with stars and single-track hits, and where either are. */
function frame(seed: number, { stars = 60, hits = 40, fwhmPx = 3 } = {}) {
  const dice = random(seed);
  const electrons = new Float32Array(side * side).fill(100);
  const centres = Array.from({ length: stars }, () => {
    const star = { x: 10 + 180 * dice.uniform(), y: 10 + 180 * dice.uniform(), flux: 10 ** (3 + 2 * dice.uniform()) };
    addStar({ widthPx: side, heightPx: side, electrons }, star.x, star.y, star.flux, fwhmPx);
    return star;
  });
  for (let i = 0; i < electrons.length; i++) {
    electrons[i] = (electrons[i] ?? 0) + Math.sqrt((electrons[i] ?? 0) + 6.5 ** 2) * dice.normal();
  }
  const hit = new Set<number>();
  for (let i = 0; i < hits; i++) {
    const [x, y] = [Math.floor(3 + 194 * dice.uniform()), Math.floor(3 + 194 * dice.uniform())];
    if (centres.some((star) => Math.hypot(star.x - x, star.y - y) < 8)) continue;
    for (let k = 0; k < 1 + 3 * dice.uniform(); k++) hit.add(y * side + x + k);
  }
  for (const at of hit) electrons[at] = (electrons[at] ?? 0) + 600 + 2000 * dice.uniform();
  const image: Image<Float32Array> = {
    widthPx: side,
    heightPx: side,
    data: electrons.map((value) => value / gainEPerAdu),
  };
  return { image, hit, centres };
}

describe('the separable median', () => {
  it('is the median of the rows, then of the columns, with the border going on', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11 * 7, maxLength: 11 * 7 });
    fc.assert(
      fc.property(values, fc.constantFrom(3 as const, 5 as const, 7 as const), (numbers, window) => {
        const tile = { widthPx: 11, heightPx: 7 };
        const result = new Float32Array(77);
        separableMedian(Float32Array.from(numbers), tile, window, result);
        expect([...result]).toEqual(slowly(slowly(numbers, tile, window, 1, 0), tile, window, 0, 1));
      }),
      { numRuns: 60 },
    );
  });
});

function slowly(
  values: readonly number[],
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
  window: number,
  u: number,
  v: number,
): number[] {
  const clamp = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  return values.map((_, i) => {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    const line = Array.from({ length: window }, (_unused, k) => {
      const off = k - (window - 1) / 2;
      return values[clamp(y + v * off, heightPx) * widthPx + clamp(x + u * off, widthPx)] ?? NaN;
    });
    return line.sort((a, b) => a - b)[(window - 1) / 2] ?? NaN;
  });
}

describe('L.A.Cosmic', () => {
  it('finds the hits, and never eats a star', () => {
    for (const seed of [1, 2, 3]) {
      const { image, hit, centres } = frame(seed);
      const { mask, pixels } = rejectCosmicRays(image, { gainEPerAdu });
      const found = [...hit].filter((at) => mask[at] === 1).length;
      expect(found / hit.size).toBeGreaterThan(0.95);
      const eaten = centres.filter(({ x, y }) => mask[Math.round(y) * side + Math.round(x)] === 1);
      expect(eaten).toEqual([]);
      expect(pixels).toBeLessThan(2.5 * hit.size);
    }
  });

  it('puts the sky where a hit was and leaves every other pixel as it is', () => {
    const { image, hit } = frame(4, { stars: 0 });
    const { cleaned, mask } = rejectCosmicRays(image, { gainEPerAdu });
    for (const at of hit) expect(Math.abs((cleaned.data[at] ?? 0) - 100 / gainEPerAdu)).toBeLessThan(35);
    cleaned.data.forEach((value, i) => mask[i] === 0 && expect(value).toBe(image.data[i]));
  });

  it('takes a saturated star for no cosmic ray, and a saturated hit for one', () => {
    const { image } = frame(5, { stars: 0, hits: 0 });
    for (let y = 90; y < 105; y++) for (let x = 90; x < 105; x++) image.data[y * side + x] = 40_000;
    image.data[50 * side + 50] = 40_000;
    const result = rejectCosmicRays(image, { gainEPerAdu, saturationAdu: 40_000 });
    expect(result.mask[50 * side + 50]).toBe(1);
    expect(result.pixels).toBeLessThan(5);
    expect(result.excluded[90 * side + 90]).toBe(1);
  });

  it('finds nothing in a masked pixel, and is not led astray by one that is no number', () => {
    const { image, hit } = frame(6, { stars: 0 });
    const mask = new Uint8Array(side * side);
    const [first, second] = [...hit];
    mask[first ?? 0] = 1;
    image.data[second ?? 0] = NaN;
    const result = rejectCosmicRays(image, { gainEPerAdu, mask });
    expect([result.mask[first ?? 0], result.mask[second ?? 0]]).toEqual([0, 0]);
    expect(result.pixels).toBeGreaterThan(20);
  });

  it('takes a variance map at its word', () => {
    const { image, hit } = frame(7, { stars: 0 });
    const loud = new Float32Array(side * side).fill(1e8);
    expect(rejectCosmicRays(image, { gainEPerAdu, variance: loud }).pixels).toBe(0);
    const quiet = new Float32Array(side * side).fill((100 + 6.5 ** 2) / gainEPerAdu ** 2);
    const { mask } = rejectCosmicRays(image, { gainEPerAdu, variance: quiet });
    expect([...hit].filter((at) => mask[at] === 1).length / hit.size).toBeGreaterThan(0.95);
  });

  it('tells stars from hits by a convolution as well, when it is told how wide stars are', () => {
    const { image, centres, hit } = frame(8);
    const { mask } = rejectCosmicRays(image, { gainEPerAdu, fineStructure: { by: 'convolution', fwhmPx: 3 } });
    const eaten = centres.filter(({ x, y }) => mask[Math.round(y) * side + Math.round(x)] === 1);
    expect(eaten).toEqual([]);
    expect([...hit].filter((at) => mask[at] === 1).length / hit.size).toBeGreaterThan(0.7);
  });

  it('gives the same hits whatever tile they fall into', () => {
    const { image, hit } = frame(9, { stars: 0 });
    const { mask } = rejectCosmicRays(image, { gainEPerAdu });
    const shift = 37;
    const moved: Image<Float32Array> = {
      ...image,
      data: image.data.map((_, i) => image.data[(i + shift * side) % (side * side)] ?? 0),
    };
    const again = rejectCosmicRays(moved, { gainEPerAdu }).mask;
    for (const at of hit) {
      const row = Math.floor(at / side);
      if (row > shift + 8 && row < side - 8) expect(again[at - shift * side]).toBe(mask[at]);
    }
  });
});
