import { describe, expect, it } from '@jest/globals';
import { offset } from '@nightjar/astro';
import fc from 'fast-check';
import { matchMutual, matchNearest, pairsWithin } from '../photometry/match.js';
import { random } from '../synthetic/random.js';
import { separationDeg, type SkyPosition } from '../wcs/tangent.js';
import { clusters, isolated, mergeBlends } from './blends.js';
import { KdTree } from './kd-tree.js';

/** Positions crowded about a pole, 0h or anywhere, in a disc of a few radii. */
const field = fc.record({
  centre: fc.oneof(
    fc.constant({ raDeg: 0, decDeg: 90 }),
    fc.constant({ raDeg: 77, decDeg: -90 }),
    fc.constant({ raDeg: 359.9999, decDeg: 12 }),
    fc.record({
      raDeg: fc.double({ min: 0, max: 359.9, noNaN: true }),
      decDeg: fc.double({ min: -89, max: 89, noNaN: true }),
    }),
  ),
  seed: fc.integer({ min: 1, max: 1e6 }),
  sizeArcsec: fc.double({ min: 5, max: 200, noNaN: true }),
});
const scatter = (centre: SkyPosition, n: number, sizeArcsec: number, seed: number): SkyPosition[] => {
  const dice = random(seed);
  return Array.from({ length: n }, () =>
    offset(centre, 360 * dice.uniform(), (sizeArcsec / 3600) * Math.sqrt(dice.uniform())),
  );
};

describe('a k-d tree', () => {
  it('finds the points within a radius and the nearest ones, as a look at all of them does', () => {
    const cloud = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      n: fc.integer({ min: 0, max: 300 }),
      radius: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(cloud, ({ seed, n, radius }) => {
        const dice = random(seed);
        // whole steps, so that there are equal coordinates and equal distances
        const points = Float64Array.from({ length: 3 * n }, () => Math.round(10 * dice.uniform()) / 10);
        const place = [dice.uniform(), dice.uniform(), dice.uniform()];
        const distance = (i: number) =>
          place.reduce((sum, x, axis) => sum + (x - (points[3 * i + axis] ?? NaN)) ** 2, 0);
        const all = Array.from({ length: n }, (_, i) => i);
        const tree = new KdTree(points);
        expect(tree.within(place, radius).sort((i, j) => i - j)).toEqual(
          all.filter((i) => distance(i) <= radius * radius),
        );
        expect(tree.nearest(place, 7)).toEqual(all.toSorted((i, j) => distance(i) - distance(j) || i - j).slice(0, 7));
      }),
    );
  });
});

describe('matching on the sphere', () => {
  it('finds every pair within the radius, at the poles and across 0h too', () => {
    fc.assert(
      fc.property(field, ({ centre, seed, sizeArcsec }) => {
        const [a, b] = [scatter(centre, 30, sizeArcsec, seed), scatter(centre, 40, sizeArcsec, seed + 1)];
        const expected = a.flatMap((from, i) =>
          b.flatMap((to, j) => (separationDeg(from, to) * 3600 <= 20 ? [`${i}-${j}`] : [])),
        );
        expect(
          pairsWithin(a, b, 20)
            .map((pair) => `${pair.a}-${pair.b}`)
            .sort(),
        ).toEqual(expected.sort());
      }),
      { numRuns: 60 },
    );
  });

  it('pairs nobody twice; a mutual match is the nearest of both', () => {
    fc.assert(
      fc.property(field, ({ centre, seed, sizeArcsec }) => {
        const [a, b] = [scatter(centre, 25, sizeArcsec, seed), scatter(centre, 35, sizeArcsec, seed + 1)];
        const [greedy, mutual] = [matchNearest(a, b, 15), matchMutual(a, b, 15)];
        for (const pairs of [greedy, mutual]) {
          expect(new Set(pairs.map((pair) => pair.a)).size).toBe(pairs.length);
          expect(new Set(pairs.map((pair) => pair.b)).size).toBe(pairs.length);
        }
        for (const pair of mutual) {
          expect(greedy).toContainEqual(pair);
          const [from, to] = [a[pair.a], b[pair.b]];
          if (!from || !to) throw new Error('a pair names positions that are there');
          const nearest = Math.min(
            ...b.map((one) => separationDeg(from, one)),
            ...a.map((one) => separationDeg(one, to)),
          );
          expect(pair.separationArcsec).toBeCloseTo(nearest * 3600, 9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of ten thousand with ten thousand stars finds each its own', () => {
    const stars = scatter({ raDeg: 10, decDeg: 80 }, 10_000, 7200, 3);
    const moved = stars.map((star) => offset(star, 30, 0.2 / 3600));
    expect(matchMutual(stars, moved, 2).filter(({ a, b }) => a === b).length).toBeGreaterThan(9950);
  });

  it('matches nothing with a position that is no number', () => {
    expect(pairsWithin([{ raDeg: NaN, decDeg: 3 }], [{ raDeg: NaN, decDeg: 3 }], 1e6)).toEqual([]);
  });
});

describe('a blend', () => {
  it('is a chain of neighbours: in one cluster are exactly those whom links join', () => {
    fc.assert(
      fc.property(field, ({ centre, seed, sizeArcsec }) => {
        const stars = scatter(centre, 40, sizeArcsec, seed);
        const groups = clusters(stars, 12);
        expect(groups.flat().sort((i, j) => i - j)).toEqual(stars.map((_, i) => i));
        const groupOf = new Map(groups.flatMap((group, g) => group.map((i) => [i, g] as const)));
        for (const { a, b } of pairsWithin(stars, stars, 12)) expect(groupOf.get(a)).toBe(groupOf.get(b));
        for (const group of groups.filter(({ length }) => length > 1))
          for (const i of group) expect(pairsWithin([stars[i] ?? centre], stars, 12).length).toBeGreaterThan(1);
      }),
      { numRuns: 60 },
    );
  });

  it('is dropped whole, or merged at the centre of its light with all of its light', () => {
    const stars = [
      { raDeg: 359.9999, decDeg: 0, mag: 12 },
      { raDeg: 0.0003, decDeg: 0, mag: 13.5 },
      { raDeg: 5, decDeg: 0, mag: 11 },
    ];
    expect(isolated(stars, 3)).toEqual([2]);
    const [blend, alone] = mergeBlends(stars, 3);
    const share = 1 / (1 + 10 ** 0.6);
    expect(blend?.raDeg).toBeCloseTo(359.9999 + share * 0.0004, 9);
    expect(blend?.mag).toBeCloseTo(12 - 2.5 * Math.log10(1 + 10 ** -0.6), 12);
    expect([blend?.members, alone]).toEqual([[0, 1], { raDeg: 5, decDeg: 0, mag: 11, members: [2] }]);
  });

  it('counts a star without a magnitude as no light, and is not lost for it', () => {
    const dark = { raDeg: 5, decDeg: 1, mag: NaN };
    expect(mergeBlends([dark, { ...dark, mag: 9 }], 1)).toEqual([{ raDeg: 5, decDeg: 1, mag: 9, members: [0, 1] }]);
    expect(mergeBlends([dark], 1)[0]).toMatchObject({ mag: NaN, raDeg: 5 });
  });
});
