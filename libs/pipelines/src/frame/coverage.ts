import { cross, dot, unitVector, type Vector3 } from '@nightjar/astro';
import { isOn, type SkyPosition, type Wcs } from '@nightjar/imaging';
import type { Size } from './box.js';

/** Places along an axis at which a frame is asked. */
const probes = 50;

/** The share of a frame, 0 to 1, whose places on the sky lie inside something. */
export function coverage(wcs: Wcs, { widthPx, heightPx }: Size, inside: (sky: SkyPosition) => boolean): number {
  let count = 0;
  for (let j = 0; j < probes; j++) {
    for (let i = 0; i < probes; i++) {
      const at = { xPx: 0.5 + ((i + 0.5) / probes) * widthPx, yPx: 0.5 + ((j + 0.5) / probes) * heightPx };
      if (inside(wcs.pixelToSky(at))) count++;
    }
  }
  return count / probes ** 2;
}

/** Whether a position of the sky is on a frame. */
export const onFrameOf =
  (wcs: Wcs, size: Size) =>
  (sky: SkyPosition): boolean =>
    isOn(wcs.skyToPixel(sky), size);

/**
 * Whether a position lies within a convex polygon on the sky smaller than half of it, its corners in order, either way
 * round: on the same side of the great circle through every edge as the middle of the corners.
 */
export function withinCorners(corners: readonly SkyPosition[]): (sky: SkyPosition) => boolean {
  const places = corners.map(unitVector);
  const middle = places.reduce<Vector3>(([x, y, z], [u, v, w]) => [x + u, y + v, z + w], [0, 0, 0]);
  const poles = places.map((from, i) => {
    const pole = cross(from, places[(i + 1) % places.length] ?? from);
    return { pole, side: Math.sign(dot(pole, middle)) };
  });
  return (sky) => poles.every(({ pole, side }) => side * dot(pole, unitVector(sky)) >= 0);
}
