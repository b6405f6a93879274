import { cosDeg, degToRad, radToDeg, sinDeg, wrap360 } from './angle.js';
import type { Equatorial } from './place.js';
import type { Degrees } from './quantity.js';
import { add, cross, dot, fromVector, norm, scale, unitVector, type Vector3 } from './vector.js';

/** Angle between two vectors of any length, well-conditioned from 0 to 180 degrees (atan2 form, not acos). */
export const angleBetween = (a: Vector3, b: Vector3): Degrees => radToDeg(Math.atan2(norm(cross(a, b)), dot(a, b)));

/**
 * Angular separation in [0, 180], two positions of one frame; exact at both ends.
 * Source: Vincenty's formula on the sphere, differences formed before the trigonometry.
 */
export const separation = (a: Equatorial, b: Equatorial): Degrees => {
  const [east, north] = tangent(a, b);
  const along = sinDeg(a.decDeg) * sinDeg(b.decDeg) + cosDeg(a.decDeg) * cosDeg(b.decDeg) * cosDeg(b.raDeg - a.raDeg);
  return radToDeg(Math.atan2(Math.hypot(east, north), along));
};

/** Components of the unit vector to `b` towards East and North at `a`, free of cancellation at small separations. */
const tangent = (a: Equatorial, b: Equatorial): readonly [number, number] => {
  const dRa = b.raDeg - a.raDeg;
  const east = sinDeg(dRa) * cosDeg(b.decDeg);
  const north = sinDeg(b.decDeg - a.decDeg) + 2 * cosDeg(b.decDeg) * sinDeg(a.decDeg) * sinDeg(dRa / 2) ** 2;
  return [east, north];
};

/** Position angle of `b` seen from `a`, from North through East, [0, 360). 0 where they coincide. */
export const positionAngle = (a: Equatorial, b: Equatorial): Degrees => {
  const [east, north] = tangent(a, b);
  return wrap360(radToDeg(Math.atan2(east, north)));
};

/** The position reached from `from` along a great circle, starting at a position angle, after a separation (degrees). */
export const offset = (from: Equatorial, positionAngleDeg: Degrees, separationDeg: Degrees): Equatorial => {
  const [ra, dec] = [from.raDeg, from.decDeg];
  const north: Vector3 = [-sinDeg(dec) * cosDeg(ra), -sinDeg(dec) * sinDeg(ra), cosDeg(dec)];
  const east: Vector3 = [-sinDeg(ra), cosDeg(ra), 0];
  const heading = add(scale(north, cosDeg(positionAngleDeg)), scale(east, sinDeg(positionAngleDeg)));
  const angle = degToRad(separationDeg);
  return fromVector(add(scale(unitVector(from), Math.cos(angle)), scale(heading, Math.sin(angle))));
};
