import type { Image } from '../image.js';
import { sigmaClip } from './robust.js';

/**
 * A frame with its sky at zero: nothing below zero counts, the median left after clipping at three sigma is taken off.
 * Cosmic rays stay: telling them from stars is another's work.
 */
export function normaliseBackground({ widthPx, heightPx, data }: Image): Image<Float32Array> {
  const clipped = Float32Array.from(data, (value) => (value < 0 ? 0 : value));
  const { median } = sigmaClip(clipped, 3, 10);
  return { widthPx, heightPx, data: clipped.map((value) => value - median) };
}
