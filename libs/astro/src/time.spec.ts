import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leapSecondDays, taiMinusUtc, ttMinusUtc } from './leap.js';
import { dates } from './sample.js';
import { dateFromJulianDate, dateFromMjd, jdTdb, jdTt, julianDateUtc, julianEpoch, mjd } from './time.js';
import { greenwichSiderealTime, localMeanSiderealTime, localSiderealTime } from './sidereal.js';

describe('time scales', () => {
  it('counts the days of Sputnik and of J2000.0 as Meeus does', () => {
    expect(julianDateUtc(new Date('1957-10-04T19:26:24Z'))).toBeCloseTo(2_436_116.31, 9);
    expect(julianDateUtc(new Date('2000-01-01T12:00:00Z'))).toBe(2_451_545);
    expect(mjd(new Date('2000-01-01T12:00:00Z'))).toBe(51_544.5);
  });

  it('knows the 27 leap seconds of IERS Bulletin C and steps exactly at midnight', () => {
    const june = [1972, 1981, 1982, 1983, 1985, 1992, 1993, 1994, 1997, 2012, 2015].map((year) => `${year}-06-30`);
    const december = [
      1972, 1973, 1974, 1975, 1976, 1977, 1978, 1979, 1987, 1989, 1990, 1995, 1998, 2005, 2008, 2016,
    ].map((year) => `${year}-12-31`);
    expect(leapSecondDays).toEqual([...june, ...december].sort());
    expect(leapSecondDays).toHaveLength(27);
    expect(leapSecondDays.map((day) => taiMinusUtc(new Date(`${day}T23:59:59Z`)))).toEqual(
      Array.from({ length: 27 }, (_, i) => 10 + i),
    );
    expect(taiMinusUtc(new Date('2016-12-31T23:59:59.999Z'))).toBe(36);
    expect(taiMinusUtc(new Date('2017-01-01T00:00:00Z'))).toBe(37);
    expect(taiMinusUtc(new Date('1999-01-01T00:00:00Z'))).toBe(32);
    expect(taiMinusUtc(new Date('1960-01-01T00:00:00Z'))).toBe(10);
    expect(ttMinusUtc(new Date('2020-01-01T00:00:00Z'))).toBeCloseTo(69.184, 12);
  });

  it('keeps TDB within 1.7 ms of TT and the epoch of 2024.5 in the middle of 2024', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(Math.abs(jdTdb(date) - jdTt(date)) * 86_400).toBeLessThan(0.0018);
      }),
    );
    expect(julianEpoch(new Date('2024-07-02T02:58:50.816Z'))).toBeCloseTo(2024.5, 8);
  });

  it('returns from Julian dates to the same millisecond', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(dateFromMjd(mjd(date))).toEqual(date);
        expect(Math.abs(dateFromJulianDate(julianDateUtc(date)).getTime() - date.getTime())).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('sidereal time', () => {
  it('agrees with Meeus, examples 12.a and 13.b, to 0.03 s', () => {
    const hours = (h: number, m: number, s: number) => h + m / 60 + s / 3600;
    const midnight = new Date('1987-04-10T00:00:00Z');
    expect(Math.abs(localMeanSiderealTime(midnight, 0) - hours(13, 10, 46.3668)) * 3600).toBeLessThan(0.03);
    expect(Math.abs(greenwichSiderealTime(midnight) - hours(13, 10, 46.1351)) * 3600).toBeLessThan(0.03);
    const evening = new Date('1987-04-10T19:21:00Z');
    expect(Math.abs(greenwichSiderealTime(evening) - hours(8, 34, 56.853)) * 3600).toBeLessThan(0.03);
  });

  it('runs ahead by an hour for every 15 degrees to the East and stays in [0, 24)', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -12, max: 12 }), (date, zone) => {
        const local = localSiderealTime(date, zone * 15);
        expect(local).toBeGreaterThanOrEqual(0);
        expect(local).toBeLessThan(24);
        expect(Math.abs(((local - greenwichSiderealTime(date) - zone + 36) % 24) - 12)).toBeLessThan(1e-8);
      }),
    );
  });
});
