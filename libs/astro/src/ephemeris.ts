import {
  AstroTime,
  BaryState,
  Body,
  e_tilt,
  GeoMoon,
  HelioVector,
  SetDeltaTFunction,
  SiderealTime,
} from 'astronomy-engine';
import { dateFromJulianDate, JD_J2000 } from './time.js';
import { ttMinusUtc } from './leap.js';
import { type Vector3 } from './vector.js';

/*
 * The one door to astronomy-engine (VSOP87 and a truncated lunar theory). Its own Delta T predicts; TT - UTC is known:
 * leap seconds + 32.184 s. With it, UT1 = UTC is assumed (true within 0.9 s: 13.5" of hour angle at the worst).
 */
SetDeltaTFunction((daysUtc) => ttMinusUtc(dateFromJulianDate(daysUtc + JD_J2000)));

export const KM_PER_AU = 149_597_870.7;
/** Light time of one astronomical unit. */
export const LIGHT_SECONDS_PER_AU = 499.004_783_836_1;
const LIGHT_DAYS_PER_AU = LIGHT_SECONDS_PER_AU / 86_400;

/** Position (au) and velocity (au per day), mean equator and equinox of J2000 (23 mas from ICRS). */
export interface State {
  readonly positionAu: Vector3;
  readonly velocityAuPerDay: Vector3;
}

const barycentric = (body: Body, date: Date): State => {
  const s = BaryState(body, new AstroTime(date));
  return { positionAu: [s.x, s.y, s.z], velocityAuPerDay: [s.vx, s.vy, s.vz] };
};

/** The Earth's centre with respect to the barycentre of the solar system. */
export const earth = (date: Date): State => barycentric(Body.Earth, date);
/** The Sun's centre with respect to the barycentre of the solar system. */
export const sun = (date: Date): State => barycentric(Body.Sun, date);

/** The Earth's centre with respect to the Sun's, au. */
export const heliocentricEarthAu = (date: Date): Vector3 => {
  const { x, y, z } = HelioVector(Body.Earth, new AstroTime(date));
  return [x, y, z];
};

/** The Moon's centre with respect to the Earth's, au, as light shows it: one light time ago. */
export const retardedMoonAu = (date: Date): Vector3 => {
  const time = new AstroTime(date);
  const near = GeoMoon(time);
  const { x, y, z } = GeoMoon(time.AddDays(-near.Length() * LIGHT_DAYS_PER_AU));
  return [x, y, z];
};

/** Nutation in longitude and obliquity (IAU 2000B, leading terms) and the mean obliquity of date (IAU 2006). */
export const nutation = (date: Date): { dpsiArcsec: number; depsArcsec: number; meanObliquityDeg: number } => {
  const { dpsi, deps, mobl } = e_tilt(new AstroTime(date));
  return { dpsiArcsec: dpsi, depsArcsec: deps, meanObliquityDeg: mobl };
};

/** Greenwich apparent sidereal time (IAU 2006 with the Earth rotation angle, UT1 = UTC), hours in [0, 24). */
export const greenwichApparentHours = (date: Date): number => SiderealTime(new AstroTime(date));
