import type { Pixels } from '@nightjar/astro';
import { excluded, type Image, type PixelPosition } from '../image.js';
import { sigmaClip } from '../statistics/robust.js';
import { eachPixel } from './aperture.js';

export interface LocalSky {
  /** Mode of the ring's pixels, ADU. */
  readonly level: number;
  /** Standard error of the level, ADU. */
  readonly error: number;
  readonly count: number;
}

const fewestPixels = 10;

/**
 * How far the mean of the middle half stands off the mean, in parts of what the median does, where values are a little skewed: the
 * median is shifted by g / 6 of sigma, a quantile z by g (z^2 - 1) / 6 (Edgeworth), and z^2 of the middle half is 0.143 on average.
 */
const halfwayToMedian = 0.857;
/** Variance of the mean of the middle half of n normal values less their mean, in units of sigma^2 / n. */
const middleHalfVariance = 0.19;
/** Of the median as it is made here, and of 3 median - 2 mean: the mean and its distance from the middle are independent. */
const medianVariance = 1 + middleHalfVariance / halfwayToMedian ** 2;
const modeVariance = 1 + (9 * middleHalfVariance) / halfwayToMedian ** 2;

/**
 * Sky in a ring about a place: pixels whose centre is in it, clipped at 3 sigma, 3 median - 2 mean of what is left
 * (Pearson's mode; the median where they are skewed by more than 0.3 sigma). The median is found from the mean of the middle half:
 * of a quiet sky in whole ADU, less a smooth level, the middle value itself is known to half an ADU only. Photons are skewed, so that
 * the mode of a bare sky stands up to half an electron below its mean: that is left, as the true gain is often not known. Undefined
 * with fewer than ten pixels.
 */
export function localSky(
  {
    image,
    mask,
    saturationAdu = Infinity,
  }: { readonly image: Image; readonly mask?: Uint8Array; readonly saturationAdu?: number },
  place: PixelPosition,
  [inner, outer]: readonly [inner: Pixels, outer: Pixels],
): LocalSky | undefined {
  const values: number[] = [];
  eachPixel(image, place, outer, (value, index, dx, dy) => {
    const square = dx * dx + dy * dy;
    if (square < inner * inner || square > outer * outer) return;
    if (!excluded(value, mask, index) && value < saturationAdu) values.push(value);
  });
  if (values.length < fewestPixels) return undefined;
  const { median: middle, mean, sigma, count } = sigmaClip(values);
  const kept = values.filter((value) => Math.abs(value - middle) <= 3 * sigma);
  const median = kept.length < fewestPixels ? middle : mean + (middleHalf(kept) - mean) / halfwayToMedian;
  const skewed = Math.abs(mean - median) > 0.3 * sigma;
  const level = skewed ? median : 3 * median - 2 * mean;
  return { level, error: sigma * Math.sqrt((skewed ? medianVariance : modeVariance) / Math.max(1, count)), count };
}

/** Mean of the values between the quartiles; those at the ends count by their share. */
function middleHalf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const [from, to] = [sorted.length / 4, (3 * sorted.length) / 4];
  let sum = 0;
  for (let i = Math.floor(from); i < Math.ceil(to); i++)
    sum += (Math.min(i + 1, to) - Math.max(i, from)) * (sorted[i] ?? NaN);
  return sum / (to - from);
}
