import { degToRad } from './angle.js';
import type { Equatorial } from './place.js';
import { frameBias } from './precession.js';
import type { Degrees } from './quantity.js';
import { apply, fromVector, type Matrix3, multiply, rotateX, transpose, unitVector } from './vector.js';

/** ICRS to galactic coordinates. Source: The Hipparcos and Tycho Catalogues (ESA SP-1200), vol. 1, eq. 1.5.11. */
const TO_GALACTIC: Matrix3 = [
  [-0.054_875_560_416_215_4, -0.873_437_090_234_885, -0.483_835_015_548_713_2],
  [0.494_109_427_875_583_7, -0.444_829_629_960_011_2, 0.746_982_244_497_218_9],
  [-0.867_666_149_019_004_7, -0.198_076_373_431_201_5, 0.455_983_776_175_066_9],
];

/** ICRS to the mean ecliptic and equinox of J2000: frame bias, then the obliquity 84381.406" (IAU 2006). */
const TO_ECLIPTIC = multiply(rotateX(degToRad(84_381.406 / 3600)), frameBias);

export interface Galactic {
  readonly longitudeDeg: Degrees;
  readonly latitudeDeg: Degrees;
}
/** Mean ecliptic and equinox of J2000. */
export interface Ecliptic {
  readonly longitudeDeg: Degrees;
  readonly latitudeDeg: Degrees;
}

const rotated = (matrix: Matrix3, position: Equatorial) => {
  const { raDeg, decDeg } = fromVector(apply(matrix, unitVector(position)));
  return { longitudeDeg: raDeg, latitudeDeg: decDeg };
};

/** Galactic longitude and latitude (IAU 1958) of an ICRS position. */
export const galactic = (position: Equatorial): Galactic => rotated(TO_GALACTIC, position);

/** ICRS position of galactic coordinates. */
export const fromGalactic = ({ longitudeDeg, latitudeDeg }: Galactic): Equatorial =>
  fromVector(apply(transpose(TO_GALACTIC), unitVector({ raDeg: longitudeDeg, decDeg: latitudeDeg })));

/** Ecliptic longitude and latitude (mean ecliptic and equinox of J2000) of an ICRS position. */
export const eclipticJ2000 = (position: Equatorial): Ecliptic => rotated(TO_ECLIPTIC, position);
