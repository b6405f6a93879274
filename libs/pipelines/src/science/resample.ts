import { reproject, type Image, type PixelMapping } from '@nightjar/imaging';
import { sizeOf, type Box, type Size } from '../frame/box.js';

/** An image before it lies on the frame's pixels. */
export interface RawImage {
  readonly image: Image;
  /** 1 = bad. */
  readonly mask: Uint8Array;
}

/** A frame whose pixels are smaller than this share of the target's is averaged, not interpolated. */
const finer = 0.75;

/** An image on the pixels of a part of the frame. @param mapping from the frame's pixels to the image's */
export function resampled(raw: RawImage, mapping: PixelMapping, part: Box) {
  const moved: PixelMapping = ({ xPx, yPx }) => mapping({ xPx: xPx + part.x0, yPx: yPx + part.y0 });
  const areaPx = areaAt(moved, sizeOf(part));
  const method = areaPx > 1 / finer ** 2 ? 'adaptive' : 'lanczos3';
  const { image, mask } = reproject(raw, moved, sizeOf(part), { method });
  return { image, mask, areaPx };
}

/** How many pixels of the template a pixel in the middle of the part covers; 1 where the template is not there. */
function areaAt(mapping: PixelMapping, { widthPx, heightPx }: Size): number {
  const [x, y] = [Math.ceil(widthPx / 2), Math.ceil(heightPx / 2)];
  const [at, right, up] = [
    mapping({ xPx: x, yPx: y }),
    mapping({ xPx: x + 1, yPx: y }),
    mapping({ xPx: x, yPx: y + 1 }),
  ];
  if (!at || !right || !up) return 1;
  const area = Math.abs((right.xPx - at.xPx) * (up.yPx - at.yPx) - (right.yPx - at.yPx) * (up.xPx - at.xPx));
  return area > 0 ? area : 1;
}
