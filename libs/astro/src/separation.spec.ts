import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wrap180, wrap360 } from './angle.js';
import { eclipticJ2000, fromGalactic, galactic } from './galactic.js';
import { positions } from './sample.js';
import { angleBetween, offset, positionAngle, separation } from './separation.js';
import { fromVector, unitVector } from './vector.js';

describe('separation', () => {
  it('is 32.7930 degrees from Arcturus to Spica (Meeus, example 17.a)', () => {
    const arcturus = { raDeg: 213.9154, decDeg: 19.1825 };
    expect(separation(arcturus, { raDeg: 201.2983, decDeg: -11.1614 })).toBeCloseTo(32.793, 4);
  });

  it('keeps its digits for a micro-arcsecond and for antipodes', () => {
    const uas = 1e-6 / 3600;
    expect(separation({ raDeg: 10, decDeg: 0 }, { raDeg: 10, decDeg: uas }) / uas).toBeCloseTo(1, 6);
    expect(separation({ raDeg: 10, decDeg: 20 }, { raDeg: 190, decDeg: -20 })).toBe(180);
    expect(separation({ raDeg: 359.9999, decDeg: 0 }, { raDeg: 0.0001, decDeg: 0 }) * 3600).toBeCloseTo(0.72, 9);
  });

  it('is symmetric, in [0, 180], zero only for itself, and obeys the triangle', () => {
    fc.assert(
      fc.property(positions, positions, positions, (a, b, c) => {
        const ab = separation(a, b);
        expect(ab).toBeCloseTo(separation(b, a), 12);
        expect(ab).toBeGreaterThanOrEqual(0);
        expect(ab).toBeLessThanOrEqual(180);
        expect(separation(a, a)).toBe(0);
        expect(separation(a, c)).toBeLessThanOrEqual(ab + separation(b, c) + 1e-12);
        expect(angleBetween(unitVector(a), unitVector(b))).toBeCloseTo(ab, 9);
      }),
    );
  });

  it('and position angle are what offset was given, anywhere but at a pole', () => {
    const angles = fc.double({ min: 0, max: 359.999, noNaN: true });
    const distances = fc.double({ min: 0.001, max: 179.9, noNaN: true });
    fc.assert(
      fc.property(positions, angles, distances, (from, pa, distance) => {
        fc.pre(Math.abs(from.decDeg) < 89.99);
        const to = offset(from, pa, distance);
        expect(separation(from, to)).toBeCloseTo(distance, 9);
        expect(Math.abs(wrap180(positionAngle(from, to) - pa))).toBeLessThan(1e-6);
      }),
    );
  });

  it('counts position angles from North through East', () => {
    const from = { raDeg: 0, decDeg: 0 };
    expect(positionAngle(from, { raDeg: 0, decDeg: 1 })).toBeCloseTo(0, 12);
    expect(positionAngle(from, { raDeg: 1, decDeg: 0 })).toBeCloseTo(90, 12);
    expect(positionAngle(from, { raDeg: 359, decDeg: 0 })).toBeCloseTo(270, 12);
  });
});

describe('vectors and frames', () => {
  it('return to the same position', () => {
    fc.assert(
      fc.property(positions, (position) => {
        expect(separation(fromVector(unitVector(position)), position)).toBeLessThan(1e-12);
        expect(separation(fromGalactic(galactic(position)), position)).toBeLessThan(1e-12);
      }),
    );
  });

  it('have Sagittarius A* at l = 359.94423, b = -0.04616 and the galactic pole at b = 90', () => {
    const { longitudeDeg, latitudeDeg } = galactic({ raDeg: 266.416_837, decDeg: -29.007_811 });
    expect(longitudeDeg).toBeCloseTo(359.944_23, 4);
    expect(latitudeDeg).toBeCloseTo(-0.046_16, 4);
    expect(galactic({ raDeg: 192.859_48, decDeg: 27.128_25 }).latitudeDeg).toBeCloseTo(90, 4);
  });

  it('have Pollux at ecliptic 113.215630, 6.684170 (Meeus, example 13.a)', () => {
    const { longitudeDeg, latitudeDeg } = eclipticJ2000({ raDeg: 116.328_942, decDeg: 28.026_183 });
    expect(longitudeDeg).toBeCloseTo(113.215_63, 4);
    expect(latitudeDeg).toBeCloseTo(6.684_17, 4);
  });

  it('wrap angles into half-open ranges', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (deg) => {
        expect(wrap360(deg)).toBeGreaterThanOrEqual(0);
        expect(wrap360(deg)).toBeLessThan(360);
        expect(wrap180(deg)).toBeGreaterThanOrEqual(-180);
        expect(wrap180(deg)).toBeLessThan(180);
      }),
    );
    expect(Object.is(wrap360(-0), 0)).toBe(true);
    expect(wrap360(-1e-20)).toBe(0);
  });
});
