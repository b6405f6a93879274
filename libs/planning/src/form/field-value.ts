import type { ErrorList } from './field-errors.js';

/** A number that is given as such or as text, as pages send it. NaN: it is none. */
const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;

/** Nothing was given: absent, null, or an empty field of a page. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

interface Range {
  readonly least?: number;
  readonly most?: number;
}

function inRange(errors: ErrorList, field: string, value: number, { least, most }: Range): number | undefined {
  if (least !== undefined && value < least) {
    errors.add(field, `Ensure this value is greater than or equal to ${least}.`);
    return undefined;
  }
  if (most !== undefined && value > most) {
    errors.add(field, `Ensure this value is less than or equal to ${most}.`);
    return undefined;
  }
  return value;
}

/** @returns undefined where nothing was given, and where it is wrong, which `errors` then says */
export function wholeNumber(errors: ErrorList, field: string, value: unknown, range: Range = {}): number | undefined {
  if (isBlank(value)) return undefined;
  const number = numberOf(value);
  if (Number.isSafeInteger(number)) return inRange(errors, field, number, range);
  errors.add(field, 'Enter a whole number.');
  return undefined;
}

/** @returns as `wholeNumber` does */
export function realNumber(errors: ErrorList, field: string, value: unknown, range: Range = {}): number | undefined {
  if (isBlank(value)) return undefined;
  const number = numberOf(value);
  if (Number.isFinite(number)) return inRange(errors, field, number, range);
  errors.add(field, 'Enter a number.');
  return undefined;
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)Z?)?$/;

/**
 * A date, meaning its first moment, or a date and time; always UTC.
 * @returns ISO 8601; undefined as `wholeNumber` does
 */
export function dateOrInstant(errors: ErrorList, field: string, value: unknown): string | undefined {
  if (isBlank(value)) return undefined;
  const [, day, time = '00:00'] = INSTANT.exec(String(value).trim()) ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`);
  // A day that no month has would be taken for one of the next month.
  if (day !== undefined && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day))
    return new Date(ms).toISOString();
  errors.add(field, 'Enter a valid date.');
  return undefined;
}
