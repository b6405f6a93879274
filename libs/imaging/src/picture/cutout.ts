import type { Pixels } from '@nightjar/astro';
import type { Image, PixelPosition } from '../image.js';

/**
 * The square of `2 * halfSizePx + 1` pixels about a place; what lies off the frame is NaN. The place itself is in the
 * middle pixel.
 */
export function cutout(
  { widthPx, heightPx, data }: Image,
  centre: PixelPosition,
  halfSizePx: Pixels,
): Image<Float32Array> {
  const half = Math.round(halfSizePx);
  const size = 2 * half + 1;
  const [left, bottom] = [Math.round(centre.xPx) - 1 - half, Math.round(centre.yPx) - 1 - half];
  const cut = new Float32Array(size * size).fill(NaN);
  for (let y = Math.max(0, -bottom); y < Math.min(size, heightPx - bottom); y++) {
    for (let x = Math.max(0, -left); x < Math.min(size, widthPx - left); x++) {
      cut[y * size + x] = data[(bottom + y) * widthPx + left + x] ?? NaN;
    }
  }
  return { widthPx: size, heightPx: size, data: cut };
}
