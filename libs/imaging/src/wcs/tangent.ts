import type { Degrees } from '@nightjar/astro';

const degree = Math.PI / 180;

/** A direction on the sky, ICRS. */
export interface SkyPosition {
  readonly raDeg: Degrees;
  readonly decDeg: Degrees;
}

/** Standard coordinates on the tangent plane: xi grows to the east, eta to the north, both in degrees. */
export interface PlanePosition {
  readonly xiDeg: Degrees;
  readonly etaDeg: Degrees;
}

/** Gnomonic projection about `centre` (Calabretta & Greisen 2002, section 5.1.3); undefined 90 degrees and more away. */
export function projectTangent(centre: SkyPosition, sky: SkyPosition): PlanePosition | undefined {
  const [sin0, cos0] = [Math.sin(centre.decDeg * degree), Math.cos(centre.decDeg * degree)];
  const [sin, cos] = [Math.sin(sky.decDeg * degree), Math.cos(sky.decDeg * degree)];
  const hourAngle = (sky.raDeg - centre.raDeg) * degree;
  const depth = sin0 * sin + cos0 * cos * Math.cos(hourAngle);
  if (!(depth > 1e-9)) return undefined;
  return {
    xiDeg: (cos * Math.sin(hourAngle)) / depth / degree,
    etaDeg: (cos0 * sin - sin0 * cos * Math.cos(hourAngle)) / depth / degree,
  };
}

/** The inverse of {@link projectTangent}; right ascension in [0, 360). */
export function deprojectTangent(centre: SkyPosition, { xiDeg, etaDeg }: PlanePosition): SkyPosition {
  const [xi, eta] = [xiDeg * degree, etaDeg * degree];
  const [sin0, cos0] = [Math.sin(centre.decDeg * degree), Math.cos(centre.decDeg * degree)];
  const along = cos0 - eta * sin0;
  const raDeg = centre.raDeg + Math.atan2(xi, along) / degree;
  const decDeg = Math.atan2(sin0 + eta * cos0, Math.hypot(xi, along)) / degree;
  const turned = ((raDeg % 360) + 360) % 360;
  return { raDeg: turned >= 360 ? 0 : turned, decDeg };
}

/** Angle between two directions, by the half-angle formula (exact for small angles). @returns degrees. */
export function separationDeg(a: SkyPosition, b: SkyPosition): Degrees {
  const [dec1, dec2] = [a.decDeg * degree, b.decDeg * degree];
  const u = Math.sin((dec2 - dec1) / 2) ** 2;
  const v = Math.cos(dec1) * Math.cos(dec2) * Math.sin(((b.raDeg - a.raDeg) * degree) / 2) ** 2;
  return (2 * Math.asin(Math.min(1, Math.sqrt(u + v)))) / degree;
}
