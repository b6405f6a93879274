import { sinDeg } from './angle.js';
import { ttMinusUtc } from './leap.js';
import type { Days } from './quantity.js';

const DAY_MS = 86_400_000;
const DAY_S = 86_400;
/** Julian date (UTC) of the Unix epoch. */
const JD_UNIX_EPOCH = 2_440_587.5;
const MJD_UNIX_EPOCH = 40_587;
export const JD_J2000 = 2_451_545;
export const DAYS_PER_JULIAN_CENTURY = 36_525;

/** Julian date in UTC, days; every day counts 86400 s, as in `Date`. Double precision resolves 40 microseconds. */
export const julianDateUtc = (date: Date): Days => date.getTime() / DAY_MS + JD_UNIX_EPOCH;

/** Modified Julian date in UTC, days: JD - 2400000.5. */
export const mjd = (date: Date): Days => date.getTime() / DAY_MS + MJD_UNIX_EPOCH;

/** The instant of a modified Julian date (UTC), rounded to the millisecond. */
export const dateFromMjd = (mjdUtc: Days): Date => new Date(Math.round((mjdUtc - MJD_UNIX_EPOCH) * DAY_MS));

/** The instant of a Julian date (UTC), rounded to the millisecond. */
export const dateFromJulianDate = (jdUtc: Days): Date => new Date(Math.round((jdUtc - JD_UNIX_EPOCH) * DAY_MS));

/** Julian date in Terrestrial Time, days. */
export const jdTt = (date: Date): Days => julianDateUtc(date) + ttMinusUtc(date) / DAY_S;

/** Julian date in Barycentric Dynamical Time, days. */
export const jdTdb = (date: Date): Days => {
  const tt = jdTt(date);
  return tt + tdbMinusTt(tt) / DAY_S;
};

/**
 * TDB - TT in seconds, two terms, good to 30 microseconds from 1980 to 2050.
 * Source: Explanatory Supplement to the Astronomical Almanac (1992), eq. 2.222-1.
 */
export const tdbMinusTt = (ttJulianDate: Days): number => {
  const days = ttJulianDate - JD_J2000;
  const earthAnomalyDeg = 357.53 + 0.985_600_28 * days;
  const elongationDeg = 246.11 + 0.902_517_92 * days;
  return 0.001_657 * sinDeg(earthAnomalyDeg) + 0.000_022 * sinDeg(elongationDeg);
};

/** Julian centuries of Terrestrial Time since J2000.0. */
export const centuriesTt = (date: Date): number => (jdTt(date) - JD_J2000) / DAYS_PER_JULIAN_CENTURY;

/** Julian epoch, in years, of an instant: 2000.0 is JD(TT) 2451545.0. */
export const julianEpoch = (date: Date): number => 2000 + (jdTt(date) - JD_J2000) / 365.25;
