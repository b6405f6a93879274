import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moonPosition, moonSeparation } from './moon.js';
import { dates, LA_SILLA, places, positions } from './sample.js';
import { separation } from './separation.js';
import { apparentAltAz } from './sky.js';
import { sunPosition } from './sun.js';
import { skyTrack } from './track.js';
import { riseTransitSet } from './transit.js';

const apartArcsec = (a: { altitudeDeg: number; azimuthDeg: number }, b: { altitudeDeg: number; azimuthDeg: number }) =>
  separation({ raDeg: a.azimuthDeg, decDeg: a.altitudeDeg }, { raDeg: b.azimuthDeg, decDeg: b.altitudeDeg }) * 3600;
const later = (date: Date, hours: number) => new Date(date.getTime() + Math.round(hours * 3_600_000));

describe('the fast track', () => {
  it('stays within 1" of the full path for stars, Sun and Moon, over one day and over four', () => {
    const hours = fc.double({ min: 0.1, max: 96, noNaN: true });
    fc.assert(
      fc.property(
        positions,
        dates,
        places,
        hours,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (star, from, place, span, part) => {
          const when = later(from, span * part);
          const track = skyTrack(place, from, later(from, span), 3600);
          fc.pre(separation(star, sunPosition(when, place)) > 5);
          expect(apartArcsec(track.target(star).altAz(when), apparentAltAz(star, when, place))).toBeLessThan(1);
          expect(apartArcsec(track.sun(when), sunPosition(when, place))).toBeLessThan(1);
          expect(apartArcsec(track.moon(when), moonPosition(when, place))).toBeLessThan(1);
          expect(
            Math.abs(track.target(star).moonSeparationDeg(when) - moonSeparation(star, when, place)) * 3600,
          ).toBeLessThan(1);
        },
      ),
    );
  });

  it('gives at its steps what it gives at their instants', () => {
    const from = new Date('2017-08-17T22:00:00Z');
    const track = skyTrack(LA_SILLA, from, later(from, 10), 900);
    const target = track.target({ raDeg: 197.450_354, decDeg: -23.381_484 });
    expect(track.times).toHaveLength(41);
    const [altitudes, moon] = [target.altitudesDeg(), target.moonSeparationsDeg()];
    track.times.forEach((time, i) => {
      expect(altitudes[i]).toBeCloseTo(target.altitudeDeg(time), 9);
      expect(moon[i]).toBeCloseTo(target.moonSeparationDeg(time), 9);
    });
  });

  it('refuses a span that is backwards or too long, and a step of nothing', () => {
    const from = new Date('2024-01-01T00:00:00Z');
    expect(() => skyTrack(LA_SILLA, from, later(from, -1), 60)).toThrow(RangeError);
    expect(() => skyTrack(LA_SILLA, from, later(from, 97), 60)).toThrow(RangeError);
    expect(() => skyTrack(LA_SILLA, from, later(from, 1), 0)).toThrow(RangeError);
  });
});

describe('rise, transit and set', () => {
  it('tells what never rises from what never sets', () => {
    const from = new Date('2024-01-01T00:00:00Z');
    expect(riseTransitSet({ raDeg: 37.95, decDeg: 89.26 }, 0, from, LA_SILLA).kind).toBe('never-up');
    expect(riseTransitSet({ raDeg: 83.87, decDeg: -69.27 }, 0, from, LA_SILLA).kind).toBe('always-up');
    expect(riseTransitSet({ raDeg: 101.287, decDeg: -16.716 }, 0, from, LA_SILLA).kind).toBe('rises-and-sets');
  });

  it('finds the target at the altitude at rise and set, and nowhere higher than at transit, within a day', () => {
    fc.assert(
      fc.property(positions, dates, places, fc.integer({ min: -10, max: 60 }), (target, from, place, level) => {
        fc.pre(separation(target, sunPosition(from, place)) > 5);
        const seen = riseTransitSet(target, level, from, place);
        const altitude = (date: Date) => apparentAltAz(target, date, place).altitudeDeg;
        expect(altitude(seen.transit)).toBeCloseTo(seen.maxAltitudeDeg, 3);
        expect(altitude(later(from, 7))).toBeLessThan(seen.maxAltitudeDeg + 1e-3);
        if (seen.kind === 'rises-and-sets') {
          for (const date of [seen.rise, seen.set]) {
            expect(altitude(date)).toBeCloseTo(level, 3);
            expect(date.getTime() - from.getTime()).toBeGreaterThanOrEqual(0);
            expect(date.getTime() - from.getTime()).toBeLessThanOrEqual(86_400_000);
          }
          expect(seen.maxAltitudeDeg).toBeGreaterThanOrEqual(level);
        } else {
          const [lowest, highest] = seen.kind === 'always-up' ? [level, 90] : [-90, level];
          expect(altitude(later(from, 7))).toBeGreaterThan(lowest - 0.01);
          expect(altitude(later(from, 7))).toBeLessThan(highest + 0.01);
          expect(seen.maxAltitudeDeg >= level).toBe(seen.kind === 'always-up');
        }
      }),
      { numRuns: 60 },
    );
  });
});
