import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apparentOfDate, precess } from './apparent.js';
import { hourAngle, parallacticAngle } from './hour.js';
import { properMotion } from './motion.js';
import { dates, LA_SILLA, places, positions } from './sample.js';
import { offset, separation } from './separation.js';
import { apparentAltAz, equatorialAt, horizonOfDate, horizontal } from './sky.js';
import { apply, unitVector } from './vector.js';

const arcsec = (deg: number) => deg * 3600;

describe('apparent places', () => {
  const thetaPersei = { raDeg: 41.049_942, decDeg: 49.228_467 };
  const motion = { pmRaMasPerYear: 335.5, pmDecMasPerYear: -89.5 };
  const date = new Date('2028-11-13T04:32:27Z');

  it('precess theta Persei as Meeus, example 21.b, whose constant of 1976 is 0.3" a century off', () => {
    const moved = properMotion(thetaPersei, motion, 2000, 2028.867_05);
    expect(arcsec(separation(moved, { raDeg: 41.054_063, decDeg: 49.227_75 }))).toBeLessThan(0.05);
    expect(
      arcsec(separation(precess(moved, 2000, 2028.867_05), { raDeg: 41.547_214, decDeg: 49.348_483 })),
    ).toBeLessThan(0.1);
  });

  it('hold nutation and aberration as Meeus, example 23.a', () => {
    const seen = apparentOfDate(properMotion(thetaPersei, motion, 2000, 2028.867_05), date);
    expect(arcsec(separation(seen, { raDeg: 41.559_963, decDeg: 49.352_069 }))).toBeLessThan(0.2);
  });

  it('come back when the equinox does', () => {
    fc.assert(
      fc.property(positions, fc.double({ min: 1950, max: 2100, noNaN: true }), (position, equinox) => {
        const back = precess(precess(position, 2000, equinox), equinox, 2000);
        expect(arcsec(separation(back, position))).toBeLessThan(1e-6);
      }),
    );
  });
});

describe('altitude and azimuth', () => {
  it('put Venus where Meeus, example 13.b, has it', () => {
    const venusOfDate = unitVector({ raDeg: 347.319_337, decDeg: -6.719_892 });
    const siderealDeg = 128.736_873 - 77.065_556;
    const { altitudeDeg, azimuthDeg } = horizontal(apply(horizonOfDate(siderealDeg, 38.921_389), venusOfDate));
    expect(altitudeDeg).toBeCloseTo(15.1249, 3);
    expect(azimuthDeg).toBeCloseTo(68.0337 + 180, 3);
  });

  it('stay in range for every target, place and instant', () => {
    fc.assert(
      fc.property(positions, dates, places, (target, date, place) => {
        const { altitudeDeg, azimuthDeg } = apparentAltAz(target, date, place);
        expect(Math.abs(altitudeDeg)).toBeLessThanOrEqual(90);
        expect(azimuthDeg).toBeGreaterThanOrEqual(0);
        expect(azimuthDeg).toBeLessThan(360);
      }),
    );
  });

  it('lead back to the target within the 6" by which the Sun, if it stands before it, bends its light', () => {
    fc.assert(
      fc.property(positions, dates, places, (target, date, place) => {
        const back = equatorialAt(apparentAltAz(target, date, place), date, place);
        expect(arcsec(separation(back, target))).toBeLessThan(6);
      }),
    );
  });

  it('keep the pole of the sky at the altitude of the latitude', () => {
    fc.assert(
      fc.property(dates, places, (date, place) => {
        const poleOfDate = precess(
          { raDeg: 0, decDeg: 90 },
          2000 + (date.getTime() - 946_728_000_000) / 31_557_600_000,
          2000,
        );
        const { altitudeDeg } = apparentAltAz(poleOfDate, date, place);
        expect(Math.abs(altitudeDeg - place.latitudeDeg)).toBeLessThan(35 / 3600);
      }),
    );
  });

  it('differ by over 100" from what J2000 coordinates used as those of date would give', () => {
    const [target, date] = [{ raDeg: 101.287, decDeg: -16.716 }, new Date('2024-01-15T03:00:00Z')];
    const right = apparentAltAz(target, date, LA_SILLA).altitudeDeg;
    const apparent = apparentOfDate(target, date);
    const wrong = apparentAltAz(apparent, date, LA_SILLA).altitudeDeg;
    expect(arcsec(Math.abs(right - wrong))).toBeGreaterThan(100);
  });
});

describe('hour angle and parallactic angle', () => {
  it('are negative in the East and positive in the West', () => {
    fc.assert(
      fc.property(positions, dates, (target, date) => {
        const { azimuthDeg, altitudeDeg } = apparentAltAz(target, date, LA_SILLA);
        fc.pre(Math.abs(altitudeDeg) < 89 && Math.abs(target.decDeg) < 89);
        fc.pre(Math.abs(Math.sin((azimuthDeg * Math.PI) / 180)) > 0.01);
        const east = azimuthDeg < 180;
        expect(hourAngle(target, date, LA_SILLA) < 0).toBe(east);
        expect(parallacticAngle(target, date, LA_SILLA) < 0).toBe(east);
      }),
    );
  });

  it('point from the target to the zenith: a step that way only gains altitude', () => {
    const [target, date] = [{ raDeg: 197.4504, decDeg: -23.3815 }, new Date('2017-08-18T00:00:00Z')];
    const before = apparentAltAz(target, date, LA_SILLA);
    const up = offset(target, parallacticAngle(target, date, LA_SILLA), 0.01);
    const after = apparentAltAz(up, date, LA_SILLA);
    expect(after.altitudeDeg - before.altitudeDeg).toBeCloseTo(0.01, 4);
    expect(after.azimuthDeg - before.azimuthDeg).toBeCloseTo(0, 3);
  });
});
