import { add, dot, norm, normalise, scale, subtract, type Vector3 } from './vector.js';

/** 2 G M(Sun) / (c^2 au): the deflection, radians, of a ray that grazes a circle of 1 au, less geometry. */
const SOLAR_DEFLECTION = 1.974_125_74e-8;

/**
 * Direction seen by an observer who moves with `velocity` (in units of c), from the direction seen at rest.
 * Source: Explanatory Supplement (2013), eq. 7.40 (special relativity, exact).
 */
export const aberrate = (direction: Vector3, velocity: Vector3): Vector3 => {
  const bm1 = Math.sqrt(1 - dot(velocity, velocity));
  const along = dot(direction, velocity);
  return normalise(add(scale(direction, bm1), scale(velocity, 1 + along / (1 + bm1))));
};

/** The direction at rest that an observer with this `velocity` sees as `apparent`: the inverse of {@link aberrate}. */
export const unaberrate = (apparent: Vector3, velocity: Vector3): Vector3 => aberrate(apparent, scale(velocity, -1));

/**
 * Direction of a star after the Sun bent its light. @param observerFromSunAu observer's position from the Sun's centre.
 * Source: Explanatory Supplement (2013), eq. 7.69, with the star at infinity; held finite within 0.08 degrees of the Sun's centre, as SOFA does.
 */
export const deflect = (direction: Vector3, observerFromSunAu: Vector3): Vector3 => {
  const distance = norm(observerFromSunAu);
  const e = scale(observerFromSunAu, 1 / distance);
  const cosine = dot(direction, e);
  const bend = SOLAR_DEFLECTION / distance / Math.max(1 + cosine, 1e-6);
  return normalise(add(direction, scale(subtract(e, scale(direction, cosine)), bend)));
};
