// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { max, min } = Math;

/** A plane of numbers worked on in place of a whole frame: small enough to stay in the processor's cache. */
export interface Tile {
  readonly widthPx: number;
  readonly heightPx: number;
}

const lower = (a: number, b: number): number => (a < b ? a : b);
const upper = (a: number, b: number): number => (a < b ? b : a);

const median3 = (a: number, b: number, c: number): number => upper(lower(a, b), lower(upper(a, b), c));

/** Median of five by seven comparisons (Devillard 1998). */
function median5(a: number, b: number, c: number, d: number, e: number): number {
  const low = upper(lower(a, b), lower(d, e));
  const high = lower(upper(a, b), upper(d, e));
  return median3(low, high, c);
}

/** Median of seven: the middle one of sorted threes decides which can still be it. */
function median7(a: number, b: number, c: number, d: number, e: number, f: number, g: number): number {
  let [p, q, r, s, t, u] = [lower(a, f), upper(a, f), lower(b, e), upper(b, e), lower(c, d), upper(c, d)];
  // the smallest of the three lower and the largest of the three upper ones cannot be the median of all seven
  const lowest = lower(lower(p, r), t);
  const highest = upper(upper(q, s), u);
  [p, r, t] = dropLowest(p, r, t, lowest);
  [q, s, u] = dropHighest(q, s, u, highest);
  return median5(p, r, q, s, g);
}

const dropLowest = (p: number, r: number, t: number, lowest: number): [number, number, number] =>
  p === lowest ? [r, t, p] : r === lowest ? [p, t, r] : [p, r, t];
const dropHighest = (q: number, s: number, u: number, highest: number): [number, number, number] =>
  q === highest ? [s, u, q] : s === highest ? [q, u, s] : [q, s, u];

/**
 * Separable median of a window of 3, 5 or 7 pixels: of the rows, then of the columns (as L.A.Cosmic's fast
 * implementations do; a little wider in effect than the median of the square). Beyond the border the last pixel goes on.
 */
export function separableMedian(from: Float32Array, tile: Tile, window: 3 | 5 | 7, to: Float32Array): void {
  const rows = scratch(from.length);
  const { widthPx, heightPx } = tile;
  for (let y = 0; y < heightPx; y++) medianLine(from, rows, y * widthPx, 1, widthPx, window);
  for (let x = 0; x < widthPx; x++) medianLine(rows, to, x, widthPx, heightPx, window);
}

let held = new Float32Array(0);
function scratch(length: number): Float32Array {
  if (held.length < length) held = new Float32Array(length);
  return held;
}

function medianLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  window: 3 | 5 | 7,
): void {
  const reach = (window - 1) / 2;
  const at = (i: number): number => from[start + step * max(0, min(count - 1, i))] ?? 0;
  for (let i = 0; i < count; i++) {
    const inside = i >= reach && i < count - reach;
    const place = start + step * i;
    to[place] = inside ? medianInside(from, place, step, window) : medianAtEnd(at, i, window);
  }
}

function medianInside(from: Float32Array, p: number, step: number, window: 3 | 5 | 7): number {
  const [a, b, c] = [from[p - step] ?? 0, from[p] ?? 0, from[p + step] ?? 0];
  if (window === 3) return median3(a, b, c);
  const [d, e] = [from[p - 2 * step] ?? 0, from[p + 2 * step] ?? 0];
  if (window === 5) return median5(d, a, b, c, e);
  return median7(from[p - 3 * step] ?? 0, d, a, b, c, e, from[p + 3 * step] ?? 0);
}

function medianAtEnd(at: (i: number) => number, i: number, window: 3 | 5 | 7): number {
  const [a, b, c] = [at(i - 1), at(i), at(i + 1)];
  if (window === 3) return median3(a, b, c);
  const [d, e] = [at(i - 2), at(i + 2)];
  return window === 5 ? median5(d, a, b, c, e) : median7(at(i - 3), d, a, b, c, e, at(i + 3));
}
