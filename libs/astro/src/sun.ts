import { aberrate } from './aberration.js';
import { KM_PER_AU, LIGHT_SECONDS_PER_AU, sun } from './ephemeris.js';
import type { Equatorial, Horizontal, Place } from './place.js';
import { frameBias } from './precession.js';
import { horizontal, type Sky, skyAt } from './sky.js';
import { apply, fromVector, norm, normalise, scale, subtract, transpose, type Vector3 } from './vector.js';

const toIcrs = transpose(frameBias);

/** The Sun: astrometric ICRS position from the place, geometric altitude and azimuth of its centre, distance. */
export interface SunPosition extends Equatorial, Horizontal {
  readonly distanceKm: number;
}

/** The Sun from an observer, ICRS, au, where light shows it, before aberration. */
export const sunFromAu = ({ date, fromSunAu }: Sky): Vector3 => {
  // In the 8 minutes that its light takes the Sun moves 0.01" about the barycentre: one step is enough.
  const lightDays = (norm(fromSunAu) * LIGHT_SECONDS_PER_AU) / 86_400;
  return subtract(scale(fromSunAu, -1), scale(apply(toIcrs, sun(date).velocityAuPerDay), lightDays));
};

/** The Sun under a sky already computed. */
export const sunUnder = (sky: Sky): SunPosition => {
  const direction = sunFromAu(sky);
  const apparent = aberrate(normalise(direction), sky.velocity);
  return {
    ...fromVector(direction),
    ...horizontal(apply(sky.horizon, apparent)),
    distanceKm: norm(direction) * KM_PER_AU,
  };
};

/** The Sun's centre seen from a place. Within 5" (altitude, azimuth). */
export const sunPosition = (date: Date, place: Place): SunPosition => sunUnder(skyAt(date, place));
