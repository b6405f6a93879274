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
 * Variance of 3 median - 2 mean of n normal values, in units of sigma^2 / n: 9 pi/2 + 4 - 12, as the covariance of
 * median and mean is that of the mean.
 */
const modeVariance = (9 * Math.PI) / 2 - 8;

/**
 * Sky in a ring about a place: pixels whose centre is in it, clipped at 3 sigma, 3 median - 2 mean of what is left
 * (Pearson's mode; the median where they are skewed by more than 0.3 sigma). Undefined with fewer than ten pixels.
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
  const { median, mean, sigma, count } = sigmaClip(values);
  const skewed = Math.abs(mean - median) > 0.3 * sigma;
  const level = skewed ? median : 3 * median - 2 * mean;
  return { level, error: sigma * Math.sqrt((skewed ? Math.PI / 2 : modeVariance) / Math.max(1, count)), count };
}
