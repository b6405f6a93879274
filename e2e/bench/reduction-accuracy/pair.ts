import { KdTree, type PixelPosition } from '@nightjar/imaging';

const points = (places: readonly PixelPosition[]): Float64Array =>
  Float64Array.from(places.flatMap(({ xPx, yPx }) => [xPx, yPx]));

/** For each of `a` the index of its partner in `b`: within the radius, each the other's nearest; undefined without one. */
export function pair(
  a: readonly PixelPosition[],
  b: readonly PixelPosition[],
  radiusPx: number,
): (number | undefined)[] {
  const [ofA, ofB] = [new KdTree(points(a), 2), new KdTree(points(b), 2)];
  return a.map((from, i) => {
    const [at] = ofB.nearest([from.xPx, from.yPx], 1);
    const to = at === undefined ? undefined : b[at];
    if (at === undefined || !to || Math.hypot(to.xPx - from.xPx, to.yPx - from.yPx) > radiusPx) return undefined;
    return ofA.nearest([to.xPx, to.yPx], 1)[0] === i ? at : undefined;
  });
}

/** True for each of `a` that has one of `b` within the radius. */
export function near(a: readonly PixelPosition[], b: readonly PixelPosition[], radiusPx: number): boolean[] {
  const tree = new KdTree(points(b), 2);
  return a.map(({ xPx, yPx }) => tree.within([xPx, yPx], radiusPx).length > 0);
}
