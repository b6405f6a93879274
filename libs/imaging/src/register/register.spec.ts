import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '../synthetic/random.js';
import { addStar } from '../synthetic/moffat.js';
import { findStars } from './find-stars.js';
import { registerStars, RegistrationError } from './register.js';
import { Similarity, fitSimilarity } from './similarity.js';

const stars = (seed: number, count: number) => {
  const dice = random(seed);
  return Array.from({ length: count }, () => ({ xPx: 1000 * dice.uniform(), yPx: 800 * dice.uniform() }));
};

/** A similarity with this scale, turn, shift and parity. */
function similarity(scale: number, turnDeg: number, xPx: number, yPx: number, mirrored: boolean): Similarity {
  const turn = (turnDeg * Math.PI) / 180;
  const [cos, sin, flip] = [scale * Math.cos(turn), scale * Math.sin(turn), mirrored ? -1 : 1];
  return new Similarity(cos, -sin * flip, xPx, sin, cos * flip, yPx);
}

describe('a similarity', () => {
  it('is found from places that it moved, and undone by its inverse', () => {
    const places = stars(1, 10);
    const numbers = fc.tuple(
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.double({ min: -179, max: 179, noNaN: true }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(numbers, ([scale, turn, mirrored]) => {
        const truth = similarity(scale, turn, 30, -70, mirrored);
        const fitted = fitSimilarity(
          places,
          places.map((place) => truth.apply(place)),
          mirrored,
        );
        expect(fitted?.scale).toBeCloseTo(scale, 8);
        expect(fitted?.mirrored).toBe(mirrored);
        const back = truth.inverse.apply(truth.apply({ xPx: 12, yPx: 34 }));
        expect(back.xPx).toBeCloseTo(12, 6);
        expect(back.yPx).toBeCloseTo(34, 6);
      }),
    );
  });
});

describe('the registration of two lists of stars', () => {
  it.each([
    ['a shift', 1, 0.2, 40, -25, false],
    ['a pier flip', 1, 180, 1000, 800, false],
    ['another camera, turned, coarser and mirrored', 0.6, 73, 300, 500, true],
  ])('finds %s, with stars that only one of them has and a different order', (_, scale, turn, x, y, mirrored) => {
    const dice = random(7);
    const truth = similarity(scale, turn, x, y, mirrored);
    const common = stars(2, 70);
    const blurred = common.map((star) => {
      const moved = truth.apply(star);
      return { xPx: moved.xPx + 0.15 * dice.normal(), yPx: moved.yPx + 0.15 * dice.normal() };
    });
    const source = [...stars(3, 5), ...common, ...stars(4, 20)];
    const target = [...blurred.slice(10), ...blurred.slice(0, 10), ...stars(5, 25)];
    const found = registerStars(source, target);
    expect(found.transform.scale).toBeCloseTo(scale, 3);
    expect(found.transform.mirrored).toBe(mirrored);
    expect(found.matches.length).toBeGreaterThanOrEqual(66);
    expect(found.rmsPx).toBeLessThan(0.35);
    for (const place of common) {
      const [seen, wanted] = [found.transform.apply(place), truth.apply(place)];
      expect(Math.hypot(seen.xPx - wanted.xPx, seen.yPx - wanted.yPx)).toBeLessThan(0.2);
    }
  });

  it('refuses fields that have nothing in common, and too few stars', () => {
    expect(() => registerStars(stars(11, 60), stars(12, 60))).toThrow(expect.objectContaining({ code: 'no_match' }));
    expect(() => registerStars(stars(1, 3), stars(1, 30))).toThrow(RegistrationError);
  });
});

describe('the star finder', () => {
  it('finds stars at their places with their width, and neither a hot pixel nor noise', () => {
    const dice = random(5);
    const [widthPx, heightPx] = [200, 160];
    const electrons = new Float32Array(widthPx * heightPx).map(() => 500 + 10 * dice.normal());
    const truth = [
      { x: 40.3, y: 50.7, flux: 8000 },
      { x: 120, y: 100.5, flux: 5000 },
      { x: 160.8, y: 30.2, flux: 20_000 },
    ];
    for (const { x, y, flux } of truth) addStar({ widthPx, heightPx, electrons }, x, y, flux, 3);
    electrons[80 * widthPx + 20] = 3000;
    const found = findStars({ widthPx, heightPx, data: electrons });
    expect(found).toHaveLength(3);
    expect(found.map(({ xPx }) => Math.round(xPx))).toEqual([162, 41, 121]);
    for (const star of found) {
      const near = truth.find(({ x, y }) => Math.hypot(x + 1 - star.xPx, y + 1 - star.yPx) < 0.1);
      expect(near).toBeDefined();
      expect(Math.abs(star.fwhmPx - 3.1)).toBeLessThan(0.4);
      expect(star.elongation).toBeLessThan(1.25);
    }
  });
});
