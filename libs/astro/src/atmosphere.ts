import { sinDeg, tanDeg } from './angle.js';
import type { Degrees, Metres } from './quantity.js';

/** Weather at the telescope that bends light. */
export interface Air {
  readonly pressureHPa: number;
  readonly temperatureC: number;
}

/** Below this altitude Saemundsson's formula runs away; refraction then fades to nothing at the nadir. */
const LOWEST_DEG = -1;

const saemundssonDeg = (altitudeDeg: number): number => 1.02 / 60 / tanDeg(altitudeDeg + 10.3 / (altitudeDeg + 5.11));

/**
 * Altitude at which light from a geometric altitude arrives, degrees. Good to 10" above 15 degrees, 25" above 5.
 * Source: Saemundsson, Sky & Telescope 72 (1986) 70, with (P / 1010 hPa) (283 K / T) as in Meeus (1998), ch. 16.
 */
export const refractedAltitude = (altitudeDeg: Degrees, { pressureHPa, temperatureC }: Air): Degrees => {
  const density = (pressureHPa / 1010) * (283 / (273 + temperatureC));
  const fade = altitudeDeg < LOWEST_DEG ? (altitudeDeg + 90) / (LOWEST_DEG + 90) : 1;
  // The formula is 0.00001 degrees below zero at the zenith, where nothing is bent.
  return altitudeDeg + Math.max(0, saemundssonDeg(Math.max(altitudeDeg, LOWEST_DEG)) * density * fade);
};

/** Air in a standard atmosphere with a scale height of 8400 m, where nothing better is measured. */
export const standardAir = (elevationM: Metres): Air => ({
  pressureHPa: 1013.25 * Math.exp(-elevationM / 8400),
  temperatureC: 10,
});

const aboveHorizon = (altitudeDeg: number): number => {
  if (!(altitudeDeg > 0 && altitudeDeg <= 90))
    throw new RangeError(`airmass needs an altitude in (0, 90] degrees, not ${altitudeDeg}`);
  return altitudeDeg;
};

/** Airmass of a plane atmosphere, 1/sin(geometric altitude): 1 at the zenith. @throws RangeError at or below the horizon. */
export const airmass = (altitudeDeg: Degrees): number => 1 / sinDeg(aboveHorizon(altitudeDeg));

/** Airmass after Pickering (2002, DIO 12, 20), for an apparent altitude in (0, 90]. @throws RangeError at or below the horizon. */
export const pickeringAirmass = (altitudeDeg: Degrees): number =>
  1 / sinDeg(aboveHorizon(altitudeDeg) + 244 / (165 + 47 * altitudeDeg ** 1.1));
