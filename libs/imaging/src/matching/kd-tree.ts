// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { floor } = Math;

const leafSize = 8;

/**
 * A balanced k-d tree over points of `k` coordinates, laid out as one array of indices: each node is the middle of its
 * range and splits it along the axis of its depth (Bentley 1975).
 */
export class KdTree {
  private readonly order: Int32Array;

  /** @param points `k` coordinates a point, one point after the other; all finite. */
  constructor(
    private readonly points: Float64Array,
    private readonly k = 3,
  ) {
    this.order = Int32Array.from({ length: floor(points.length / k) }, (_, i) => i);
    this.build(0, this.order.length, 0);
  }

  get size(): number {
    return this.order.length;
  }

  /** Indices of the points not further than `radius` from a place, in no order. */
  within(place: ArrayLike<number>, radius: number): number[] {
    const found: number[] = [];
    const square = radius * radius;
    this.search(place, 0, this.order.length, 0, (index, distance) => {
      if (distance <= square) found.push(index);
      return square;
    });
    return found;
  }

  /** Indices of the `count` points nearest to a place, nearest first; equal distances by index. */
  nearest(place: ArrayLike<number>, count: number): number[] {
    const best: { index: number; distance: number }[] = [];
    let reach = Infinity;
    this.search(place, 0, this.order.length, 0, (index, distance) => {
      if (best.length < count || distance < reach || (distance === reach && index < (best.at(-1)?.index ?? 0))) {
        let at = best.length;
        while (at > 0 && isAfter(best[at - 1], index, distance)) at--;
        best.splice(at, 0, { index, distance });
        if (best.length > count) best.pop();
        if (best.length === count) reach = best.at(-1)?.distance ?? Infinity;
      }
      return reach;
    });
    return best.map(({ index }) => index);
  }

  /** Visits every point that may lie within the squared reach that the visitor returns. */
  private search(
    place: ArrayLike<number>,
    from: number,
    to: number,
    axis: number,
    visit: (index: number, squaredDistance: number) => number,
  ): number {
    let reach = Infinity;
    if (to - from <= leafSize) {
      for (let i = from; i < to; i++)
        reach = visit(this.order[i] ?? 0, this.squaredDistance(place, this.order[i] ?? 0));
      return reach;
    }
    const middle = (from + to) >> 1;
    const here = this.order[middle] ?? 0;
    const off = (place[axis] ?? NaN) - (this.points[here * this.k + axis] ?? NaN);
    const next = (axis + 1) % this.k;
    reach = visit(here, this.squaredDistance(place, here));
    const near = off < 0 ? ([from, middle] as const) : ([middle + 1, to] as const);
    const far = off < 0 ? ([middle + 1, to] as const) : ([from, middle] as const);
    if (near[1] > near[0]) reach = this.search(place, near[0], near[1], next, visit);
    if (far[1] > far[0] && off * off <= reach) reach = this.search(place, far[0], far[1], next, visit);
    return reach;
  }

  private squaredDistance(place: ArrayLike<number>, index: number): number {
    let sum = 0;
    for (let axis = 0; axis < this.k; axis++) {
      const off = (place[axis] ?? NaN) - (this.points[index * this.k + axis] ?? NaN);
      sum += off * off;
    }
    return sum;
  }

  private build(from: number, to: number, axis: number): void {
    if (to - from <= leafSize) return;
    const middle = (from + to) >> 1;
    this.partition(from, to - 1, middle, axis);
    const next = (axis + 1) % this.k;
    this.build(from, middle, next);
    this.build(middle + 1, to, next);
  }

  /** Hoare's quickselect on the indices, by one coordinate. */
  private partition(low: number, high: number, k: number, axis: number): void {
    const { order } = this;
    const value = (i: number): number => this.points[(order[i] ?? 0) * this.k + axis] ?? NaN;
    while (low < high) {
      const pivot = value((low + high) >> 1);
      let [i, j] = [low, high];
      while (i <= j) {
        while (value(i) < pivot) i++;
        while (value(j) > pivot) j--;
        if (i <= j) {
          const swap = order[i] ?? 0;
          order[i++] = order[j] ?? 0;
          order[j--] = swap;
        }
      }
      if (k <= j) high = j;
      else if (k >= i) low = i;
      else return;
    }
  }
}

const isAfter = (one: { index: number; distance: number } | undefined, index: number, distance: number): boolean =>
  one !== undefined && (one.distance > distance || (one.distance === distance && one.index > index));
