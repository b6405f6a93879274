import { aberrate, deflect } from './aberration.js';
import { earth, heliocentricEarthAu, LIGHT_SECONDS_PER_AU } from './ephemeris.js';
import type { Equatorial } from './place.js';
import { equatorOfDate, frameBias, precessionMatrix } from './precession.js';
import { apply, fromVector, scale, transpose, unitVector } from './vector.js';

const toIcrs = transpose(frameBias);

/**
 * Apparent place: true equator and equinox of date from the Earth's centre, with light deflection and annual
 * aberration. What a mount that works in the equinox of date wants. Within 0.5".
 */
export const apparentOfDate = (target: Equatorial, date: Date): Equatorial => {
  const velocity = scale(apply(toIcrs, earth(date).velocityAuPerDay), LIGHT_SECONDS_PER_AU / 86_400);
  const bent = deflect(unitVector(target), apply(toIcrs, heliocentricEarthAu(date)));
  return fromVector(apply(equatorOfDate(date), aberrate(bent, velocity)));
};

/**
 * Mean position moved between equinoxes, Julian years (2000 = J2000.0); no nutation, no aberration, no proper motion.
 * Mean equator and equinox of J2000 and ICRS differ by 23 mas, which this leaves alone.
 */
export const precess = (position: Equatorial, fromEquinox: number, toEquinox: number): Equatorial => {
  const toJ2000 = transpose(precessionMatrix((fromEquinox - 2000) / 100));
  const ofDate = precessionMatrix((toEquinox - 2000) / 100);
  return fromVector(apply(ofDate, apply(toJ2000, unitVector(position))));
};
