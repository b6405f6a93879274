import type { Pixels } from '@nightjar/astro';
import type { Image, PixelPosition } from './image.js';

type Size = Pick<Image, 'widthPx' | 'heightPx'>;

/**
 * True for a place that is there and on the frame: some pixel is the nearest one to it. The centre of pixel 1 is at 1 and it reaches
 * from 0.5 up to 1.5, which is the next one's own, so that a frame begins at 0.5 and ends before its width + 0.5.
 */
export const isOn = (at: PixelPosition | undefined, { widthPx, heightPx }: Size): at is PixelPosition =>
  at !== undefined && at.xPx >= 0.5 && at.yPx >= 0.5 && at.xPx < widthPx + 0.5 && at.yPx < heightPx + 0.5;

/** Distance of a place from the nearest edge of the frame, the outer edge of its outermost pixels; negative outside. */
export const edgeDistance = ({ xPx, yPx }: PixelPosition, { widthPx, heightPx }: Size): Pixels =>
  Math.min(xPx - 0.5, yPx - 0.5, widthPx + 0.5 - xPx, heightPx + 0.5 - yPx);
