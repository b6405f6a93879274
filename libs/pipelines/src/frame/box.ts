import type { Pixels } from '@nightjar/astro';
import type { Image, PixelPosition } from '@nightjar/imaging';

/** Columns `x0` to `x1` and rows `y0` to `y1` counted from 0, the end not included. */
export interface Box {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The part of about `sizePx` on a side with a place in its middle, as far as the frame reaches. */
export function boxAbout({ xPx, yPx }: PixelPosition, sizePx: Pixels, { widthPx, heightPx }: Size): Box {
  const half = Math.ceil(sizePx / 2);
  const [x, y] = [Math.round(xPx) - 1, Math.round(yPx) - 1];
  return {
    x0: Math.max(0, x - half),
    x1: Math.min(widthPx, x + half + 1),
    y0: Math.max(0, y - half),
    y1: Math.min(heightPx, y + half + 1),
  };
}

/** The pixels of a part, as a frame of its own. */
export function cutPart<T extends Float32Array | Uint8Array>(
  { widthPx, data }: { readonly widthPx: number; readonly data: ArrayLike<number> },
  { x0, x1, y0, y1 }: Box,
  make: (length: number) => T,
): T {
  const cut = make((x1 - x0) * (y1 - y0));
  for (let y = y0, i = 0; y < y1; y++) for (let x = x0; x < x1; x++) cut[i++] = data[y * widthPx + x] ?? NaN;
  return cut;
}

export const partOf = (image: Image, box: Box): Image<Float32Array> => ({
  ...sizeOf(box),
  data: cutPart(image, box, (length) => new Float32Array(length)),
});

export const sizeOf = ({ x0, x1, y0, y1 }: Box): Size => ({ widthPx: x1 - x0, heightPx: y1 - y0 });

/** A place on a part as a place on the frame. */
export const onFrame = <T extends PixelPosition>(at: T, { x0, y0 }: Pick<Box, 'x0' | 'y0'>): T => ({
  ...at,
  xPx: at.xPx + x0,
  yPx: at.yPx + y0,
});

/** A place on the frame as a place on a part. */
export const onPart = ({ xPx, yPx }: PixelPosition, { x0, y0 }: Pick<Box, 'x0' | 'y0'>): PixelPosition => ({
  xPx: xPx - x0,
  yPx: yPx - y0,
});
