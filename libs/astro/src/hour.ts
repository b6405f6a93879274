import { cosDeg, radToDeg, sinDeg, tanDeg, wrap180 } from './angle.js';
import type { Equatorial, Place } from './place.js';
import type { Degrees } from './quantity.js';
import { seen, skyAt } from './sky.js';
import { apply, fromVector, unitVector } from './vector.js';

/** Apparent position of date, as seen from the place, with the sidereal time that goes with it. */
const ofDate = (target: Equatorial, date: Date, place: Place) => {
  const sky = skyAt(date, place);
  const apparent = fromVector(apply(sky.equator, seen(sky, unitVector(target))));
  return { hourAngleDeg: wrap180(sky.siderealDeg - apparent.raDeg), apparent };
};

/** Apparent local hour angle in [-180, 180), positive to the West (after the meridian). */
export const hourAngle = (target: Equatorial, date: Date, place: Place): Degrees =>
  ofDate(target, date, place).hourAngleDeg;

/**
 * Parallactic angle in [-180, 180): from the North pole to the zenith at the target, positive after the meridian.
 * Source: Meeus, Astronomical Algorithms (1998), eq. 14.1.
 */
export const parallacticAngle = (target: Equatorial, date: Date, place: Place): Degrees => {
  const { hourAngleDeg: h, apparent } = ofDate(target, date, place);
  const y = sinDeg(h);
  const x = tanDeg(place.latitudeDeg) * cosDeg(apparent.decDeg) - sinDeg(apparent.decDeg) * cosDeg(h);
  return wrap180(radToDeg(Math.atan2(y, x)));
};
