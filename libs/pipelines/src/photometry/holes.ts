import type { FrameInspection, Image, SextractorSource } from '@nightjar/imaging';

type Place = Pick<SextractorSource, 'xPx' | 'yPx' | 'fwhmPx'>;

/** Pixels near a star that are looked at at least, so that a sharp one is judged by more than its peak. */
const leastReachPx = 2;
/**
 * Share of bad pixels beyond which a place is none. Of a frame of Tycho stars with pixels lost at random those with a half
 * of them lost still solve, those with six tenths no more: what is seen there are the islands between the holes.
 */
const mostLost = 0.5;

/** True unless most of the pixels within a star's width of its centre are bad. */
export function isWhole(
  { xPx, yPx, fwhmPx }: Place,
  { widthPx, heightPx }: Pick<Image, 'widthPx' | 'heightPx'>,
  mask: FrameInspection['mask'],
): boolean {
  const reach = Math.max(leastReachPx, fwhmPx);
  // the centre of the first pixel is at 1
  const [left, right] = [Math.max(1, Math.ceil(xPx - reach)), Math.min(widthPx, Math.floor(xPx + reach))];
  const [low, high] = [Math.max(1, Math.ceil(yPx - reach)), Math.min(heightPx, Math.floor(yPx + reach))];
  let [pixels, lost] = [0, 0];
  for (let y = low; y <= high; y++)
    for (let x = left; x <= right; x++) {
      if ((x - xPx) ** 2 + (y - yPx) ** 2 > reach ** 2) continue;
      pixels++;
      lost += mask[(y - 1) * widthPx + x - 1] ?? 0;
    }
  return lost <= mostLost * pixels;
}
