import type { Seconds } from './quantity.js';

const DAY_MS = 86_400_000;

/**
 * The instants (UTC) at which TAI - UTC took a new value: 10 s on 1972-01-01 and 27 leap seconds since.
 * Source: IERS Bulletin C; none is announced after 2017-01-01.
 */
const STEPS: readonly (readonly [string, number])[] = [
  ['1972-01-01', 10],
  ['1972-07-01', 11],
  ['1973-01-01', 12],
  ['1974-01-01', 13],
  ['1975-01-01', 14],
  ['1976-01-01', 15],
  ['1977-01-01', 16],
  ['1978-01-01', 17],
  ['1979-01-01', 18],
  ['1980-01-01', 19],
  ['1981-07-01', 20],
  ['1982-07-01', 21],
  ['1983-07-01', 22],
  ['1985-07-01', 23],
  ['1988-01-01', 24],
  ['1990-01-01', 25],
  ['1991-01-01', 26],
  ['1992-07-01', 27],
  ['1993-07-01', 28],
  ['1994-07-01', 29],
  ['1996-01-01', 30],
  ['1997-07-01', 31],
  ['1999-01-01', 32],
  ['2006-01-01', 33],
  ['2009-01-01', 34],
  ['2012-07-01', 35],
  ['2015-07-01', 36],
  ['2017-01-01', 37],
];

const LATEST_FIRST = STEPS.map(([day, taiMinusUtcS]) => ({ fromMs: Date.parse(day), taiMinusUtcS })).reverse();

/** TT - TAI, by definition. */
export const TT_MINUS_TAI_S = 32.184;

/** The leap seconds announced so far, oldest first: the UTC day that ends with a 61st second in its last minute. */
export const leapSecondDays: readonly string[] = STEPS.slice(1).map(([day]) =>
  new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10),
);

/**
 * TAI - UTC in whole seconds. Before 1972, when UTC ran at another rate, the first value (10 s) is given.
 * Source: IERS Bulletin C.
 */
export const taiMinusUtc = (date: Date): Seconds =>
  LATEST_FIRST.find((step) => date.getTime() >= step.fromMs)?.taiMinusUtcS ?? 10;

/** TT - UTC = (TAI - UTC) + 32.184 s. */
export const ttMinusUtc = (date: Date): Seconds => taiMinusUtc(date) + TT_MINUS_TAI_S;
