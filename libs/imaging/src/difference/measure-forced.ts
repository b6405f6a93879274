import type { Pixels } from '@nightjar/astro';
import type { PixelPosition } from '../image.js';
import type { Difference } from './difference.js';
import { apertureFluxes, fitPsf, surroundings, type Candidate } from './measure-candidate.js';
import { starOf } from './psf.js';

/** What the difference holds at a place, whether or not anything is seen there; ADU on the scale of the science frame. */
export type ForcedFlux = PixelPosition &
  Pick<
    Candidate,
    | 'fluxAdu'
    | 'fluxErrorAdu'
    | 'psfFluxAdu'
    | 'psfFluxErrorAdu'
    | 'psfChi2'
    | 'scienceFluxAdu'
    | 'templateFluxAdu'
    | 'maskedFraction'
  >;

/** Measures a difference at given places, which stay where they are: an aperture, and the height of a star there. */
export function measureForced(
  difference: Difference,
  places: readonly PixelPosition[],
  radiusPx: Pixels = difference.fwhmPx,
): ForcedFlux[] {
  const psf = starOf(difference);
  return places.map(({ xPx, yPx }) => ({
    ...{ xPx, yPx },
    ...apertureFluxes(difference, { xPx, yPx }, radiusPx),
    ...fitPsf(difference, { xPx, yPx }, psf),
    maskedFraction: surroundings(difference, { xPx, yPx }, 1).maskedFraction,
  }));
}
