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

/** Median of seven: the smallest of three lower and the largest of three upper ones cannot be it; five are left. */
function median7(a: number, b: number, c: number, d: number, e: number, f: number, g: number): number {
  const p = lower(a, f);
  const q = upper(a, f);
  const r = lower(b, e);
  const s = upper(b, e);
  const t = lower(c, d);
  const u = upper(c, d);
  return median5(upper(p, r), upper(lower(p, r), t), lower(q, s), lower(upper(q, s), u), g);
}

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

/** The windows have a loop each: it is run for every pixel of a frame, twice, and must neither branch nor allocate. */
function medianLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  window: 3 | 5 | 7,
): void {
  const reach = (window - 1) / 2;
  const last = start + step * (count - 1 - reach);
  const first = start + step * reach;
  if (window === 3) inside3(from, to, first, last, step);
  else if (window === 5) inside5(from, to, first, last, step);
  else inside7(from, to, first, last, step);
  for (let i = 0; i < count; i++) {
    if (i === reach && count > 2 * reach) i = count - reach;
    to[start + step * i] = medianAtEnd(from, start, step, count, i, window);
  }
}

function inside3(from: Float32Array, to: Float32Array, first: number, last: number, step: number): void {
  for (let p = first; p <= last; p += step) to[p] = median3(from[p - step] ?? 0, from[p] ?? 0, from[p + step] ?? 0);
}

function inside5(from: Float32Array, to: Float32Array, first: number, last: number, step: number): void {
  const two = 2 * step;
  for (let p = first; p <= last; p += step) {
    to[p] = median5(from[p - two] ?? 0, from[p - step] ?? 0, from[p] ?? 0, from[p + step] ?? 0, from[p + two] ?? 0);
  }
}

function inside7(from: Float32Array, to: Float32Array, first: number, last: number, step: number): void {
  const [two, three] = [2 * step, 3 * step];
  for (let p = first; p <= last; p += step) {
    to[p] = median7(
      from[p - three] ?? 0,
      from[p - two] ?? 0,
      from[p - step] ?? 0,
      from[p] ?? 0,
      from[p + step] ?? 0,
      from[p + two] ?? 0,
      from[p + three] ?? 0,
    );
  }
}

function medianAtEnd(
  from: Float32Array,
  start: number,
  step: number,
  count: number,
  i: number,
  window: 3 | 5 | 7,
): number {
  const at = (k: number): number => from[start + step * max(0, min(count - 1, k))] ?? 0;
  if (window === 3) return median3(at(i - 1), at(i), at(i + 1));
  if (window === 5) return median5(at(i - 2), at(i - 1), at(i), at(i + 1), at(i + 2));
  return median7(at(i - 3), at(i - 2), at(i - 1), at(i), at(i + 1), at(i + 2), at(i + 3));
}
