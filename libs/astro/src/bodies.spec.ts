import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apparentOfDate } from './apparent.js';
import { barycentricVelocityMS, lightTravelCorrection } from './barycentre.js';
import { geocentricMoonAu, moonPosition, moonSeparation } from './moon.js';
import { properMotion } from './motion.js';
import { dates, LA_SILLA, places, positions } from './sample.js';
import { separation } from './separation.js';
import { sunPosition } from './sun.js';
import { norm } from './vector.js';

describe('the Sun', () => {
  it('stands where Meeus, example 25.b, has it, less its parallax', () => {
    const date = new Date('1992-10-12T23:59:01Z');
    const seen = apparentOfDate(sunPosition(date, LA_SILLA), date);
    expect(separation(seen, { raDeg: 198.378_121, decDeg: -7.783_817 }) * 3600).toBeLessThan(11);
  });

  it('crosses the equator at the equinox of 2024-03-20 03:06 UTC', () => {
    const dec = (text: string) => apparentOfDate(sunPosition(new Date(text), LA_SILLA), new Date(text)).decDeg;
    expect(dec('2024-03-20T02:50:00Z')).toBeLessThan(0);
    expect(dec('2024-03-20T03:25:00Z')).toBeGreaterThan(0);
  });
});

describe('the Moon', () => {
  const date = new Date('1992-04-11T23:59:00.816Z');

  it('is as far, and as lit, as in Meeus, examples 47.a and 48.a', () => {
    expect(Math.abs(norm(geocentricMoonAu(date)) * 149_597_870.7 - 368_409.7)).toBeLessThan(25);
    expect(moonPosition(date, LA_SILLA).illuminatedFraction).toBeCloseTo(0.6786, 3);
  });

  it('is displaced by at most 1.03 degrees from where the centre of the Earth sees it', () => {
    fc.assert(
      fc.property(dates, places, (when, place) => {
        const here = moonPosition(when, place);
        const there = moonPosition(when, { longitudeDeg: 0, latitudeDeg: 0, elevationM: -6_378_137 });
        expect(separation(here, there)).toBeLessThan(1.03);
        expect(here.illuminatedFraction).toBeGreaterThanOrEqual(0);
        expect(here.illuminatedFraction).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is within 21.5" (its aberration) of no distance from itself and 180 degrees at most from anything', () => {
    fc.assert(
      fc.property(positions, dates, places, (target, when, place) => {
        expect(moonSeparation(moonPosition(when, place), when, place) * 3600).toBeLessThan(21.5);
        expect(moonSeparation(target, when, place)).toBeLessThanOrEqual(180);
      }),
    );
  });

  it('is new in a solar eclipse: the centres met over Mazatlan on 2024-04-08 at 18:10 UTC', () => {
    const mazatlan = { longitudeDeg: -106.42, latitudeDeg: 23.22, elevationM: 0 };
    const eclipse = new Date('2024-04-08T18:09:30Z');
    const [sun, moon] = [sunPosition(eclipse, mazatlan), moonPosition(eclipse, mazatlan)];
    expect(separation(sun, moon)).toBeLessThan(0.03);
    expect(moon.illuminatedFraction).toBeLessThan(0.0005);
  });
});

describe('motion and light time', () => {
  it('carries Barnard’s star 10.4" a year, and rigorously over the pole', () => {
    const barnard = { raDeg: 269.452_077, decDeg: 4.693_391 };
    const motion = {
      pmRaMasPerYear: -801.55,
      pmDecMasPerYear: 10_362.39,
      parallaxMas: 546.98,
      radialVelocityKmS: -110.5,
    };
    expect(separation(barnard, properMotion(barnard, motion, 2016, 2017)) * 3600).toBeCloseTo(10.394, 2);
    const overPole = properMotion(
      { raDeg: 10, decDeg: 89.9999 },
      { pmRaMasPerYear: 0, pmDecMasPerYear: 1000 },
      2000,
      3000,
    );
    expect(overPole.raDeg).toBeCloseTo(190, 6);
  });

  it('is at rest where nothing moves', () => {
    fc.assert(
      fc.property(positions, (position) => {
        const still = properMotion(position, { pmRaMasPerYear: 0, pmDecMasPerYear: 0 }, 2000, 2050);
        expect(separation(still, position)).toBeLessThan(1e-12);
      }),
    );
  });

  it('delays by at most 507 s, opposite for opposite directions, and moves at 31 km/s at most', () => {
    fc.assert(
      fc.property(positions, dates, places, (target, date, place) => {
        const behind = { raDeg: (target.raDeg + 180) % 360, decDeg: -target.decDeg };
        const [here, there] = [target, behind].map((t) => lightTravelCorrection(t, date, place).barycentricS);
        expect(Math.abs(here ?? NaN)).toBeLessThan(513);
        expect((here ?? NaN) + (there ?? NaN)).toBeCloseTo(0, 6);
        expect(Math.abs(barycentricVelocityMS(target, date, place))).toBeLessThan(31_000);
      }),
    );
  });
});
