import type { Pixels } from '@nightjar/astro';
import type { PixelPosition } from '../image.js';
import { KdTree } from '../matching/kd-tree.js';

/** Groups of places that a chain of steps no longer than the radius joins; indices ascending, every place in one. */
export function groupsOf(places: readonly PixelPosition[], radiusPx: Pixels): number[][] {
  // what is no number is put where nothing finds it
  const points = places.flatMap(({ xPx, yPx }) => (Number.isFinite(xPx + yPx) ? [xPx, yPx] : [-1e30, -1e30]));
  const tree = new KdTree(Float64Array.from(points), 2);
  const seen = new Uint8Array(places.length);
  return places.flatMap((place, start) => {
    if (seen[start]) return [];
    seen[start] = 1;
    const members = [start];
    if (!Number.isFinite(place.xPx + place.yPx)) return [members];
    for (let at = 0; at < members.length; at++) {
      const from = places[members[at] ?? 0];
      if (!from) continue;
      for (const index of tree.within([from.xPx, from.yPx], radiusPx)) {
        if (seen[index]) continue;
        seen[index] = 1;
        members.push(index);
      }
    }
    return [members.sort((i, j) => i - j)];
  });
}
