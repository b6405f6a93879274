import { cosDeg, wrap360 } from './angle.js';
import { greenwichApparentHours, nutation } from './ephemeris.js';
import type { Degrees, Hours } from './quantity.js';

const wrap24 = (hours: number): number => wrap360(hours * 15) / 15;

/** Greenwich apparent sidereal time, hours in [0, 24). IAU 2006 precession, UT1 = UTC. */
export const greenwichSiderealTime = (date: Date): Hours => greenwichApparentHours(date);

/** Local apparent sidereal time, hours in [0, 24); longitude positive to the East. */
export const localSiderealTime = (date: Date, longitudeDeg: Degrees): Hours =>
  wrap24(greenwichApparentHours(date) + longitudeDeg / 15);

/** Local mean sidereal time, hours in [0, 24): apparent less the equation of the equinoxes (dpsi cos eps). */
export const localMeanSiderealTime = (date: Date, longitudeDeg: Degrees): Hours => {
  const { dpsiArcsec, meanObliquityDeg } = nutation(date);
  return wrap24(greenwichApparentHours(date) + longitudeDeg / 15 - (dpsiArcsec * cosDeg(meanObliquityDeg)) / 54_000);
};
