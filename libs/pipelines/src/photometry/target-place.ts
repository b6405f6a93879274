import {
  centreOfMass,
  isOn,
  median,
  type Image,
  type PixelPosition,
  type SkyPosition,
  type Wcs,
} from '@nightjar/imaging';
import type { Detections } from './detect.js';
import type { SeenStar } from './star-choice.js';

/** Where on the frame the target is measured, and how that place was found. */
export interface TargetPlace extends PixelPosition {
  /**
   * `seen`: the centre of the source that is there; `forced`: where the sky says, as nothing bright enough is there; `moved`: from
   * there onto the light, as was asked; `given`: the pixel that was asked for.
   */
  readonly by: 'seen' | 'forced' | 'moved' | 'given';
}

/** A fainter source's own centre is pulled by noise, and its light with it: its place is better known from the sky. */
const fewestSigma = 20;

/**
 * The target's place from the WCS, moved by what the stars of the frame are off by on the whole; a bright source within
 * a star's width of it is the target and gives its own centre. Undefined when the target is not on the frame.
 */
export function targetPlace(
  target: SkyPosition,
  wcs: Wcs,
  stars: readonly SeenStar[],
  { sources, fwhmPx }: Detections,
  image: Pick<Image, 'widthPx' | 'heightPx'>,
): TargetPlace | undefined {
  const predicted = wcs.skyToPixel(target);
  if (!isOn(predicted, image)) return undefined;
  const off = (axis: 'xPx' | 'yPx'): number =>
    stars.length < 3 ? 0 : median(stars.map((star) => star.source[axis] - star.predicted[axis]));
  const forced = { xPx: predicted.xPx + off('xPx'), yPx: predicted.yPx + off('yPx') };
  const distance = ({ xPx, yPx }: PixelPosition): number => Math.hypot(xPx - forced.xPx, yPx - forced.yPx);
  const seen = sources
    .filter((one) => distance(one) < fwhmPx / 2 && one.fluxAutoAdu > fewestSigma * one.fluxErrorAutoAdu)
    .toSorted((p, q) => distance(p) - distance(q))[0];
  return seen ? { xPx: seen.xPx, yPx: seen.yPx, by: 'seen' } : { ...forced, by: 'forced' };
}

/** The place moved onto the positive light about it; left where it is when there is none. @param image without its sky */
export function moveOntoLight(
  place: TargetPlace,
  image: Image,
  apertureRadiusPx: number,
  mask: Uint8Array | undefined,
): TargetPlace {
  const moved = centreOfMass(image, place, { apertureRadiusPx, ...(mask ? { mask } : {}) });
  return moved ? { ...moved, by: 'moved' } : place;
}
