import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { airmass, pickeringAirmass, refractedAltitude, standardAir } from './atmosphere.js';

const SEA = { pressureHPa: 1010, temperatureC: 10 };
const altitudes = fc.double({ min: -90, max: 90, noNaN: true });

describe('refraction', () => {
  it('lifts the horizon by 29 arcminutes and 45 degrees by one, and leaves the zenith alone', () => {
    expect(refractedAltitude(0, SEA) * 60).toBeCloseTo(29, 0);
    expect((refractedAltitude(45, SEA) - 45) * 60).toBeCloseTo(1.01, 1);
    expect(refractedAltitude(90, SEA)).toBe(90);
  });

  it('lifts, never lowers, by less than a degree, and keeps the order of altitudes', () => {
    fc.assert(
      fc.property(altitudes, altitudes, (a, b) => {
        expect(refractedAltitude(a, SEA)).toBeGreaterThanOrEqual(a);
        expect(refractedAltitude(a, SEA) - a).toBeLessThan(1);
        if (a < b) expect(refractedAltitude(a, SEA)).toBeLessThanOrEqual(refractedAltitude(b, SEA));
      }),
    );
  });

  it('is proportional to the density of the air', () => {
    const bend = (pressureHPa: number) => refractedAltitude(20, { ...SEA, pressureHPa }) - 20;
    expect(bend(505)).toBeCloseTo(bend(1010) / 2, 12);
    expect(bend(0)).toBe(0);
    expect(standardAir(8400).pressureHPa).toBeCloseTo(1013.25 / Math.E, 9);
  });
});

describe('airmass', () => {
  it('is 1 at the zenith, 2 at 30 degrees, 38 at most after Pickering', () => {
    expect(airmass(90)).toBe(1);
    expect(airmass(30)).toBeCloseTo(2, 12);
    expect(pickeringAirmass(30)).toBeCloseTo(1.993, 2);
    expect(pickeringAirmass(1e-9)).toBeCloseTo(38.75, 1);
  });

  it.each([0, -5, 90.1, NaN])('has no value at %p degrees', (altitudeDeg) => {
    expect(() => airmass(altitudeDeg)).toThrow(RangeError);
    expect(() => pickeringAirmass(altitudeDeg)).toThrow(RangeError);
  });
});
