import type { Degrees } from '@nightjar/astro';
import type { Value } from './value.js';

const SEXAGESIMAL = /^([+-]?)(\d{1,3})[:hd](\d{1,2})[:m](\d{1,2}(?:\.\d*)?)s?$/;

/** Right ascension: `12:05:17.3` and `12h05m17.3s` are hours, a number is degrees. @returns undefined when it is none. */
export function readRaDeg(value: Value | undefined): Degrees | undefined {
  const deg = typeof value === 'string' ? scaled(value, 15) : value;
  return deg !== undefined && deg >= 0 && deg < 360 ? deg : undefined;
}

/** Declination: `+25:40:12` or degrees. @returns undefined when it is none. */
export function readDecDeg(value: Value | undefined): Degrees | undefined {
  const deg = typeof value === 'string' ? scaled(value, 1) : value;
  return deg !== undefined && Math.abs(deg) <= 90 ? deg : undefined;
}

function scaled(text: string, unit: number): number | undefined {
  const found = SEXAGESIMAL.exec(text);
  const [, sign = '', whole = '', minutes = '', seconds = ''] = found ?? [];
  if (!found || Number(minutes) >= 60 || Number(seconds) >= 60) return undefined;
  const deg = (Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600) * unit;
  return sign === '-' ? -deg : deg;
}
