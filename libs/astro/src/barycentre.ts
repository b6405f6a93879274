import { earth, LIGHT_SECONDS_PER_AU } from './ephemeris.js';
import type { Equatorial, Place } from './place.js';
import { frameBias } from './precession.js';
import type { Days, Seconds } from './quantity.js';
import { skyAt } from './sky.js';
import { jdTdb, julianDateUtc } from './time.js';
import { add, apply, dot, norm, transpose, unitVector } from './vector.js';

const toIcrs = transpose(frameBias);
const C_M_S = 299_792_458;
/** G M(Sun) / (c^2 au) and G M(Earth) / (c^2 km): depth of the two wells an observer sits in. */
const SUN_WELL_AU = 9.870_628_7e-9;
const EARTH_WELL_KM = 4.435_028e-6;

/** Times of arrival, freed from the observer's place in the solar system. */
export interface LightTravel {
  /** Seconds to add to the time of arrival here to have it at the barycentre of the solar system (Roemer delay). */
  readonly barycentricS: Seconds;
  /** The same at the Sun's centre. */
  readonly heliocentricS: Seconds;
  /** Barycentric Julian date, TDB. */
  readonly bjdTdb: Days;
  /** Heliocentric Julian date, UTC (the custom of variable-star work). */
  readonly hjdUtc: Days;
}

/** Light-travel corrections for a distant target. Within 0.05 s. Source: Eastman, Siverd & Gaudi 2010, PASP 122, 935. */
export const lightTravelCorrection = (target: Equatorial, date: Date, place: Place): LightTravel => {
  const sky = skyAt(date, place);
  const direction = unitVector(target);
  const fromBarycentreAu = add(apply(toIcrs, earth(date).positionAu), sky.observerAu);
  const barycentricS = dot(fromBarycentreAu, direction) * LIGHT_SECONDS_PER_AU;
  const heliocentricS = dot(sky.fromSunAu, direction) * LIGHT_SECONDS_PER_AU;
  return {
    barycentricS,
    heliocentricS,
    bjdTdb: jdTdb(date) + barycentricS / 86_400,
    hjdUtc: julianDateUtc(date) + heliocentricS / 86_400,
  };
};

/**
 * Metres per second to combine with a measured radial velocity to refer it to the barycentre.
 * Source: Wright & Eastman 2014, PASP 126, 838, eq. 28 without parallax, proper motion and Shapiro delay.
 */
export const barycentricVelocityMS = (target: Equatorial, date: Date, place: Place): number => {
  const { velocity, fromSunAu } = skyAt(date, place);
  const gamma = 1 / Math.sqrt(1 - dot(velocity, velocity));
  const well = SUN_WELL_AU / norm(fromSunAu) + EARTH_WELL_KM / (6371 + place.elevationM / 1000);
  return C_M_S * ((gamma * (1 + dot(velocity, unitVector(target)))) / (1 - well) - 1);
};
