import type { Image } from '../image.js';
import { percentiles as percentilesOf } from '../statistics/robust.js';
import { zscale } from './zscale.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { asinh, ceil, floor, log1p, max, min, sqrt } = Math;

export const stretches = ['linear', 'log', 'sqrt', 'asinh'] as const;

/** How pixel values become grey levels; all but linear lift what is faint. */
export interface Stretch {
  readonly stretch: (typeof stretches)[number];
  /** Black and white at two percentiles, or where IRAF's zscale sets them. */
  readonly percentiles: readonly [black: number, white: number] | 'zscale';
}

/** Pixel values that are drawn black and white. */
export type BlackAndWhite = readonly [black: number, white: number];

/** At 10, a tenth of the range is already drawn at almost a third of the brightness. */
const softening = 10;
/** A thousandth of the range is drawn at a tenth of the brightness. */
const logDepth = 1000;

/** Brightness drawn (0 to 1) for a place between black (0) and white (1). */
export const curves: Readonly<Record<Stretch['stretch'], (level: number) => number>> = {
  linear: (level) => level,
  log: (level) => log1p(logDepth * level) / log1p(logDepth),
  sqrt,
  asinh: (level) => asinh(softening * level) / asinh(softening),
};

/** Grey levels 0 to 255. */
export const stretch = (data: ArrayLike<number>, { stretch: kind, percentiles }: Stretch): Uint8Array =>
  greyLevels(data, kind, blackAndWhite(data, percentiles));

export function blackAndWhite(data: ArrayLike<number>, at: Stretch['percentiles']): BlackAndWhite {
  if (at === 'zscale') return zscale(data);
  const [black = 0, white = 1] = percentilesOf(data, at);
  return [black, white];
}

/** Grey levels 0 to 255 between given values of black and white; what is no number is black. */
export function greyLevels(
  data: ArrayLike<number>,
  kind: Stretch['stretch'],
  [black, white]: BlackAndWhite,
): Uint8Array {
  const range = white > black ? white - black : 1;
  const curve = curves[kind];
  const grey = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const level = min(1, max(0, ((data[i] ?? NaN) - black) / range));
    grey[i] = 255 * curve(level) + 0.5;
  }
  return grey;
}

/** Averages whole square blocks until the longer side fits; pixels that are no number do not count. */
export function shrink({ widthPx, heightPx, data }: Image, maxSizePx: number): Image {
  const block = ceil(max(widthPx, heightPx) / max(1, maxSizePx));
  if (block <= 1) return { widthPx, heightPx, data };
  return average({ widthPx, heightPx, data }, ceil(widthPx / block), ceil(heightPx / block), block);
}

/** Averages until the longer side is exactly `maxSizePx`, each pixel going where its centre falls; never larger. */
export function fit(image: Image, maxSizePx: number): Image {
  const scale = max(image.widthPx, image.heightPx) / max(1, maxSizePx);
  if (scale <= 1) return image;
  const side = (px: number): number => max(1, Math.round(px / scale));
  return average(image, side(image.widthPx), side(image.heightPx), scale);
}

/** Averages whole square blocks of `blockPx` pixels; those at the far edges are of what is there. */
export const binned = ({ widthPx, heightPx, data }: Image, blockPx: number): Image =>
  blockPx <= 1
    ? { widthPx, heightPx, data }
    : average({ widthPx, heightPx, data }, ceil(widthPx / blockPx), ceil(heightPx / blockPx), blockPx);

function average(
  { widthPx, heightPx, data }: Image,
  width: number,
  height: number,
  block: number,
): Image<Float32Array> {
  const sums = new Float64Array(width * height);
  const counts = new Uint32Array(width * height);
  for (let y = 0, i = 0; y < heightPx; y++) {
    const line = min(height - 1, floor((y + 0.5) / block)) * width;
    for (let x = 0; x < widthPx; x++, i++) {
      const value = data[i] ?? NaN;
      if (value !== value) continue;
      const at = line + min(width - 1, floor((x + 0.5) / block));
      sums[at] = (sums[at] ?? 0) + value;
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return { widthPx: width, heightPx: height, data: Float32Array.from(sums, (sum, i) => sum / (counts[i] ?? 0)) };
}
