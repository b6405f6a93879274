import { separableMedian, type Tile } from './median-filter.js';

/**
 * Marks saturated stars, which L.A.Cosmic would take for cosmic rays by their sharp rims: saturated pixels that lie in
 * something large (the 5 x 5 median is high there too), grown by two pixels all round. Saturated pixels that are a
 * cosmic ray's stand alone and are not marked.
 */
export function markSaturatedStars(electrons: Float32Array, tile: Tile, levelE: number, mask: Uint8Array): void {
  if (!electrons.some((value) => value >= levelE)) return;
  const { widthPx, heightPx } = tile;
  const smooth = new Float32Array(electrons.length);
  separableMedian(electrons, tile, 5, smooth);
  for (let at = 0; at < electrons.length; at++) {
    if (!((electrons[at] ?? 0) >= levelE && (smooth[at] ?? 0) > levelE / 10)) continue;
    const [x0, y0] = [at % widthPx, Math.floor(at / widthPx)];
    for (let y = Math.max(0, y0 - reach); y <= Math.min(heightPx - 1, y0 + reach); y++) {
      for (let x = Math.max(0, x0 - reach); x <= Math.min(widthPx - 1, x0 + reach); x++) {
        if (Math.abs(x - x0) + Math.abs(y - y0) < 2 * reach - 1) mask[y * widthPx + x] = 1;
      }
    }
  }
}

/** Two growths by a 5 x 5 square without its corners. */
const reach = 4;
