import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationOf, exposuresIn, firstOf, restOf } from './series.js';

const series = fc.array(
  fc.record({
    filter: fc.constantFrom('B', 'V', 'R'),
    exposureS: fc.integer({ min: 1, max: 600 }),
    count: fc.integer({ min: 1, max: 20 }),
  }),
);

describe('a series of exposures', () => {
  it('is cut without losing or doubling any', () => {
    fc.assert(
      fc.property(series, fc.nat(100), (all, n) => {
        const [first, rest] = [firstOf(all, n), restOf(all, n)];
        expect(exposuresIn(first)).toBe(Math.min(n, exposuresIn(all)));
        expect(exposuresIn(first) + exposuresIn(rest)).toBe(exposuresIn(all));
        expect(durationOf(first, 2) + durationOf(rest, 2)).toBe(durationOf(all, 2));
      }),
    );
  });

  it('lasts as long as its shutter times and readouts together', () => {
    expect(durationOf([{ filter: 'V', exposureS: 30, count: 4 }], 2)).toBe(128);
  });
});
