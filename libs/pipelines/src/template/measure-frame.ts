import type { Arcseconds, Pixels } from '@nightjar/astro';
import { findStars, footprint, median, type FrameInspection, type Wcs } from '@nightjar/imaging';
import type { PipelineInput } from '../kit/definition.js';
import type { OpenedFrame } from '../stack/open.js';
import type { PlacedStar } from './star-relation.js';

/** A frame that may go into a template, without its pixels. */
export interface MeasuredFrame {
  readonly input: PipelineInput;
  readonly seen: Pick<FrameInspection, 'filter' | 'gainEPerAdu' | 'startAt' | 'midAt' | 'exposureS'>;
  readonly wcs: Wcs;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelScaleArcsec: Arcseconds;
  /** Median width of its stars. */
  readonly fwhmPx: Pixels;
  /** Noise of the sky in a pixel. */
  readonly noiseAdu: number;
  /** Brightest first. */
  readonly stars: readonly PlacedStar[];
}

/** Fewer stars than these bind a frame to no other. */
export const leastStars = 5;

/** What a frame is worth to a template. @returns why it cannot be in one, in words */
export function measureFrame({ input, image, wcs, mask, seen }: OpenedFrame): MeasuredFrame | string {
  if (!wcs) return 'it has no WCS: run photometry first';
  const { saturationAdu, rmsAdu: noiseAdu } = seen;
  const found = findStars(image, { mask, threshold: 10, atMost: 500, saturationAdu });
  if (found.length < leastStars) return `only ${found.length} stars are seen on it`;
  const { filter, gainEPerAdu, startAt, midAt, exposureS } = seen;
  const { pixelScaleArcsec } = footprint(wcs, image);
  const { widthPx, heightPx } = image;
  return {
    ...{ input, wcs, widthPx, heightPx, pixelScaleArcsec, noiseAdu },
    seen: { filter, gainEPerAdu, startAt, midAt, exposureS },
    fwhmPx: median(found.map((star) => star.fwhmPx)),
    stars: found.map((star) => ({ ...wcs.pixelToSky(star), xPx: star.xPx, yPx: star.yPx, fluxAdu: star.fluxAdu })),
  };
}
