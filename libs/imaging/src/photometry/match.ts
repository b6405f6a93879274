import type { Arcseconds } from '@nightjar/astro';
import { separationDeg, type SkyPosition } from '../wcs/tangent.js';

/** Indices of two positions that belong together. */
export interface Match {
  readonly a: number;
  readonly b: number;
  readonly separationArcsec: Arcseconds;
}

/**
 * Pairs two lists on the sphere, one to one: the closest pair first, each position at most once. Exact at the poles
 * and across 0h. Pairs come in the order of `a`.
 */
export function matchNearest(a: readonly SkyPosition[], b: readonly SkyPosition[], radiusArcsec: Arcseconds): Match[] {
  const order = b.map((_, i) => i).sort((i, j) => (b[i]?.decDeg ?? 0) - (b[j]?.decDeg ?? 0));
  const radiusDeg = radiusArcsec / 3600;
  const pairs = a.flatMap((from, i) => neighbours(from, i, b, order, radiusDeg));
  pairs.sort((p, q) => p.separationArcsec - q.separationArcsec || p.a - q.a || p.b - q.b);
  const [takenA, takenB] = [new Set<number>(), new Set<number>()];
  const unique = pairs.filter((pair) => {
    if (takenA.has(pair.a) || takenB.has(pair.b)) return false;
    takenA.add(pair.a);
    takenB.add(pair.b);
    return true;
  });
  return unique.sort((p, q) => p.a - q.a);
}

/** Everything of `b` within the radius: a band of declination first (it bounds the separation from below). */
function neighbours(
  from: SkyPosition,
  a: number,
  b: readonly SkyPosition[],
  order: readonly number[],
  radiusDeg: number,
): Match[] {
  const found: Match[] = [];
  for (let k = lowerBound(b, order, from.decDeg - radiusDeg); k < order.length; k++) {
    const index = order[k] ?? 0;
    const to = b[index];
    if (!to || to.decDeg > from.decDeg + radiusDeg) break;
    const separation = separationDeg(from, to);
    if (separation <= radiusDeg) found.push({ a, b: index, separationArcsec: separation * 3600 });
  }
  return found;
}

function lowerBound(b: readonly SkyPosition[], order: readonly number[], decDeg: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((b[order[middle] ?? 0]?.decDeg ?? 0) < decDeg) low = middle + 1;
    else high = middle;
  }
  return low;
}
