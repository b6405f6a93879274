import type { PixelPosition } from '../image.js';

/** Three stars, the longest side opposite the first, the shortest opposite the last, and what no similarity changes. */
export interface Triangle {
  readonly corners: readonly [number, number, number];
  /** Middle over longest side, shortest over longest side. */
  readonly middle: number;
  readonly shortest: number;
}

/** Triangles of every star with pairs of its nearest neighbours. Thin and nearly equal-sided ones, whose corners could be confused, are left out. */
export function trianglesOf(stars: readonly PixelPosition[], neighbours = 6): Triangle[] {
  const seen = new Set<string>();
  const triangles: Triangle[] = [];
  stars.forEach((star, i) => {
    const near = stars
      .map((other, j) => ({ j, distance: Math.hypot(other.xPx - star.xPx, other.yPx - star.yPx) }))
      .filter(({ j }) => j !== i)
      .sort((p, q) => p.distance - q.distance)
      .slice(0, neighbours);
    for (let p = 0; p < near.length; p++) {
      for (let q = p + 1; q < near.length; q++) {
        const corners = [i, near[p]?.j ?? 0, near[q]?.j ?? 0].sort((a, b) => a - b);
        const key = corners.join();
        if (seen.has(key)) continue;
        seen.add(key);
        const triangle = describeTriangle(stars, corners);
        if (triangle) triangles.push(triangle);
      }
    }
  });
  return triangles;
}

function describeTriangle(stars: readonly PixelPosition[], corners: readonly number[]): Triangle | undefined {
  const side = (a: number, b: number): number => {
    const [p, q] = [stars[a], stars[b]];
    return p && q ? Math.hypot(p.xPx - q.xPx, p.yPx - q.yPx) : NaN;
  };
  const opposite = corners.map((corner, k) => {
    const [a, b] = corners.filter((_, other) => other !== k);
    return { corner, length: side(a ?? 0, b ?? 0) };
  });
  opposite.sort((p, q) => q.length - p.length);
  const [longest, middle, shortest] = opposite;
  if (!longest || !middle || !shortest || !(longest.length > 0)) return undefined;
  const ratios = { middle: middle.length / longest.length, shortest: shortest.length / longest.length };
  const confusable = 1 - ratios.middle < 0.02 || ratios.middle - ratios.shortest < 0.02 || ratios.shortest < 0.1;
  return confusable ? undefined : { corners: [longest.corner, middle.corner, shortest.corner], ...ratios };
}

/** Pairs of triangles of the same form, closest first. */
export function similarTriangles(
  first: readonly Triangle[],
  second: readonly Triangle[],
  tolerance: number,
): (readonly [Triangle, Triangle])[] {
  const cells = new Map<number, Triangle[]>();
  const columns = Math.ceil(1 / tolerance) + 2;
  const cell = (value: number): number => Math.floor(value / tolerance);
  for (const triangle of second) {
    const key = cell(triangle.middle) * columns + cell(triangle.shortest);
    const held = cells.get(key);
    if (held) held.push(triangle);
    else cells.set(key, [triangle]);
  }
  const pairs: { pair: readonly [Triangle, Triangle]; distance: number }[] = [];
  for (const triangle of first) {
    for (let v = -1; v <= 1; v++) {
      for (let u = -1; u <= 1; u++) {
        const key = (cell(triangle.middle) + v) * columns + cell(triangle.shortest) + u;
        for (const other of cells.get(key) ?? []) {
          const distance = Math.hypot(triangle.middle - other.middle, triangle.shortest - other.shortest);
          if (distance <= tolerance) pairs.push({ pair: [triangle, other], distance });
        }
      }
    }
  }
  return pairs.sort((p, q) => p.distance - q.distance).map(({ pair }) => pair);
}
