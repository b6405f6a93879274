import type { Image } from '../image.js';

/** The middle of a frame: `scale` (0 to 1) of each side, in whole even steps about the middle pixel. @throws RangeError */
export function cropCentre({ widthPx, heightPx, data }: Image, scale: number): Image {
  if (!(scale >= 0 && scale <= 1)) throw new RangeError('scale must be in [0, 1]');
  const [halfWidth, halfHeight] = [Math.trunc(widthPx * 0.5 * scale), Math.trunc(heightPx * 0.5 * scale)];
  const [left, bottom] = [Math.trunc(widthPx / 2) - halfWidth, Math.trunc(heightPx / 2) - halfHeight];
  const [width, height] = [2 * halfWidth, 2 * halfHeight];
  const cut = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (bottom + y) * widthPx + left;
    cut.set(data.subarray(from, from + width), y * width);
  }
  return { widthPx: width, heightPx: height, data: cut };
}
