import type { Pixels } from '@nightjar/astro';
import { excluded, type Image, type PixelPosition } from '../image.js';
import { eachPixel } from './aperture.js';

const enoughPx = 1e-4;

/**
 * Centre of a source under a Gaussian window of its own width, iterated from a first guess (the windowed position of
 * SExtractor's manual, equation for XWIN_IMAGE). Undefined when nothing positive is there or the centre walks off
 * further than the source is wide: then the first guess is the better one.
 */
export function centroid(
  image: Image,
  guess: PixelPosition,
  {
    fwhmPx,
    backgroundAdu,
    mask,
  }: { readonly fwhmPx: Pixels; readonly backgroundAdu: number; readonly mask?: Uint8Array },
): PixelPosition | undefined {
  const sigma = fwhmPx / 2.3548;
  let { xPx, yPx } = guess;
  for (let round = 0; round < 20; round++) {
    let [total, sumX, sumY] = [0, 0, 0];
    eachPixel(image, { xPx, yPx }, 4 * sigma, (value, index, dx, dy) => {
      if (excluded(value, mask, index)) return;
      const weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma)) * (value - backgroundAdu);
      total += weight;
      sumX += weight * dx;
      sumY += weight * dy;
    });
    if (!(total > 0)) return undefined;
    const [stepX, stepY] = [(2 * sumX) / total, (2 * sumY) / total];
    xPx += stepX;
    yPx += stepY;
    if (!(Math.hypot(xPx - guess.xPx, yPx - guess.yPx) <= fwhmPx)) return undefined;
    if (Math.hypot(stepX, stepY) < enoughPx) break;
  }
  return { xPx, yPx };
}
