import { wrap360 } from './angle.js';
import type { Equatorial } from './place.js';
import type { Degrees } from './quantity.js';

const ACCEPTED = {
  ra: '12:05:17.3, 12 05 17.3, 12h05m17.3s, 12.088h or degrees as 181.32',
  dec: '-00:30:00, -00 30 00, -00d30m00s, -00°30′00″ or degrees as -0.5',
  position: 'right ascension and declination, as in 00:42:44.3 +41:16:09 or 10.6847, 41.2687',
} as const;

/** A text that is no angle of the kind wanted. The message says what is accepted. */
export class AngleSyntaxError extends Error {
  override readonly name = 'AngleSyntaxError';
  constructor(
    readonly text: string,
    readonly kind: keyof typeof ACCEPTED,
    because: string,
  ) {
    super(`“${text.slice(0, 60)}” cannot be read (${because}); accepted: ${ACCEPTED[kind]}`);
  }
}

/** What a number without a letter means once it has two or three fields: hours or degrees. */
export type SexagesimalUnit = 'hour' | 'degree';

/** No angle is longer; hostile text is refused before any pattern sees it. */
const LONGEST = 120;
const NUMBER = String.raw`\d+(?:\.\d*)?|\.\d+`;
const DECIMAL = new RegExp(String.raw`^(?:${NUMBER})(?:e[+-]?\d{1,3})?$`, 'i');
const SEPARATED = new RegExp(String.raw`^(\d+)(\s*:\s*|\s+)(${NUMBER})(?:\2(${NUMBER}))?$`);
const LETTERED = new RegExp(
  String.raw`^(${NUMBER})\s*(h|d|deg|°|º)(?:\s*(${NUMBER})\s*(?:m|'|′|’))?(?:\s*(${NUMBER})\s*(?:s|''|"|″|”))?$`,
  'i',
);

interface Reading {
  readonly fields: readonly string[];
  /** Null for a bare decimal number. */
  readonly unit: SexagesimalUnit | null;
}

const read = (body: string, bare: SexagesimalUnit): Reading | null => {
  if (DECIMAL.test(body)) return { fields: [body], unit: null };
  const given = (fields: (string | undefined)[]) => fields.filter((field) => field !== undefined);
  const separated = SEPARATED.exec(body.replace(/\s*:\s*/g, ':').replace(/\s+/g, ' '));
  if (separated) return { fields: given([separated[1], separated[3], separated[4]]), unit: bare };
  const lettered = LETTERED.exec(body);
  if (!lettered) return null;
  const [, whole, letter = '', minutes, seconds] = lettered;
  const unit = letter.toLowerCase() === 'h' ? 'hour' : 'degree';
  return { fields: given([whole, minutes ?? (seconds === undefined ? undefined : '0'), seconds]), unit };
};

/** Only the last field may have decimals; minutes and seconds reach 60 at most (60 carries, as many catalogues print it). */
const fault = (fields: readonly string[]): string | null => {
  if (fields.slice(0, -1).some((field) => field.includes('.'))) return 'decimals belong in the last field';
  if (fields.slice(1).some((field) => Number(field) > 60)) return 'minutes and seconds end at 60';
  return null;
};

/**
 * An angle in degrees, of either sign and any size, from sexagesimal or decimal text. A bare decimal is degrees;
 * colons or blanks mean `bare`; letters and signs (h, d, °) speak for themselves. Unicode minus signs are read.
 * @throws AngleSyntaxError naming what is accepted.
 */
export const parseAngle = (text: string, bare: SexagesimalUnit): Degrees => {
  const kind = bare === 'hour' ? 'ra' : 'dec';
  if (text.length > LONGEST) throw new AngleSyntaxError(text, kind, 'too long');
  const plain = text.trim().replace(/^[−–‒]/, '-');
  const negative = plain.startsWith('-');
  const reading = read(plain.replace(/^[+-]\s*/, ''), bare);
  if (!reading) throw new AngleSyntaxError(text, kind, 'not an angle');
  const because = fault(reading.fields);
  if (because) throw new AngleSyntaxError(text, kind, because);
  const [whole = 0, minutes = 0, seconds = 0] = reading.fields.map(Number);
  const size = (whole + minutes / 60 + seconds / 3600) * (reading.unit === 'hour' ? 15 : 1);
  if (!Number.isFinite(size)) throw new AngleSyntaxError(text, kind, 'not finite');
  return negative ? 0 - size : size;
};

/** Right ascension in degrees, [0, 360): sexagesimal is hours, a bare decimal is degrees. @throws AngleSyntaxError */
export const parseRa = (text: string): Degrees => {
  const deg = parseAngle(text, 'hour');
  if (deg < 0 || deg > 360) throw new AngleSyntaxError(text, 'ra', 'right ascension runs from 0 to 24 h (360°)');
  return wrap360(deg);
};

/** Declination in degrees, [-90, 90]. @throws AngleSyntaxError */
export const parseDec = (text: string): Degrees => {
  if (/h/i.test(text)) throw new AngleSyntaxError(text, 'dec', 'declination is not in hours');
  const deg = parseAngle(text, 'degree');
  if (Math.abs(deg) > 90) throw new AngleSyntaxError(text, 'dec', 'declination runs from -90° to 90°');
  return deg;
};

/** Cuts a position in two: at a comma, else before the sign of the declination, else in the middle of its words. */
const halves = (text: string): readonly [string, string] | null => {
  const plain = text.trim();
  const atComma = plain.split(/\s*[,;]\s*/);
  if (atComma.length === 2) return [atComma[0] ?? '', atComma[1] ?? ''];
  const signed = /^(.*[^\s+\-−–‒e])\s*([+\-−–‒].*)$/is.exec(plain);
  if (signed) return [signed[1] ?? '', signed[2] ?? ''];
  const words = plain.split(/\s+/);
  if (words.length % 2 !== 0) return null;
  return [words.slice(0, words.length / 2).join(' '), words.slice(words.length / 2).join(' ')];
};

/** A position written as right ascension, then declination, in any of the forms of either. @throws AngleSyntaxError */
export const parsePosition = (text: string): Equatorial => {
  const parts = text.length > LONGEST ? null : halves(text);
  if (!parts) throw new AngleSyntaxError(text, 'position', 'two angles are wanted');
  return { raDeg: parseRa(parts[0]), decDeg: parseDec(parts[1]) };
};

const spelled = (total: number, digits: number): string => {
  const unitsPerSecond = 10 ** digits;
  const seconds = Math.floor(total / unitsPerSecond);
  const two = (n: number) => String(n).padStart(2, '0');
  const fraction = digits > 0 ? `.${String(total % unitsPerSecond).padStart(digits, '0')}` : '';
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fraction}`;
};

const checkDigits = (digits: number): void => {
  if (!Number.isInteger(digits) || digits < 0 || digits > 8) throw new RangeError('0 to 8 decimals of a second');
};

/** `HH:MM:SS.ss`, rounded with carry and wrapped at 24 h. @param digits decimals of a second, 0 to 8. */
export const formatRa = (raDeg: Degrees, digits = 2): string => {
  checkDigits(digits);
  if (!Number.isFinite(raDeg)) throw new RangeError(`right ascension ${raDeg} is not finite`);
  const day = 86_400 * 10 ** digits;
  return spelled(Math.round((wrap360(raDeg) / 360) * day) % day, digits);
};

/** `±DD:MM:SS.s`, rounded with carry. @param digits decimals of a second, 0 to 8. @throws RangeError beyond ±90. */
export const formatDec = (decDeg: Degrees, digits = 1): string => {
  checkDigits(digits);
  if (!(Math.abs(decDeg) <= 90)) throw new RangeError(`declination ${decDeg} is beyond ±90 degrees`);
  const total = Math.round(Math.abs(decDeg) * 3600 * 10 ** digits);
  return `${decDeg < 0 && total > 0 ? '-' : '+'}${spelled(total, digits)}`;
};
