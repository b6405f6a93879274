import { unitVector, type Degrees } from '@nightjar/astro';
import { separationDeg, type SkyPosition } from '../wcs/tangent.js';
import { KdTree } from './kd-tree.js';

const degree = Math.PI / 180;
/** Rounding of unit vectors, and of the chord between them: a candidate more is weighed out by the exact separation. */
const slack = 1e-14;

/** Positions on the sphere as unit vectors in a k-d tree: no poles, no edge at 0h. */
export class SkyTree {
  private readonly tree: KdTree;

  constructor(private readonly positions: readonly SkyPosition[]) {
    this.tree = new KdTree(Float64Array.from(positions.flatMap(vectorOf)));
  }

  /** Indices and separations of the positions within a radius, nearest first. */
  within(from: SkyPosition, radiusDeg: Degrees): { index: number; separationDeg: Degrees }[] {
    const chord = radiusDeg >= 180 ? 2 : 2 * Math.sin((Math.max(0, radiusDeg) * degree) / 2);
    const found = this.tree.within(vectorOf(from), chord * (1 + 1e-9) + slack).flatMap((index) => {
      const to = this.positions[index];
      const separation = to ? separationDeg(from, to) : NaN;
      return separation <= radiusDeg ? [{ index, separationDeg: separation }] : [];
    });
    return found.sort((p, q) => p.separationDeg - q.separationDeg || p.index - q.index);
  }
}

/** A position that is no number is put where nothing finds it. */
const vectorOf = (position: SkyPosition): readonly number[] => {
  const vector = unitVector(position);
  return vector.every(Number.isFinite) ? vector : [9, 9, 9];
};
