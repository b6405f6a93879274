import { withUnit } from './quantity.js';

/** Suffix of a key, unit shown, decimals. The longest suffix that fits wins. */
const UNITS: readonly (readonly [string, string, number])[] = [
  ['DegPerS', '°/s', 2],
  ['MagPerArcsec2', 'mag/arcsec²', 2],
  ['Arcsec', '″', 2],
  ['Percent', '%', 0],
  ['Deg', '°', 3],
  ['HPa', 'hPa', 1],
  ['Ms', 'm/s', 1],
  ['Px', 'px', 2],
  ['Mag', 'mag', 3],
  ['Mm', 'mm', 1],
  ['Adu', 'ADU', 1],
  ['C', '°C', 1],
  ['S', 's', 1],
  ['M', 'm', 1],
];

/** Keys that are a unit's name, or hold one in the middle: unit shown, decimals. */
const WHOLE: Readonly<Record<string, readonly [string, number]>> = { mag: ['mag', 3], magError: ['mag', 3] };

const words = (key: string): string =>
  key
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .trim();

export interface Reading {
  readonly label: string;
  readonly text: string;
}

const plainly = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(Number(value.toPrecision(7)));
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))
    return value.join(' · ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** One named fact for reading: the unit of a number comes from the key's suffix (`windMs` is wind in m/s). */
export const reading = (key: string, value: unknown): Reading => {
  const whole = WHOLE[key];
  if (typeof value === 'number' && whole) return { label: words(key), text: withUnit(value, ...whole) };
  const unit = UNITS.find(([suffix]) => key.endsWith(suffix) && /[a-z0-9]/.test(key.at(-suffix.length - 1) ?? ''));
  if (typeof value !== 'number' || !unit) return { label: words(key), text: plainly(value) };
  return { label: words(key.slice(0, -unit[0].length)), text: withUnit(value, unit[1], unit[2]) };
};

type Show = (value: number) => string;

const unit =
  (name: string, digits: number): Show =>
  (value) =>
    withUnit(value, name, digits);

const yesNo: Show = (value) => (value ? 'yes' : 'no');

/** Registers of the PYROS/1 dialect, which carry no unit in their names, in the order in which they are worth reading. */
const REGISTERS: readonly (readonly [string, string, Show])[] = [
  ['ALT', 'altitude', unit('°', 2)],
  ['AZ', 'azimuth', unit('°', 2)],
  ['RA', 'RA', unit('°', 4)],
  ['DEC', 'Dec', unit('°', 4)],
  ['AIRMASS', 'airmass', (value) => (value < 40 ? value.toFixed(2) : '—')],
  ['FILTER', 'filter', String],
  ['OBJECT', 'object', String],
  ['EXPTIME', 'exposure', unit('s', 1)],
  ['EXPOSURE_LEFT', 'left', unit('s', 1)],
  ['TEMP', 'chip', unit('°C', 1)],
  ['OPEN_PART', 'open', (value) => withUnit(value * 100, '%', 0)],
  ['WIND', 'wind', unit('m/s', 1)],
  ['HUMIDITY', 'humidity', unit('%', 0)],
  ['RAIN', 'rain', yesNo],
  ['TEMPERATURE', 'temperature', unit('°C', 1)],
  ['CLOUD', 'cloud', unit('%', 0)],
  ['AGE', 'sample', (value) => `${withUnit(value, 's', 0)} old`],
];

/** Said by the state or by the last command already, or nothing an operator reads. */
const LEFT_OUT = new Set(['STATE', 'TRACKING', 'PARKED', 'FRAME_TYPE']);
/** What a device remembers of its commands, so that one whose answer was lost can be concluded. */
const BOOKKEEPING = /^(JOB|LAST)(_|$)/;
/** Zero of these says that the device is not at it. */
const NOT_WHEN_ZERO = new Set(['EXPTIME', 'EXPOSURE_LEFT']);

/** The values of a device for reading: known registers in their order, then whatever else it says. */
export const deviceReadings = (values: Readonly<Record<string, number | string | boolean>>): Reading[] => {
  const known = REGISTERS.flatMap(([key, label, show]): Reading[] => {
    const value = values[key];
    if (value === undefined || value === '' || (value === 0 && NOT_WHEN_ZERO.has(key))) return [];
    return [{ label, text: typeof value === 'number' ? show(value) : plainly(value) }];
  });
  const names = new Set(REGISTERS.map(([key]) => key));
  const others = Object.entries(values).filter(
    ([key]) => !names.has(key) && !LEFT_OUT.has(key) && !BOOKKEEPING.test(key),
  );
  return [...known, ...others.map(([key, value]) => reading(key, value))];
};
