import { aberrate, deflect, unaberrate } from './aberration.js';
import { cosDeg, degToRad, radToDeg, sinDeg, wrap360 } from './angle.js';
import { earth, greenwichApparentHours, heliocentricEarthAu, KM_PER_AU, LIGHT_SECONDS_PER_AU } from './ephemeris.js';
import type { Equatorial, Horizontal, Place } from './place.js';
import { equatorOfDate, frameBias } from './precession.js';
import {
  add,
  apply,
  fromVector,
  type Matrix3,
  multiply,
  rotateZ,
  scale,
  transpose,
  unitVector,
  type Vector3,
} from './vector.js';

/** WGS84 ellipsoid. */
const EQUATORIAL_RADIUS_KM = 6378.137;
const FLATTENING = 1 / 298.257_223_563;
/** Rotation of the Earth, radians per second (IERS Conventions 2010). */
export const ROTATION_RAD_PER_S = 7.292_115e-5;

/** What places the sky over one place at one instant: computed once, then a few multiplications for each target. */
export interface Sky {
  readonly date: Date;
  readonly place: Place;
  /** ICRS to true equator and equinox of date. */
  readonly equator: Matrix3;
  /** ICRS to (North, East, up). */
  readonly horizon: Matrix3;
  /** Velocity of the Earth's centre with respect to the barycentre, ICRS, in units of c. */
  readonly earthVelocity: Vector3;
  /** Velocity of the observer: the Earth's and the spin of the Earth, ICRS, in units of c. */
  readonly velocity: Vector3;
  /** Observer from the Earth's centre, ICRS, au. */
  readonly observerAu: Vector3;
  /** Observer from the Sun's centre, ICRS, au. */
  readonly fromSunAu: Vector3;
  /** Local apparent sidereal time as an angle. */
  readonly siderealDeg: number;
}

const toIcrs = transpose(frameBias);

/** Earth-fixed position of a place, km. Source: WGS84 geodetic to geocentric conversion. */
export const geocentricKm = ({ longitudeDeg, latitudeDeg, elevationM }: Place): Vector3 => {
  const squeeze = (1 - FLATTENING) ** 2;
  const c = 1 / Math.hypot(cosDeg(latitudeDeg), (1 - FLATTENING) * sinDeg(latitudeDeg));
  const height = elevationM / 1000;
  const r = (EQUATORIAL_RADIUS_KM * c + height) * cosDeg(latitudeDeg);
  const z = (EQUATORIAL_RADIUS_KM * squeeze * c + height) * sinDeg(latitudeDeg);
  return [r * cosDeg(longitudeDeg), r * sinDeg(longitudeDeg), z];
};

/** (x, y, z) of the true equator, x at the equinox, to (North, East, up) where the sidereal time is `siderealDeg`. */
export const horizonOfDate = (siderealDeg: number, latitudeDeg: number): Matrix3 => {
  const [cl, sl] = [cosDeg(siderealDeg), sinDeg(siderealDeg)];
  const [cp, sp] = [cosDeg(latitudeDeg), sinDeg(latitudeDeg)];
  return [
    [-sp * cl, -sp * sl, cp],
    [-sl, cl, 0],
    [cp * cl, cp * sl, sp],
  ];
};

/** The sky over a place at an instant. UT1 = UTC, no polar motion. */
export const skyAt = (date: Date, place: Place): Sky => {
  const equator = equatorOfDate(date);
  const greenwichDeg = greenwichApparentHours(date) * 15;
  const siderealDeg = wrap360(greenwichDeg + place.longitudeDeg);
  const toOfDate = rotateZ(-degToRad(greenwichDeg));
  const km = apply(toOfDate, geocentricKm(place));
  const fromEquator = transpose(equator);
  const observerAu = scale(apply(fromEquator, km), 1 / KM_PER_AU);
  const spin: Vector3 = [-km[1] * ROTATION_RAD_PER_S, km[0] * ROTATION_RAD_PER_S, 0];
  const earthVelocity = scale(apply(toIcrs, earth(date).velocityAuPerDay), LIGHT_SECONDS_PER_AU / 86_400);
  return {
    date,
    place,
    equator,
    horizon: multiply(horizonOfDate(siderealDeg, place.latitudeDeg), equator),
    earthVelocity,
    velocity: add(earthVelocity, scale(apply(fromEquator, spin), LIGHT_SECONDS_PER_AU / KM_PER_AU)),
    observerAu,
    fromSunAu: add(apply(toIcrs, heliocentricEarthAu(date)), observerAu),
    siderealDeg,
  };
};

/** Altitude and azimuth of a (North, East, up) vector. */
export const horizontal = (neu: Vector3): Horizontal => ({
  altitudeDeg: radToDeg(Math.atan2(neu[2], Math.hypot(neu[0], neu[1]))),
  azimuthDeg: wrap360(radToDeg(Math.atan2(neu[1], neu[0]))),
});

/** Direction (unit vector, ICRS axes) in which a star is seen: bent by the Sun, aberrated by the observer's motion. */
export const seen = (sky: Sky, star: Vector3): Vector3 => aberrate(deflect(star, sky.fromSunAu), sky.velocity);

/** Geometric altitude and azimuth (no refraction) of a star under a sky already computed. */
export const altAzUnder = (sky: Sky, target: Equatorial): Horizontal =>
  horizontal(apply(sky.horizon, seen(sky, unitVector(target))));

/**
 * Geometric altitude and azimuth (no refraction) of a star: precession, nutation, light deflection, annual and
 * diurnal aberration. For many targets at one instant use {@link skyAt} and {@link altAzUnder}.
 */
export const apparentAltAz = (target: Equatorial, date: Date, place: Place): Horizontal =>
  altAzUnder(skyAt(date, place), target);

/** The ICRS position that is seen, without refraction, at an altitude and azimuth: the inverse of {@link apparentAltAz}. */
export const equatorialAt = ({ altitudeDeg, azimuthDeg }: Horizontal, date: Date, place: Place): Equatorial => {
  const sky = skyAt(date, place);
  const neu = unitVector({ raDeg: azimuthDeg, decDeg: altitudeDeg });
  return fromVector(unaberrate(apply(transpose(sky.horizon), neu), sky.velocity));
};
