import { crop, isOn, writeImage, type Header, type Image, type PixelPosition } from '@nightjar/imaging';
import { boxAbout } from '../frame/box.js';
import type { MadeProduct } from '../kit/output.js';
import { wcsOfHeader } from '../photometry/header-wcs.js';
import type { WantedTarget } from '../targets/wanted-targets.js';

/** As STDWeb cuts: 100 pixels to each side. */
const halfPx = 100;

/**
 * The frame about the first target, with its coordinates moved along; undefined where there is none, it is not on the frame, or the
 * header does not tell.
 */
export function targetCutout(
  [target]: readonly WantedTarget[],
  header: Header,
  image: Image,
  of: MadeProduct['of'],
): MadeProduct | undefined {
  const place = target && placeOf(target, header, image);
  if (!target || !isOn(place, image)) return undefined;
  const { x0, x1, y0, y1 } = boxAbout(place, 2 * halfPx, image);
  const part = crop({ header, image }, { x1: x0, x2: x1, y1: y0, y2: y1 });
  return {
    ...{ file: 'image_target.fits', type: 'other', mediaType: 'application/fits', of, tag: 'target' },
    ...{ content: writeImage(part.header, part.image), meta: { name: target.name } },
  };
}

function placeOf({ at }: WantedTarget, header: Header, image: Image): PixelPosition | undefined {
  if ('kind' in at) return at;
  const wcs = wcsOfHeader(header, image);
  return typeof wcs === 'string' ? undefined : wcs?.skyToPixel(at);
}
