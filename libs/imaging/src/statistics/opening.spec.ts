import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '../synthetic/random.js';
import { discMinimum } from './disc-minimum.js';
import { openedSky } from './opening.js';
import { median, sigmaClip } from './robust.js';

const plane = (widthPx: number, heightPx: number, value: (x: number, y: number) => number) => ({
  widthPx,
  heightPx,
  data: Float32Array.from({ length: widthPx * heightPx }, (_, i) => value(i % widthPx, Math.floor(i / widthPx))),
});

describe('the least value within a disc', () => {
  it('is that of every pixel no farther than the radius', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 14, noNaN: true }),
        fc.integer(),
        (widthPx, heightPx, radius, seed) => {
          const dice = random(seed);
          const image = plane(widthPx, heightPx, () => (dice.uniform() < 0.2 ? Infinity : dice.uniform()));
          const naive = plane(widthPx, heightPx, (x, y) => {
            const near = [...image.data].filter(
              (_, i) => ((i % widthPx) - x) ** 2 + (Math.floor(i / widthPx) - y) ** 2 <= radius ** 2 + 1e-9,
            );
            return Math.min(...near);
          });
          expect([...discMinimum(image, radius)]).toEqual([...naive.data]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the sky by an opening', () => {
  const dice = random(4);
  const truth = (x: number, y: number): number => 1000 + 150 * Math.sin(x / 40) * Math.cos(y / 50);
  const stars = Array.from({ length: 60 }, () => [300 * dice.uniform(), 200 * dice.uniform(), 4000 * dice.uniform()]);
  const light = (x: number, y: number): number =>
    stars.reduce((sum, [x0 = 0, y0 = 0, peak = 0]) => sum + peak * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / 4), 0);
  const image = plane(300, 200, (x, y) => truth(x, y) + light(x, y) + 4 * dice.normal());

  it('follows what is wider than the disc and leaves out stars, without a bias by the noise', () => {
    const sky = openedSky(image, 25);
    const off = sky.map((level, i) => level - truth(i % 300, Math.floor(i / 300)));
    expect(Math.abs(median(off))).toBeLessThan(1.5);
    expect(sigmaClip(off).sigma).toBeLessThan(4);
    // no star of up to 4000 ADU stands in it; at an edge half a disc is missing
    const within = off.filter((_, i) => i % 300 > 20 && i % 300 < 280 && i > 20 * 300 && i < 180 * 300);
    expect(within.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(15);
  });

  it('passes over what is masked or no number, and has none itself only where nothing is near', () => {
    const holes = plane(300, 200, (x, y) => (x < 150 ? NaN : y < 20 ? -9000 : (image.data[y * 300 + x] ?? NaN)));
    const mask = Uint8Array.from(holes.data, (value) => (value === -9000 ? 1 : 0));
    const sky = openedSky(holes, 25, mask);
    expect(Number.isNaN(sky[100 * 300 + 20])).toBe(true);
    const whole = openedSky(image, 25);
    const off = [];
    for (let y = 60; y < 200; y++) for (let x = 200; x < 300; x++) off.push(sky[y * 300 + x]! - whole[y * 300 + x]!);
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(5);
  });
});
