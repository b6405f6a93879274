// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { abs, min, max } = Math;

/** A kernel as a list of steps and weights: what is too small to matter is left out. */
export interface Taps {
  readonly dx: Int32Array;
  readonly dy: Int32Array;
  readonly weights: Float64Array;
}

/** The taps of a square kernel whose size is at least `negligible` times the largest. */
export function tapsOf(kernel: ArrayLike<number>, radiusPx: number, negligible: number): Taps {
  const size = 2 * radiusPx + 1;
  let largest = 0;
  for (let i = 0; i < kernel.length; i++) largest = max(largest, abs(kernel[i] ?? 0));
  const places: number[] = [];
  for (let i = 0; i < kernel.length; i++) {
    if (abs(kernel[i] ?? 0) > negligible * largest) places.push(i);
  }
  return {
    dx: Int32Array.from(places, (at) => (at % size) - radiusPx),
    dy: Int32Array.from(places, (at) => Math.floor(at / size) - radiusPx),
    weights: Float64Array.from(places, (at) => kernel[at] ?? 0),
  };
}

/** Side of the blocks over which a kernel is held constant. */
export const blockPx = 32;

interface Grid {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Convolves a plane with a kernel that changes from block to block: `to(x, y) = sum of k(u, v) from(x - u, y - v)`.
 * Beyond the frame is zero. `tapsAt` gets the middle of a block as a FITS pixel.
 */
export function convolveVarying(
  from: Float32Array,
  { widthPx, heightPx }: Grid,
  tapsAt: (xPx: number, yPx: number) => Taps,
  to = new Float32Array(from.length),
): Float32Array {
  for (let bottom = 0; bottom < heightPx; bottom += blockPx) {
    const top = min(heightPx, bottom + blockPx);
    for (let left = 0; left < widthPx; left += blockPx) {
      const right = min(widthPx, left + blockPx);
      const taps = tapsAt((left + right + 1) / 2, (bottom + top + 1) / 2);
      convolveBlock(from, to, widthPx, heightPx, left, right, bottom, top, taps);
    }
  }
  return to;
}

function convolveBlock(
  from: Float32Array,
  to: Float32Array,
  widthPx: number,
  heightPx: number,
  left: number,
  right: number,
  bottom: number,
  top: number,
  { dx, dy, weights }: Taps,
): void {
  const line = new Float64Array(right - left);
  let reach = 0;
  for (let t = 0; t < dx.length; t++) reach = max(reach, abs(dx[t] ?? 0), abs(dy[t] ?? 0));
  const inside = left >= reach && right + reach <= widthPx && bottom >= reach && top + reach <= heightPx;
  for (let y = bottom; y < top; y++) {
    line.fill(0);
    if (inside) addRowInside(from, y * widthPx + left, widthPx, line, dx, dy, weights);
    else addRowAtEdge(from, left, y, widthPx, heightPx, line, dx, dy, weights);
    for (let x = left; x < right; x++) to[y * widthPx + x] = line[x - left] ?? 0;
  }
}

/** Four taps at a time: the line is read and written once for them. */
function addRowInside(
  from: Float32Array,
  start: number,
  widthPx: number,
  line: Float64Array,
  dx: Int32Array,
  dy: Int32Array,
  weights: Float64Array,
): void {
  const count = weights.length;
  const length = line.length;
  const place = (t: number): number => start - (dx[t] ?? 0) - (dy[t] ?? 0) * widthPx;
  let t = 0;
  for (; t + 3 < count; t += 4) {
    const [a, b, c, d] = [place(t), place(t + 1), place(t + 2), place(t + 3)];
    const [p, q, r, s] = [weights[t] ?? 0, weights[t + 1] ?? 0, weights[t + 2] ?? 0, weights[t + 3] ?? 0];
    for (let x = 0; x < length; x++) {
      line[x] =
        (line[x] ?? 0) +
        p * (from[a + x] ?? 0) +
        q * (from[b + x] ?? 0) +
        r * (from[c + x] ?? 0) +
        s * (from[d + x] ?? 0);
    }
  }
  for (; t < count; t++) {
    const [a, p] = [place(t), weights[t] ?? 0];
    for (let x = 0; x < length; x++) line[x] = (line[x] ?? 0) + p * (from[a + x] ?? 0);
  }
}

function addRowAtEdge(
  from: Float32Array,
  left: number,
  y: number,
  widthPx: number,
  heightPx: number,
  line: Float64Array,
  dx: Int32Array,
  dy: Int32Array,
  weights: Float64Array,
): void {
  for (let t = 0; t < weights.length; t++) {
    const row = y - (dy[t] ?? 0);
    if (row < 0 || row >= heightPx) continue;
    const shift = left - (dx[t] ?? 0);
    const [first, last] = [max(0, -shift), min(line.length, widthPx - shift)];
    const [start, weight] = [row * widthPx + shift, weights[t] ?? 0];
    for (let x = first; x < last; x++) line[x] = (line[x] ?? 0) + weight * (from[start + x] ?? 0);
  }
}

/** Marks every pixel with a non-zero one within `radiusPx` along both axes by `bit`, into `to`. */
export function growMask(
  mask: Uint8Array,
  { widthPx, heightPx }: Grid,
  radiusPx: number,
  bit: number,
  to: Uint8Array,
): void {
  const rows = new Uint8Array(mask.length);
  for (let y = 0; y < heightPx; y++) {
    let until = -1;
    for (let x = -radiusPx; x < widthPx; x++) {
      const ahead = x + radiusPx;
      if (ahead < widthPx && mask[y * widthPx + ahead] !== 0) until = ahead + radiusPx;
      if (x >= 0 && x <= until) rows[y * widthPx + x] = 1;
    }
  }
  for (let x = 0; x < widthPx; x++) {
    let until = -1;
    for (let y = -radiusPx; y < heightPx; y++) {
      const ahead = y + radiusPx;
      if (ahead < heightPx && rows[ahead * widthPx + x] !== 0) until = ahead + radiusPx;
      if (y >= 0 && y <= until) to[y * widthPx + x] = (to[y * widthPx + x] ?? 0) | bit;
    }
  }
}
