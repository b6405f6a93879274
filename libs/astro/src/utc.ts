import { leapSecondDays, taiMinusUtc, TT_MINUS_TAI_S } from './leap.js';
import { tdbMinusTt } from './time.js';
import type { Days, Seconds } from './quantity.js';

/** A text that is not an instant in UTC. `text` is what was read. */
export class UtcSyntaxError extends Error {
  override readonly name = 'UtcSyntaxError';
  constructor(
    readonly text: string,
    because: string,
  ) {
    super(`“${text.slice(0, 60)}” is not an instant in UTC (${because}); wanted YYYY-MM-DD[Thh:mm[:ss[.fff]]][Z]`);
  }
}

/** What the clock read: a civil day, and seconds since its midnight, [0, 86401). */
interface Reading {
  readonly midnight: Date;
  readonly secondOfDay: number;
  readonly leapSecond: boolean;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?)?\s*(Z|UTC|[+-]00:?00)?$/i;

const read = (text: string): Reading => {
  const fields = ISO.exec(text.trim());
  if (!fields) throw new UtcSyntaxError(text, 'not ISO 8601');
  const [, year = '', month = '', day = '', hh = '0', mm = '0', ss = '0', fraction = '0'] = fields;
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  midnight.setUTCFullYear(Number(year));
  const dayText = midnight.toISOString().slice(0, 10);
  if (dayText !== `${year}-${month}-${day}`) throw new UtcSyntaxError(text, 'no such day');
  const leapSecond = Number(ss) === 60;
  if (leapSecond && !(hh === '23' && mm === '59' && leapSecondDays.includes(dayText)))
    throw new UtcSyntaxError(text, 'no leap second then');
  if (Number(hh) > 23 || Number(mm) > 59 || Number(ss) > 60) throw new UtcSyntaxError(text, 'no such time of day');
  const secondOfDay = Number(hh) * 3600 + Number(mm) * 60 + Number(ss) + Number(`0.${fraction}`);
  return { midnight, secondOfDay, leapSecond };
};

/**
 * Reads an instant in UTC from ISO 8601; without a zone UTC is meant, as in FITS and VOEvent.
 * `Date` has no 61st second: 23:59:60.x is given as 23:59:59.x, as clocks under Unix repeat that second.
 * @throws UtcSyntaxError for anything else, for days that do not exist and for a leap second that never was.
 */
export const parseUtc = (text: string): Date => {
  const { midnight, secondOfDay, leapSecond } = read(text);
  const seconds = leapSecond ? secondOfDay - 1 : secondOfDay;
  return new Date(midnight.getTime() + Math.floor(seconds * 1000 + 1e-4));
};

/** ISO 8601 with Z, truncated (never rounded up) to `digits` decimals of a second, 0 to 3. */
export const formatUtc = (date: Date, digits: 0 | 1 | 2 | 3 = 3): string => {
  const iso = date.toISOString();
  return digits === 3 ? iso : `${iso.slice(0, digits === 0 ? -5 : digits - 4)}Z`;
};

/**
 * The time scales of a written instant, exact also within a leap second, where `Date` cannot follow.
 * `jdUtc` is the quasi-Julian date of SOFA: the day that holds a leap second is divided into 86401 s.
 * @throws UtcSyntaxError as {@link parseUtc}.
 */
export const timeScales = (text: string): { jdUtc: Days; jdTt: Days; jdTdb: Days; taiMinusUtcS: Seconds } => {
  const { midnight, secondOfDay } = read(text);
  const jdMidnight = midnight.getTime() / 86_400_000 + 2_440_587.5;
  const dayLengthS = leapSecondDays.includes(midnight.toISOString().slice(0, 10)) ? 86_401 : 86_400;
  const taiMinusUtcS = taiMinusUtc(midnight);
  const jdTt = jdMidnight + (secondOfDay + taiMinusUtcS + TT_MINUS_TAI_S) / 86_400;
  return {
    jdUtc: jdMidnight + secondOfDay / dayLengthS,
    jdTt,
    jdTdb: jdTt + tdbMinusTt(jdTt) / 86_400,
    taiMinusUtcS,
  };
};
