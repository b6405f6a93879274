import type { Pixels } from '@nightjar/astro';
import { excluded, type Image, type PixelPosition } from '../image.js';

export interface CentreOfMassOptions {
  /** Aperture whose radius, rounded up to an odd number of pixels, is the side of the box. */
  readonly apertureRadiusPx: Pixels;
  /** Taken off first, ADU. Default 0: the image has no sky. */
  readonly backgroundAdu?: number;
  readonly mask?: Uint8Array;
  /** Default 5. */
  readonly rounds?: number;
  /** Default 0.01. */
  readonly enoughPx?: Pixels;
}

/**
 * Centre of the positive light in a small box, the box moved onto it until it moves by less than a hundredth of a pixel.
 * Simple and hard to lead astray, but drawn towards the box's middle by noise: {@link centroid} is the finer one.
 * Undefined when nothing positive is there or the centre leaves the first box.
 */
export function centreOfMass(
  image: Image,
  guess: PixelPosition,
  options: CentreOfMassOptions,
): PixelPosition | undefined {
  const side = Math.max(3, Math.ceil(options.apertureRadiusPx) | 1);
  let { xPx, yPx } = guess;
  for (let round = 0; round < (options.rounds ?? 5); round++) {
    const next = centreIn(image, { xPx, yPx }, (side - 1) / 2, options);
    if (!next || Math.abs(next.xPx - guess.xPx) > side / 2 || Math.abs(next.yPx - guess.yPx) > side / 2)
      return undefined;
    const moved = Math.hypot(next.xPx - xPx, next.yPx - yPx);
    ({ xPx, yPx } = next);
    if (moved < (options.enoughPx ?? 0.01)) break;
  }
  return { xPx, yPx };
}

function centreIn(
  { widthPx, heightPx, data }: Image,
  { xPx, yPx }: PixelPosition,
  reach: number,
  { backgroundAdu = 0, mask }: CentreOfMassOptions,
): PixelPosition | undefined {
  const [column, row] = [Math.round(xPx), Math.round(yPx)];
  let [total, sumX, sumY] = [0, 0, 0];
  for (let y = Math.max(1, row - reach); y <= Math.min(heightPx, row + reach); y++) {
    for (let x = Math.max(1, column - reach); x <= Math.min(widthPx, column + reach); x++) {
      const at = (y - 1) * widthPx + x - 1;
      const value = (data[at] ?? NaN) - backgroundAdu;
      if (!(value > 0) || excluded(value, mask, at)) continue;
      total += value;
      sumX += value * x;
      sumY += value * y;
    }
  }
  return total > 0 ? { xPx: sumX / total, yPx: sumY / total } : undefined;
}
