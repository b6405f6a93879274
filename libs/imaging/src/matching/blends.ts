import { add, fromVector, scale, unitVector, type Arcseconds, type Magnitudes, type Vector3 } from '@nightjar/astro';
import type { SkyPosition } from '../wcs/tangent.js';
import { SkyTree } from './sky-tree.js';

/**
 * Single-linkage clusters: two positions within the radius of each other are in one cluster, and so are all that a
 * chain of such links joins. Each cluster lists indices, ascending; a position alone is a cluster of one.
 */
export function clusters(positions: readonly SkyPosition[], radiusArcsec: Arcseconds): number[][] {
  const tree = new SkyTree(positions);
  const clusterOf = new Int32Array(positions.length).fill(-1);
  const found: number[][] = [];
  positions.forEach((_, start) => {
    if (clusterOf[start] !== -1) return;
    const members = [start];
    clusterOf[start] = found.length;
    for (let at = 0; at < members.length; at++) {
      const from = positions[members[at] ?? 0];
      if (!from) continue;
      for (const { index } of tree.within(from, radiusArcsec / 3600)) {
        if (clusterOf[index] !== -1) continue;
        clusterOf[index] = found.length;
        members.push(index);
      }
    }
    found.push(members.sort((i, j) => i - j));
  });
  return found;
}

/** Indices of the positions that have no other within the radius: the frame cannot tell the rest apart. */
export const isolated = (positions: readonly SkyPosition[], radiusArcsec: Arcseconds): number[] =>
  clusters(positions, radiusArcsec).flatMap((members) => (members.length === 1 ? members : []));

export interface BlendedStar extends SkyPosition {
  readonly mag: Magnitudes;
  /** Indices of the stars that are seen as this one. */
  readonly members: readonly number[];
}

/**
 * Each cluster as the one star that the frame sees: all their light at its centre. A star without a magnitude adds no
 * light; a cluster without any has the magnitude NaN at the place of its first star.
 */
export function mergeBlends(
  stars: readonly (SkyPosition & { readonly mag: Magnitudes })[],
  radiusArcsec: Arcseconds,
): BlendedStar[] {
  return clusters(stars, radiusArcsec).map((members) => {
    const parts = members.flatMap((i) => stars[i] ?? []);
    const [first] = parts;
    const bright = parts.filter(({ mag }) => Number.isFinite(mag));
    if (bright.length < 2 || !first) return { ...position(bright[0] ?? first), mag: bright[0]?.mag ?? NaN, members };
    // about the brightest, so that no flux is too small or too great for a number
    const brightest = Math.min(...bright.map(({ mag }) => mag));
    const fluxes = bright.map(({ mag }) => 10 ** (-0.4 * (mag - brightest)));
    const total = fluxes.reduce((sum, flux) => sum + flux, 0);
    const sum = bright.reduce<Vector3>((at, star, i) => add(at, scale(unitVector(star), fluxes[i] ?? 0)), [0, 0, 0]);
    return { ...fromVector(sum), mag: brightest - 2.5 * Math.log10(total), members };
  });
}

const position = (star: SkyPosition | undefined): SkyPosition => ({
  raDeg: star?.raDeg ?? NaN,
  decDeg: star?.decDeg ?? NaN,
});
