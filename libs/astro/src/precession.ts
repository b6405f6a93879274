import { arcsecToRad, degToRad } from './angle.js';
import { nutation } from './ephemeris.js';
import { centuriesTt } from './time.js';
import { type Matrix3, multiply, rotateX, rotateY, rotateZ } from './vector.js';

/** ICRS to the mean equator and equinox of J2000 (23 mas). Source: IERS Conventions (2010), eq. 5.35; Chapront 2002. */
export const frameBias: Matrix3 = multiply(
  multiply(
    rotateX(-arcsecToRad(-0.006_819_2)),
    rotateY(arcsecToRad(-0.041_775 * Math.sin(degToRad(84_381.448 / 3600)))),
  ),
  rotateZ(arcsecToRad(-0.0146)),
);

/**
 * Mean equator and equinox of J2000 to those of date. @param t Julian centuries of TT since J2000.0.
 * Source: Capitaine, Wallace & Chapront 2003, eq. 40 (IAU 2006).
 */
export const precessionMatrix = (t: number): Matrix3 => {
  const zeta =
    2.650_545 +
    t * (2306.083_227 + t * (0.298_849_9 + t * (0.018_018_28 + t * (-0.000_005_971 - t * 0.000_000_317_3))));
  const z =
    -2.650_545 +
    t * (2306.077_181 + t * (1.092_734_8 + t * (0.018_268_37 + t * (-0.000_028_596 - t * 0.000_000_290_4))));
  const theta =
    t * (2004.191_903 + t * (-0.429_493_4 + t * (-0.041_822_64 + t * (-0.000_007_089 - t * 0.000_000_127_4))));
  return multiply(multiply(rotateZ(-arcsecToRad(z)), rotateY(arcsecToRad(theta))), rotateZ(-arcsecToRad(zeta)));
};

/** Mean to true equator and equinox of date. Source: Explanatory Supplement (2013), eq. 6.41. */
export const nutationMatrix = (date: Date): Matrix3 => {
  const { dpsiArcsec, depsArcsec, meanObliquityDeg } = nutation(date);
  const mean = degToRad(meanObliquityDeg);
  return multiply(
    multiply(rotateX(-(mean + arcsecToRad(depsArcsec))), rotateZ(-arcsecToRad(dpsiArcsec))),
    rotateX(mean),
  );
};

/** ICRS to the true equator and equinox of date: bias, precession, nutation. */
export const equatorOfDate = (date: Date): Matrix3 =>
  multiply(nutationMatrix(date), multiply(precessionMatrix(centuriesTt(date)), frameBias));
