import type { Frame, Position, PositionFault, WarningCode } from './voevent.js';
import { attribute, child, childText, textOf, type XmlElement } from './xml.js';

export type PositionReading =
  | { readonly position: Position; readonly warnings: readonly (readonly [WarningCode, string])[] }
  | { readonly fault: PositionFault };

/** Degrees in one unit; hours are told apart because they are right ascension only. */
const DEGREES_IN: Readonly<Record<string, number>> = {
  deg: 1,
  degree: 1,
  degrees: 1,
  arcmin: 1 / 60,
  arcsec: 1 / 3600,
  mas: 1 / 3_600_000,
  rad: 180 / Math.PI,
  radian: 180 / Math.PI,
};
const HOURS = new Set(['h', 'hr', 'hour', 'hours']);
const SEXAGESIMAL = /^([+-]?)(\d{1,3})[:hd ]\s?(\d{1,2})[:m' ]\s?(\d{1,2}(?:\.\d{0,12})?)["s]?$/;
const RA = /^(ra|right.?ascension|alpha)/i;
const DEC = /^(dec|declination|delta)/i;

/**
 * Position2D of any version. The unit attribute is honoured (degrees, arc seconds, hours, `hms` of 1.1, also per
 * coordinate); an unknown one is refused, never taken as degrees.
 */
export const readPosition = (position2d: XmlElement, frame: Frame): PositionReading => {
  const value = child(position2d, 'Value2');
  const [first, second] = [child(value, 'C1'), child(value, 'C2')];
  const [name1, name2] = [childText(position2d, 'Name1') ?? 'RA', childText(position2d, 'Name2') ?? 'Dec'];
  if (!first || !second) return fault('incomplete', 'The position has no C1 and C2.');
  const swapped = DEC.test(name1) && RA.test(name2);
  if (!swapped && !(RA.test(name1) && DEC.test(name2)))
    return fault('not_equatorial', 'The coordinates are not named right ascension and declination.');
  return measured(position2d, swapped ? [second, first] : [first, second], frame);
};

const measured = (
  position2d: XmlElement,
  [ra, dec]: readonly [XmlElement, XmlElement],
  frame: Frame,
): PositionReading => {
  const unit = (attribute(position2d, 'unit') ?? '').trim().toLowerCase();
  const raDeg = angle(ra, unit, 15);
  const decDeg = angle(dec, unit, 1);
  if (raDeg === 'unit' || decDeg === 'unit') return fault('unit_unknown', 'The unit of the position is not known.');
  if (!Number.isFinite(raDeg) || !Number.isFinite(decDeg))
    return fault('not_a_number', 'A coordinate is not a finite number.');
  if (raDeg < 0 || raDeg > 360) return fault('ra_out_of_range', `Right ascension ${raDeg} deg is outside 0 to 360.`);
  if (Math.abs(decDeg) > 90) return fault('dec_out_of_range', `Declination ${decDeg} deg is outside -90 to 90.`);

  const warnings: [WarningCode, string][] = [];
  if (unit === '' && attribute(ra, 'pos_unit') === null)
    warnings.push(['unit_assumed', 'The position has no unit; degrees are assumed.']);
  const errorDeg = radius(position2d, unit);
  if (errorDeg === 'unit') {
    warnings.push(['unit_assumed', 'The unit of the error radius is not clear; the radius is left out.']);
    return { position: { raDeg: raDeg % 360, decDeg, errorDeg: null, frame }, warnings };
  }
  if (errorDeg !== null && !(errorDeg >= 0 && errorDeg <= 360))
    return fault('error_out_of_range', 'The error radius is not a number from 0 to 360 degrees.');
  return { position: { raDeg: raDeg % 360, decDeg, errorDeg, frame }, warnings };
};

const fault = (code: PositionFault['code'], says: string): PositionReading => ({ fault: { code, says } });

/** One coordinate in degrees; NaN when it is no number. @param perHour degrees in one hour of it (15 for right ascension) */
const angle = (element: XmlElement, unitOfAll: string, perHour: number): number | 'unit' => {
  const unit = (attribute(element, 'pos_unit') ?? unitOfAll).trim().toLowerCase();
  const text = textOf(element) ?? '';
  const sexagesimal = SEXAGESIMAL.exec(text);
  if (sexagesimal) return fromSexagesimal(sexagesimal) * (unit === 'dms' ? 1 : perHour);
  if (HOURS.has(unit) || unit === 'hms') return number(text) * perHour;
  const factor = unit === '' || unit === 'dms' ? 1 : DEGREES_IN[unit];
  return factor === undefined ? 'unit' : number(text) * factor;
};

const fromSexagesimal = ([, sign, whole = '0', minutes = '0', seconds = '0']: RegExpExecArray): number =>
  +minutes > 59 || +seconds >= 60 ? NaN : (sign === '-' ? -1 : 1) * (+whole + +minutes / 60 + +seconds / 3600);

/** The error radius in degrees; with two semi-axes (2.1) the larger one. With hours it is ambiguous, hence left out. */
const radius = (position2d: XmlElement, unitOfAll: string): number | null | 'unit' => {
  const single = child(position2d, 'Error2Radius');
  const pair = child(position2d, 'Error2');
  const parts = single ? [single] : [child(pair, 'C1'), child(pair, 'C2')].filter((c) => c !== undefined);
  const sizes = parts.map((part) => size(part, unitOfAll));
  if (sizes.includes('unit')) return 'unit';
  const known = sizes.filter((s): s is number => typeof s === 'number');
  return known.length === 0 ? null : Math.max(...known);
};

const size = (part: XmlElement, unitOfAll: string): number | null | 'unit' => {
  const text = textOf(part);
  if (text === null) return null;
  const unit = (attribute(part, 'pos_unit') ?? attribute(part, 'unit') ?? unitOfAll).trim().toLowerCase();
  if (HOURS.has(unit)) return 'unit';
  const factor = unit === '' || unit === 'hms' || unit === 'dms' ? 1 : DEGREES_IN[unit];
  return factor === undefined ? 'unit' : number(text) * factor;
};

const NUMBER = /^[+-]?(?:\d{1,20}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?$/;

/** A decimal number; NaN for anything else, also for hexadecimal and empty text. */
export const number = (text: string): number => (NUMBER.test(text) ? Number(text) : NaN);
