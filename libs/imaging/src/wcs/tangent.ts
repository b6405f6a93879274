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

/** Angle between two directions, by the half-angle formula (exact for small angles). @returns degrees. */
export function separationDeg(a: SkyPosition, b: SkyPosition): Degrees {
  const [dec1, dec2] = [a.decDeg * degree, b.decDeg * degree];
  const u = Math.sin((dec2 - dec1) / 2) ** 2;
  const v = Math.cos(dec1) * Math.cos(dec2) * Math.sin(((b.raDeg - a.raDeg) * degree) / 2) ** 2;
  return (2 * Math.asin(Math.min(1, Math.sqrt(u + v)))) / degree;
}
