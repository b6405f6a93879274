import { taiMinusUtc } from '@nightjar/astro';
import type { TimeScale } from './voevent.js';

/** Seconds that TAI is ahead of each scale. TDB is taken as TT: they differ by less than 2 ms, always. */
const TAI_MINUS: Readonly<Record<Exclude<TimeScale, 'UTC'>, number>> = { TAI: 0, TT: -32.184, TDB: -32.184, GPS: 19 };

/** A reading of a clock in a scale, given as if it were UTC, to UTC. */
export const toUtc = (reading: Date, scale: TimeScale): Date => {
  if (scale === 'UTC') return reading;
  const taiMs = reading.getTime() + TAI_MINUS[scale] * 1000;
  // The offset belongs to the UTC instant: look it up once with a guess, once with the result.
  const guess = new Date(taiMs - taiMinusUtc(new Date(taiMs)) * 1000);
  return new Date(taiMs - taiMinusUtc(guess) * 1000);
};

export interface IsoReading {
  readonly date: Date;
  readonly leapSecond: boolean;
  readonly zoned: boolean;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?)? ?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * ISO 8601 as packets write it: with or without zone (then UTC), fraction, seconds, or time of day. Second 60 is allowed
 * in the last minute of an hour and reads as the next second, since a `Date` cannot hold it. Null when it is no such time.
 */
export const readIso = (text: string): IsoReading | null => {
  const found = text.length <= 64 ? ISO.exec(text) : null;
  if (!found) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = ''] = found;
  const leapSecond = second === '60';
  if (leapSecond && minute !== '59') return null;
  if (+hour > 23 || +minute > 59 || +second > 60) return null;
  const midnight = Date.UTC(+year!, +month! - 1, +day!);
  const made = new Date(midnight);
  if (made.getUTCMonth() !== +month! - 1 || made.getUTCDate() !== +day! || +year! < 100) return null;
  const ofDay = ((+hour * 60 + +minute) * 60 + +second) * 1000 + +`${fraction}000`.slice(0, 3);
  const offset = zoneMs(zone);
  return offset === null ? null : { date: new Date(midnight + ofDay - offset), leapSecond, zoned: zone !== '' };
};

const zoneMs = (zone: string): number | null => {
  if (zone === '' || zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const [hours, minutes] = [+digits.slice(0, 2), +digits.slice(2)];
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};
