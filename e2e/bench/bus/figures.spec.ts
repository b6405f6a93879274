import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slope, spread } from './figures.js';

describe('the figures of a bench', () => {
  it('give the middle, the 99th of a hundred and the largest, in whatever order they came', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(spread(values)).toEqual({ p50: 51, p99: 100, max: 100 });
  });

  it('find the slope of a line whatever its offset', () => {
    const small = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(small, small, (rise, offset) => {
        const points = [0, 1, 2, 5, 9].map((x) => [x, rise * x + offset] as const);
        expect(slope(points)).toBeCloseTo(rise, 6);
      }),
    );
  });
});
