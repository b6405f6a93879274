import type { Image } from '../image.js';
import { percentiles as percentilesOf } from '../statistics/robust.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { asinh, floor, max, min, ceil } = Math;

/** How pixel values become grey levels: linear, or asinh (faint things lifted); black and white at two percentiles. */
export interface Stretch {
  readonly stretch: 'asinh' | 'linear';
  readonly percentiles: readonly [black: number, white: number];
}

/** At 10, a tenth of the range is already drawn at almost a third of the brightness. */
const softening = 10;

/** Grey levels 0 to 255. */
export function stretch(data: ArrayLike<number>, { stretch: kind, percentiles }: Stretch): Uint8Array {
  const [black = 0, white = 1] = percentilesOf(data, percentiles);
  const range = white > black ? white - black : 1;
  const grey = new Uint8Array(data.length);
  const top = asinh(softening);
  for (let i = 0; i < data.length; i++) {
    const level = min(1, max(0, ((data[i] ?? NaN) - black) / range));
    grey[i] = 255 * (kind === 'linear' ? level : asinh(softening * level) / top) + 0.5;
  }
  return grey;
}

/** Averages whole square blocks until the longer side fits; pixels that are no number do not count. */
export function shrink({ widthPx, heightPx, data }: Image, maxSizePx: number): Image {
  const block = ceil(max(widthPx, heightPx) / max(1, maxSizePx));
  if (block <= 1) return { widthPx, heightPx, data };
  const [width, height] = [ceil(widthPx / block), ceil(heightPx / block)];
  const sums = new Float64Array(width * height);
  const counts = new Uint32Array(width * height);
  for (let y = 0, i = 0; y < heightPx; y++) {
    const line = floor(y / block) * width;
    for (let x = 0; x < widthPx; x++, i++) {
      const value = data[i] ?? NaN;
      if (value !== value) continue;
      const at = line + floor(x / block);
      sums[at] = (sums[at] ?? 0) + value;
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return { widthPx: width, heightPx: height, data: Float32Array.from(sums, (sum, i) => sum / (counts[i] ?? 0)) };
}
