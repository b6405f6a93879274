import type { Header } from '../fits/header.js';

const dayMs = 86_400_000;
const unixEpochMjd = 40587;
const calendar =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2})[:-](\d{1,2})(?:[:-](\d{1,2}(?:\.\d*)?))?(Z|[+-]\d{2}:?\d{2})?)?$/;
/** Before 1999 FITS wrote day/month/year of the century. */
const oldCalendar = /^(\d{1,2})\/(\d{1,2})\/(\d{2})$/;
const clock = /^(\d{1,2})[:-](\d{1,2})(?:[:-](\d{1,2}(?:\.\d*)?))?$/;

/** Where a frame may say when it was begun, the most trustworthy first. DATE is when the file was written. */
const aliases = [
  'DATE-OBS',
  'DATEOBS',
  'DATE-BEG',
  'MJD-OBS',
  'MJD-BEG',
  'DATE',
  'TIME-OBS',
  'TIMEOBS',
  'UT',
  'MJD',
  'JD',
];
const clocks = ['TIME-OBS', 'TIMEOBS', 'UT', 'UTSTART', 'UTC'];

/** Start of the exposure (UTC) with the keyword that told it; undefined when no keyword does. */
export function readStart(header: Header): { readonly at: Date; readonly keyword: string } | undefined {
  for (const keyword of aliases) {
    const at = parseTime(
      header.get(keyword),
      clocks.map((name) => header.text(name)).find((text) => text !== undefined && clock.test(text)),
    );
    if (at) return { at, keyword };
  }
  return undefined;
}

/** Text in ISO form (also with the clock in another card) or a number: MJD below 1e5, JD near 2.45e6, else Unix seconds. */
export function parseTime(value: unknown, clockText?: string): Date | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const text = value.trim();
  if (/^\d+(\.\d*)?$/.test(text)) return fromNumber(Number(text));
  const modern = calendar.exec(text);
  if (modern) {
    const time = modern[4] === undefined ? clock.exec(clockText ?? '')?.slice(1) : modern.slice(4, 7);
    const at = fromParts(Number(modern[1]), Number(modern[2]), Number(modern[3]), time);
    return at && new Date(at.getTime() - offsetMs(modern[7]));
  }
  const old = oldCalendar.exec(text);
  return old
    ? fromParts(1900 + Number(old[3]), Number(old[2]), Number(old[1]), clock.exec(clockText ?? '')?.slice(1))
    : undefined;
}

/** Some cameras write local time with its offset from UTC ('-0700'), which FITS does not know. */
function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

function fromParts(
  year: number,
  month: number,
  day: number,
  time: readonly (string | undefined)[] = [],
): Date | undefined {
  const [hour = 0, minute = 0, second = 0] = time.map((part) => Number(part ?? 0));
  // a leap second counts as the second after it, as in every UTC clock of this world
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second >= 61) return undefined;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCDate() !== day) return undefined;
  return new Date(midnight.getTime() + Math.round(((hour * 60 + minute) * 60 + second) * 1000));
}

function fromNumber(value: number): Date | undefined {
  if (!(value > 0)) return undefined;
  if (value < 1e5) return inRange((value - unixEpochMjd) * dayMs);
  if (value > 2.4e6 && value < 2.5e6) return inRange((value - 2_400_000.5 - unixEpochMjd) * dayMs);
  return inRange(value * 1000);
}

const inRange = (ms: number): Date | undefined => (Math.abs(ms) < 8.64e15 ? new Date(Math.round(ms)) : undefined);
