import { describe, expect, it } from '@jest/globals';
import { offset, separation } from '@nightjar/astro';
import fc from 'fast-check';
import { coneKey, roundedCone } from './cone.js';

const cones = fc.record({
  raDeg: fc.double({ min: 0, max: 359.9999, noNaN: true }),
  decDeg: fc.double({ min: -90, max: 90, noNaN: true }),
  radiusDeg: fc.double({ min: 0.001, max: 5, noNaN: true }),
});

describe('a rounded cone', () => {
  it('holds the whole of the cone it was made from, at every place on the sky', () => {
    fc.assert(
      fc.property(cones, (cone) => {
        const rounded = roundedCone(cone);
        expect(separation(cone, rounded) + cone.radiusDeg).toBeLessThanOrEqual(rounded.radiusDeg);
      }),
    );
  });

  it('is at most a tenth and a step wider', () => {
    fc.assert(fc.property(cones, (cone) => roundedCone(cone).radiusDeg <= Math.max(cone.radiusDeg, 0.05) * 1.1 + 0.06));
  });

  it('is the same for most frames of one field, so that one question serves them', () => {
    const field = { raDeg: 31.2479, decDeg: 46.7402, radiusDeg: 0.55 };
    const keys = Array.from({ length: 40 }, (_, i) => {
      const place = offset(field, i * 9, 10 / 3600);
      return coneKey(roundedCone({ ...field, raDeg: place.raDeg, decDeg: place.decDeg }));
    });
    expect(new Set(keys).size).toBeLessThanOrEqual(4);
  });
});
