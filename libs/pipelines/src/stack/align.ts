import {
  findStars,
  registeredMapping,
  registerStars,
  RegistrationError,
  skyMapping,
  type FoundStar,
  type Image,
  type PixelMapping,
  type Wcs,
} from '@nightjar/imaging';
import type { OpenedFrame } from './open.js';

/** The grid of a stack: the first frame, kept as it is. */
export interface Grid {
  readonly image: Image;
  readonly wcs: Wcs | undefined;
  /** Brightest first; found when first asked for. */
  stars(): readonly FoundStar[];
}

export function gridOf({ image, wcs, mask }: OpenedFrame): Grid {
  let stars: readonly FoundStar[] | undefined;
  return { image, wcs, stars: () => (stars ??= starsOf(image, mask)) };
}

const starsOf = (image: Image, mask: Uint8Array): FoundStar[] => findStars(image, { mask, threshold: 6, atMost: 500 });

/** How a frame lies on the grid, and how that was found. */
export interface Alignment {
  readonly mapping: PixelMapping;
  readonly by: string;
}

/** By the sky where both frames know it, else by their stars. @returns why not, in words */
export function align(frame: OpenedFrame, grid: Grid, how: 'auto' | 'wcs' | 'stars'): Alignment | string {
  const { wcs } = frame;
  if (how !== 'stars' && wcs && grid.wcs) return { mapping: skyMapping(grid.wcs, wcs), by: 'the sky' };
  if (how === 'wcs') return 'it has no WCS, or the first frame has none';
  try {
    const { transform, matches, rmsPx } = registerStars(starsOf(frame.image, frame.mask), grid.stars());
    const by = `${matches.length} stars, which agree to ${rmsPx.toFixed(2)} px`;
    return { mapping: registeredMapping(transform), by };
  } catch (fault) {
    if (fault instanceof RegistrationError) return fault.message;
    throw fault;
  }
}
