import { aberrate } from './aberration.js';
import { KM_PER_AU, retardedMoonAu } from './ephemeris.js';
import type { Equatorial, Horizontal, Place } from './place.js';
import { frameBias } from './precession.js';
import type { Degrees } from './quantity.js';
import { angleBetween } from './separation.js';
import { horizontal, type Sky, skyAt } from './sky.js';
import {
  add,
  apply,
  dot,
  fromVector,
  norm,
  normalise,
  scale,
  subtract,
  transpose,
  unitVector,
  type Vector3,
} from './vector.js';

const toIcrs = transpose(frameBias);

/**
 * The Moon: astrometric ICRS position and geometric altitude and azimuth from the place (parallax included);
 * distance from the place; the lit part of the disc, 0 (new) to 1 (full).
 */
export interface MoonPosition extends Equatorial, Horizontal {
  readonly distanceKm: number;
  readonly illuminatedFraction: number;
}

/** The Moon from the Earth's centre, ICRS, au, one light time ago with respect to the Earth then. */
export const geocentricMoonAu = (date: Date): Vector3 => apply(toIcrs, retardedMoonAu(date));

/** The Moon from the observer, ICRS, au, where light shows it, before aberration. */
const moonFromAu = (geocentric: Vector3, { observerAu, earthVelocity }: Sky): Vector3 => {
  const topocentric = subtract(geocentric, observerAu);
  // The Earth has moved on since the light left: by v tau, which in units of c is v times the distance.
  return subtract(topocentric, scale(earthVelocity, norm(topocentric)));
};

/** Lit part of the disc: (1 + cos i) / 2. Source: Meeus (1998), eq. 48.1. Both vectors from the Earth, any unit. */
export const illuminatedFraction = (moon: Vector3, sun: Vector3): number => {
  const toSun = subtract(sun, moon);
  const cosine = -dot(moon, toSun) / (norm(moon) * norm(toSun));
  return (1 + cosine) / 2;
};

/** The Moon under a sky already computed. */
export const moonUnder = (sky: Sky): MoonPosition => {
  const geocentric = geocentricMoonAu(sky.date);
  const direction = moonFromAu(geocentric, sky);
  return {
    ...fromVector(direction),
    ...horizontal(apply(sky.horizon, aberrate(normalise(direction), sky.velocity))),
    distanceKm: norm(direction) * KM_PER_AU,
    illuminatedFraction: illuminatedFraction(geocentric, add(scale(sky.fromSunAu, -1), sky.observerAu)),
  };
};

/** The Moon's centre seen from a place. Within 10" (altitude, azimuth), 100 km, 0.0005 of the disc. */
export const moonPosition = (date: Date, place: Place): MoonPosition => moonUnder(skyAt(date, place));

/**
 * Angle between a target and the Moon's centre, degrees: the target's ICRS position against the apparent place of the
 * Moon from the place (GCRS). This is the custom of planning tools; with the target's own aberration it would differ by
 * at most 20".
 */
export const moonSeparation = (target: Equatorial, date: Date, place: Place): Degrees => {
  const sky = skyAt(date, place);
  const moon = moonFromAu(geocentricMoonAu(date), sky);
  return angleBetween(unitVector(target), aberrate(normalise(moon), sky.velocity));
};
