import { reproject, type PixelMapping } from '@nightjar/imaging';
import type { OpenedFrame } from './open.js';
import type { SpooledFrame } from './row-file.js';

/** What becomes of the sky: taken off, brought to the level of the first frame, or left. */
export type Sky = { readonly how: 'subtract' | 'keep' } | { readonly how: 'match'; readonly levelAdu: number };

/**
 * A frame levelled, resampled onto the grid and brought to the scale of the first one. The first frame (no mapping)
 * keeps its pixels.
 */
export function levelled(
  frame: OpenedFrame,
  mapping: PixelMapping | undefined,
  size: { readonly widthPx: number; readonly heightPx: number },
  sky: Sky,
  scale: number,
): SpooledFrame {
  const { image, mask, skyMap, skyAdu, noise, seen } = frame;
  const keeps = sky.how === 'keep';
  const above = Float32Array.from(image.data, (value, i) => (keeps ? value : value - (skyMap[i] ?? NaN)));
  const moved = mapping
    ? reproject({ image: { ...image, data: above }, mask, noise }, mapping, size)
    : { image: { data: above.map((value, i) => (mask[i] === 0 ? value : NaN)) }, noise };
  const offset = sky.how === 'match' ? sky.levelAdu : 0;
  return {
    ...{ widthPx: size.widthPx, heightPx: size.heightPx },
    values: moved.image.data.map((value) => scale * value + offset),
    noise: (moved.noise ?? noise).map((sigma) => scale * sigma),
    saturationAdu: scale * (seen.saturationAdu - (keeps ? 0 : skyAdu)) + offset,
    skyAdu: keeps ? scale * skyAdu : offset,
  };
}
