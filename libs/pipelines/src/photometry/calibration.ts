import {
  fitZeroPoint,
  instrumental,
  measureAperture,
  type Aperture,
  type ApertureFlux,
  type Detector,
  type Image,
  type PixelPosition,
  type TychoStar,
  type Wcs,
  type ZeroPointFit,
} from '@nightjar/imaging';
import type { Detections } from './detect.js';
import { judgeStar, type SeenStar, type Unfit } from './star-choice.js';

/** A star of the frame, measured, and whether it was one of those that set the zero point. */
export interface MeasuredStar extends SeenStar {
  readonly flux: ApertureFlux;
  readonly unfit: Unfit | undefined;
}

export interface Calibration {
  readonly fit: ZeroPointFit;
  readonly stars: readonly MeasuredStar[];
}

/** Sky ring from two widths outside the aperture on, where a star's wings no longer reach; the same for every source. */
export const apertureOf = (fwhmPx: number, radiusFwhm: number): Aperture => {
  const radiusPx = Math.max(2, radiusFwhm * fwhmPx);
  return { radiusPx, annulusPx: [radiusPx + 2.5 * fwhmPx, radiusPx + 6 * fwhmPx] };
};

/** Measures the catalogue's stars as the target is measured, and fits the zero point on those that are sound. */
export function calibrateFrame(
  image: Image,
  seen: readonly SeenStar[],
  parts: {
    readonly detections: Detections;
    readonly catalogue: readonly TychoStar[];
    readonly wcs: Wcs;
    readonly target: PixelPosition;
    readonly aperture: Aperture;
    readonly detector: Detector;
  },
): Calibration {
  const { detections, wcs, target, aperture, detector } = parts;
  const catalogue = parts.catalogue.flatMap((star) => {
    const place = wcs.skyToPixel(star);
    return place ? [{ ...place, mag: star.mag }] : [];
  });
  const surroundings = {
    ...{ image, catalogue, target, sources: detections.sources },
    saturationAdu: detector.saturationAdu ?? Infinity,
    reachPx: aperture.radiusPx + detections.fwhmPx * 2,
  };
  const stars = seen.map((star) => ({
    ...star,
    flux: measureAperture(image, star.source, aperture, detector),
    unfit: judgeStar(star, surroundings),
  }));
  const fit = fitZeroPoint(
    stars
      .filter(({ unfit, flux }) => unfit === undefined && flux.flags.length === 0)
      .map(({ flux, star }) => ({
        ...instrumental(flux.fluxAdu, flux.fluxErrorAdu),
        catalogueMag: star.mag,
        // the index carries no errors; the scatter of the stars about the zero point stands for them
        catalogueMagError: 0,
      })),
  );
  return { fit, stars };
}
