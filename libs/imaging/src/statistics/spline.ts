/** Natural cubic splines on any ascending nodes (Press et al. 2007, section 3.3), continued straight beyond the ends. */

/** Second derivatives at the nodes, zero at both ends. Writes into `out`; `work` is scratch of the same length. */
export function secondDerivatives(
  nodes: Float64Array,
  values: Float64Array,
  out: Float64Array,
  work: Float64Array,
): Float64Array {
  const n = nodes.length;
  out.fill(0);
  work.fill(0);
  const node = (i: number): number => nodes[i] ?? NaN;
  const value = (i: number): number => values[i] ?? NaN;
  for (let i = 1; i < n - 1; i++) {
    const share = (node(i) - node(i - 1)) / (node(i + 1) - node(i - 1));
    const pivot = share * (out[i - 1] ?? NaN) + 2;
    out[i] = (share - 1) / pivot;
    const bend =
      (value(i + 1) - value(i)) / (node(i + 1) - node(i)) - (value(i) - value(i - 1)) / (node(i) - node(i - 1));
    work[i] = ((6 * bend) / (node(i + 1) - node(i - 1)) - share * (work[i - 1] ?? NaN)) / pivot;
  }
  if (n > 0) out[n - 1] = 0;
  for (let i = n - 2; i >= 0; i--) out[i] = (out[i] ?? NaN) * (out[i + 1] ?? NaN) + (work[i] ?? NaN);
  return out;
}

/** For places along an axis: the node on the left, and what its value, the next one's and both second derivatives count. */
export interface SplinePlaces {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
  readonly d: Float64Array;
}

/** Weights at `count` places 0, 1, 2... on an axis with these nodes. */
export function splinePlaces(nodes: Float64Array, count: number): SplinePlaces {
  const last = Math.max(0, nodes.length - 1);
  const zeros = () => new Float64Array(count);
  const places = {
    left: new Int32Array(count),
    right: new Int32Array(count),
    a: zeros(),
    b: zeros(),
    c: zeros(),
    d: zeros(),
  };
  for (let x = 0, j = 0; x < count; x++) {
    while (j < last - 1 && x >= (nodes[j + 1] ?? NaN)) j++;
    const next = Math.min(j + 1, last);
    places.left[x] = j;
    places.right[x] = next;
    const h = next === j ? 1 : (nodes[next] ?? NaN) - (nodes[j] ?? NaN);
    const b = next === j ? 0 : (x - (nodes[j] ?? NaN)) / h;
    const a = 1 - b;
    [places.a[x], places.b[x]] = [a, b];
    // beyond a natural end the curve goes on straight, with the slope it has there
    places.c[x] = (b > 1 ? b - 1 : b < 0 ? 0 : a * a * a - a) * ((h * h) / 6);
    places.d[x] = (b < 0 ? -b : b > 1 ? 0 : b * b * b - b) * ((h * h) / 6);
  }
  return places;
}
