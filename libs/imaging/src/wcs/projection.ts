import type { PlanePosition, SkyPosition } from './tangent.js';

const degree = Math.PI / 180;

/**
 * The zenithal projections that are read (Calabretta & Greisen 2002, section 5.1): how far from the centre of the
 * plane a direction lies that is `away` radians from the centre of the sky, and back. NaN outside.
 */
const radii = {
  TAN: { out: (away: number) => (away < 0.499999999 * Math.PI ? Math.tan(away) : NaN), back: Math.atan },
  SIN: { out: (away: number) => (away <= Math.PI / 2 ? Math.sin(away) : NaN), back: Math.asin },
  ARC: { out: (away: number) => away, back: (r: number) => (r <= Math.PI ? r : NaN) },
  STG: { out: (away: number) => 2 * Math.tan(away / 2), back: (r: number) => 2 * Math.atan(r / 2) },
  ZEA: { out: (away: number) => 2 * Math.sin(away / 2), back: (r: number) => 2 * Math.asin(r / 2) },
} as const;

export type Projection = keyof typeof radii;
export const isProjection = (name: string): name is Projection => Object.hasOwn(radii, name);

/** Plane coordinates about `centre`, xi to the east; undefined for a direction that the projection does not hold. */
export function project(projection: Projection, centre: SkyPosition, sky: SkyPosition): PlanePosition | undefined {
  const [sin0, cos0] = [Math.sin(centre.decDeg * degree), Math.cos(centre.decDeg * degree)];
  const [sin, cos] = [Math.sin(sky.decDeg * degree), Math.cos(sky.decDeg * degree)];
  const hourAngle = (sky.raDeg - centre.raDeg) * degree;
  const east = cos * Math.sin(hourAngle);
  const north = cos0 * sin - sin0 * cos * Math.cos(hourAngle);
  const across = Math.hypot(east, north);
  const radius = radii[projection].out(Math.atan2(across, sin0 * sin + cos0 * cos * Math.cos(hourAngle)));
  if (!Number.isFinite(radius)) return undefined;
  const scale = across === 0 ? 0 : radius / across / degree;
  return { xiDeg: east * scale, etaDeg: north * scale };
}

/** The inverse of {@link project}; right ascension in [0, 360), NaN where the plane shows no sky. */
export function deproject(projection: Projection, centre: SkyPosition, { xiDeg, etaDeg }: PlanePosition): SkyPosition {
  const [xi, eta] = [xiDeg * degree, etaDeg * degree];
  const radius = Math.hypot(xi, eta);
  const away = radii[projection].back(radius);
  const [sin0, cos0] = [Math.sin(centre.decDeg * degree), Math.cos(centre.decDeg * degree)];
  const across = radius === 0 ? 0 : Math.sin(away) / radius;
  const [east, north, depth] = [xi * across, eta * across, Math.cos(away)];
  const along = cos0 * depth - sin0 * north;
  const raDeg = centre.raDeg + Math.atan2(east, along) / degree;
  const decDeg = Math.atan2(sin0 * depth + cos0 * north, Math.hypot(east, along)) / degree;
  const turned = ((raDeg % 360) + 360) % 360;
  return { raDeg: turned >= 360 ? 0 : turned, decDeg };
}
