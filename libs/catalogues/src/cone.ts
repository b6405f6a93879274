import { DEEPEST_ORDER, nestedCentre, nestedIndex, separation, type Degrees } from '@nightjar/astro';
import type { Cone } from './star.js';

/** The centre moves by about this much of the radius at most: STDWeb's rule. */
const GRAIN = 0.05;
const STEP_DEG: Degrees = 0.05;

/** Side of a HEALPix pixel. */
const sideDeg = (order: number): Degrees => (Math.sqrt(Math.PI / 3) * (180 / Math.PI)) / 2 ** order;

/**
 * A larger cone on a grid of the sky, so that frames of one field ask one and the same question and the cache answers all
 * but the first. The centre is that of a HEALPix pixel no wider than a twentieth of the radius,
 * and the radius grows by the shift, up to the next step of 0.05 degrees. Every point of the cone lies in the rounded one.
 */
export function roundedCone({ raDeg, decDeg, radiusDeg }: Cone): Cone {
  const widest = Math.max(radiusDeg, STEP_DEG) * GRAIN;
  let order = 0;
  while (order < DEEPEST_ORDER && sideDeg(order) > widest) order++;
  const centre = nestedCentre(nestedIndex({ raDeg, decDeg }, order), order);
  const reach = radiusDeg + separation({ raDeg, decDeg }, centre);
  return { raDeg: tidy(centre.raDeg), decDeg: tidy(centre.decDeg), radiusDeg: tidy(Math.min(180, upTo(reach))) };
}

/** The small excess covers what {@link tidy} cuts off of the centre. */
const upTo = (deg: Degrees): Degrees => Math.ceil((deg + 1e-6) / STEP_DEG) * STEP_DEG;

const tidy = (deg: Degrees): Degrees => Number(deg.toFixed(7));

/** The name of a cone, the same for equal cones: a key for a cache. */
export const coneKey = ({ raDeg, decDeg, radiusDeg }: Cone): string =>
  `${raDeg.toFixed(6)} ${decDeg.toFixed(6)} ${radiusDeg.toFixed(6)}`;

/** What of these lies in a cone. */
export const within = <P extends { readonly raDeg: number; readonly decDeg: number }>(
  cone: Cone,
  places: readonly P[],
): P[] => places.filter((place) => separation(cone, place) <= cone.radiusDeg);
