import type { Tile } from './median-filter.js';

/**
 * Laplacian of a frame subsampled twice, its negative part cut off, brought back to the old pixels (van Dokkum 2001,
 * equations 2 to 5). Each quarter of a pixel has itself and two neighbours on two sides, so that it is
 * `max(0, 2 p - horizontal - vertical)`; the pixel is the mean of its quarters.
 */
export function positiveLaplacian(from: Float32Array, { widthPx, heightPx }: Tile, to: Float32Array): void {
  for (let y = 0; y < heightPx; y++) {
    const [below, above] = [y > 0 ? -widthPx : 0, y < heightPx - 1 ? widthPx : 0];
    for (let x = 0; x < widthPx; x++) {
      const at = y * widthPx + x;
      const twice = 2 * (from[at] ?? 0);
      const [left, right] = [from[x > 0 ? at - 1 : at] ?? 0, from[x < widthPx - 1 ? at + 1 : at] ?? 0];
      const [down, up] = [from[at + below] ?? 0, from[at + above] ?? 0];
      const a = twice - left - down;
      const b = twice - right - down;
      const c = twice - left - up;
      const d = twice - right - up;
      to[at] = ((a > 0 ? a : 0) + (b > 0 ? b : 0) + (c > 0 ? c : 0) + (d > 0 ? d : 0)) / 4;
    }
  }
}
