import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { offset, separation } from '../separation.js';
import { positions } from '../sample.js';
import { nestedCover, nestedDisc } from './disc.js';
import { nestedNeighbours } from './neighbours.js';
import { fromUniq, nestedCentre, nestedIndex, toUniq } from './nested.js';
import { pixelCount, pixelRadiusDeg } from './pixel.js';
import { nestedToRing, ringCentre, ringIndex, ringToNested } from './ring.js';

const orders = fc.integer({ min: 0, max: 29 });
const pixels = orders.chain((order) =>
  fc.record({ order: fc.constant(order), index: fc.bigInt({ min: 0n, max: pixelCount(order) - 1n }) }),
);

describe('HEALPix pixels', () => {
  it('are numbered as the documentation of healpy prints them', () => {
    const found = [
      [0, 2.388],
      [45, 45],
      [90, 0],
      [0, 90],
      [0, -90],
    ].map(([raDeg = 0, decDeg = 0]) => ringIndex({ raDeg, decDeg }, 4));
    expect(found).toEqual([1440n, 427n, 1520n, 0n, 3068n]);
    expect(nestedToRing(1130n, 4)).toBe(1504n);
    expect(ringToNested(1504n, 4)).toBe(1130n);
    expect(ringCentre(1440n, 4).decDeg).toBeCloseTo(90 - (1.529_117_594_372_318_8 * 180) / Math.PI, 10);
    expect(nestedNeighbours(4n, 0)).toEqual([11n, 7n, 3n, null, 0n, 5n, 8n, null]);
  });

  it('are found again from their centres, in both orderings, at every order', () => {
    fc.assert(
      fc.property(pixels, ({ order, index }) => {
        expect(nestedIndex(nestedCentre(index, order), order)).toBe(index);
        expect(ringIndex(ringCentre(index, order), order)).toBe(index);
        expect(ringToNested(nestedToRing(index, order), order)).toBe(index);
        expect(fromUniq(toUniq(index, order))).toEqual({ order, index });
      }),
    );
  });

  it('are all numbered, once each, in both orderings', () => {
    for (const order of [0, 1, 2, 3]) {
      const all = Array.from({ length: Number(pixelCount(order)) }, (_, i) => nestedToRing(BigInt(i), order));
      expect(new Set(all).size).toBe(all.length);
      all.forEach((ring, i) => expect(ringToNested(ring, order)).toBe(BigInt(i)));
    }
  });

  it('hold every position within their radius, and their parents hold it too', () => {
    fc.assert(
      fc.property(positions, fc.integer({ min: 1, max: 29 }), (position, order) => {
        const index = nestedIndex(position, order);
        const distance = separation(position, nestedCentre(index, order));
        expect(distance).toBeLessThanOrEqual(pixelRadiusDeg(order) * (1 + 1e-6) + 1e-13);
        expect(nestedIndex(position, order - 1)).toBe(index >> 2n);
      }),
    );
  });

  it('are the neighbours of their neighbours', () => {
    fc.assert(
      fc.property(pixels, ({ order, index }) => {
        for (const neighbour of nestedNeighbours(index, order))
          if (neighbour !== null) expect(nestedNeighbours(neighbour, order)).toContain(index);
      }),
    );
  });

  it('do not exist beyond the order, its count or the sphere', () => {
    expect(() => nestedIndex({ raDeg: 0, decDeg: 0 }, 30)).toThrow(RangeError);
    expect(() => nestedIndex({ raDeg: 0, decDeg: 91 }, 3)).toThrow(RangeError);
    expect(() => nestedCentre(12n, 0)).toThrow(RangeError);
    expect(() => ringCentre(-1n, 0)).toThrow(RangeError);
    expect(() => fromUniq(3n)).toThrow(RangeError);
  });
});

describe('discs of HEALPix pixels', () => {
  const radii = fc.double({ min: 0, max: 180, noNaN: true });

  it('hold the pixels whose centre is within the radius, and no other', () => {
    fc.assert(
      fc.property(positions, radii, fc.integer({ min: 0, max: 4 }), (centre, radius, order) => {
        const all = Array.from({ length: Number(pixelCount(order)) }, (_, i) => BigInt(i));
        const expected = all.filter((index) => separation(centre, nestedCentre(index, order)) <= radius);
        expect(nestedDisc(centre, radius, order)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('are covered: every point of the disc lies in a range', () => {
    const parts = fc.double({ min: 0, max: 1, noNaN: true });
    const small = fc.double({ min: 0.0001, max: 5, noNaN: true });
    fc.assert(
      fc.property(
        positions,
        small,
        parts,
        parts,
        fc.integer({ min: 0, max: 9 }),
        (centre, radius, out, turn, order) => {
          const index = nestedIndex(offset(centre, turn * 360, radius * out), order);
          const ranges = nestedCover(centre, radius, order);
          expect(ranges.some(({ first, last }) => first <= index && index <= last)).toBe(true);
        },
      ),
    );
  });
});
