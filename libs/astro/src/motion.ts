import { arcsecToRad, cosDeg, sinDeg } from './angle.js';
import type { Equatorial } from './place.js';
import { add, fromVector, scale, unitVector, type Vector3 } from './vector.js';

/** How a star moves, ICRS. `pmRaMasPerYear` is on the sky: it includes cos(dec). */
export interface SpaceMotion {
  readonly pmRaMasPerYear: number;
  readonly pmDecMasPerYear: number;
  /** Zero or absent: too far for its radial velocity to matter. */
  readonly parallaxMas?: number;
  /** Positive: receding. */
  readonly radialVelocityKmS?: number;
}

/** 1 au per Julian year in km/s. */
const KM_S_PER_AU_YEAR = 4.740_470_446;

/**
 * Position at another epoch (Julian years) by rigorous, linear motion through space; exact up to the poles.
 * Source: The Hipparcos and Tycho Catalogues (ESA SP-1200), vol. 1, section 1.5.5.
 */
export const properMotion = (
  position: Equatorial,
  { pmRaMasPerYear, pmDecMasPerYear, parallaxMas = 0, radialVelocityKmS = 0 }: SpaceMotion,
  fromEpoch: number,
  toEpoch: number,
): Equatorial => {
  const { raDeg: ra, decDeg: dec } = position;
  const east: Vector3 = [-sinDeg(ra), cosDeg(ra), 0];
  const north: Vector3 = [-sinDeg(dec) * cosDeg(ra), -sinDeg(dec) * sinDeg(ra), cosDeg(dec)];
  const masToRad = (mas: number) => arcsecToRad(mas / 1000);
  const radialPerYear = (radialVelocityKmS / KM_S_PER_AU_YEAR) * masToRad(Math.max(0, parallaxMas));
  const years = toEpoch - fromEpoch;
  const across = add(scale(east, masToRad(pmRaMasPerYear)), scale(north, masToRad(pmDecMasPerYear)));
  const start = unitVector(position);
  return fromVector(add(scale(start, 1 + radialPerYear * years), scale(across, years)));
};
