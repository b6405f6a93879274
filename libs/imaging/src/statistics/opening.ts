import type { Pixels } from '@nightjar/astro';
import type { Image } from '../image.js';
import { discMinimum } from './disc-minimum.js';
import { sigmaClip } from './robust.js';

/**
 * The sky as a grey-scale opening with a disc leaves it (Serra 1982: the least value under the disc, then the greatest of those):
 * whatever is brighter and narrower than the disc is gone. Smoothed by a Gaussian of a fifth of the disc, and lifted to the level of
 * the pixels, as the least of many noisy values lies below their middle. Within half a disc of an edge a slope that rises towards it is
 * cut off. ADU at each pixel; NaN where no sound pixel is near.
 * @param mask 1 = bad, one byte for each pixel; what holds no number is bad too
 */
export function openedSky(image: Image, discPx: Pixels, mask?: Uint8Array): Float32Array {
  const { widthPx, heightPx } = image;
  const sound = Float32Array.from(image.data, (value, i) => (mask?.[i] || !Number.isFinite(value) ? Infinity : value));
  const eroded = discMinimum({ widthPx, heightPx, data: sound }, discPx / 2);
  const turned = eroded.map((value) => (value === Infinity ? Infinity : -value));
  const opened = discMinimum({ widthPx, heightPx, data: turned }, discPx / 2).map((value) =>
    value === Infinity ? NaN : -value,
  );
  const smooth = smoothed({ widthPx, heightPx, data: opened }, Math.max(2, discPx / 5));
  const above = sigmaClip(smooth.map((level, i) => (sound[i] ?? NaN) - level)).median;
  return smooth.map((level) => level + above);
}

/** Convolved with a Gaussian out to three sigma, rows first; what is no number, and what lies beyond the edge, has no weight. */
function smoothed({ widthPx, heightPx, data }: Image<Float32Array>, sigmaPx: Pixels): Float32Array {
  const reach = Math.ceil(3 * sigmaPx);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / 2 / sigmaPx ** 2),
  );
  const along = (from: Float32Array, count: number, step: number, starts: (line: number) => number, lines: number) => {
    const to = new Float32Array(from.length);
    for (let line = 0; line < lines; line++) {
      const start = starts(line);
      for (let at = 0; at < count; at++) {
        let [sum, weight] = [0, 0];
        const [first, end] = [at < reach ? 0 : at - reach, at + reach < count ? at + reach + 1 : count];
        for (let i = first; i < end; i++) {
          const value = from[start + i * step];
          const w = weights[i - at + reach] ?? 0;
          if (value === undefined || value !== value) continue;
          sum += w * value;
          weight += w;
        }
        to[start + at * step] = weight > 0 ? sum / weight : NaN;
      }
    }
    return to;
  };
  const rows = along(data, widthPx, 1, (y) => y * widthPx, heightPx);
  return along(rows, heightPx, widthPx, (x) => x, widthPx);
}
