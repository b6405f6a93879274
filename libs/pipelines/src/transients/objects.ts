import {
  findStars,
  measureObjects,
  median,
  meshBackground,
  type Detection,
  type ObjectFlux,
  type SkyPosition,
  type Wcs,
} from '@nightjar/imaging';
import { detectionOf } from '../science/detection.js';
import type { ScienceFrame } from '../science/read-science.js';

/** A source of the frame, measured, with its place on the sky. */
export interface SeenObject extends ObjectFlux {
  readonly sky: SkyPosition;
  /** Its shape; undefined where its light has none. */
  readonly shape: Detection | undefined;
}

/** The sources of a frame and how its stars look. */
export interface Objects {
  readonly objects: readonly SeenObject[];
  readonly fwhmPx: number;
  readonly radiusPx: number;
}

const cellPx = 64;
/** Aperture in widths of a star, where the zero point names none. */
const radiusFwhm = 1.3;
/** Rings that begin so far out see no light of the star itself, in widths of a star. */
const annulusFwhm = [5, 7] as const;
/** Sources are looked for this deep, and kept by their significance in the aperture. */
const deepestSigma = 3;

/** Finds the sources of a frame and measures them in the aperture that the zero point holds for. */
export function objectsOf({ image, mask, seen, zeroPoint }: ScienceFrame, wcs: Wcs): Objects {
  const { saturationAdu, gainEPerAdu } = seen;
  const stars = findStars(image, {
    mask,
    saturationAdu,
    threshold: deepestSigma,
    backgroundPx: cellPx,
    atMost: 20_000,
  });
  const fwhmPx = median(stars.slice(0, Math.max(20, stars.length >> 2)).map((star) => star.fwhmPx));
  if (!(fwhmPx > 0)) return { objects: [], fwhmPx: NaN, radiusPx: NaN };
  const radiusPx = zeroPoint?.radiusPx ?? radiusFwhm * fwhmPx;
  const sky = meshBackground(image, cellPx, mask);
  const level = sky.levelMap();
  const flat = { ...image, data: level.map((value, i) => (mask[i] === 0 ? (image.data[i] ?? NaN) - value : 0)) };
  const fluxes = measureObjects({ image: flat, rms: sky.rmsMap(), gainEPerAdu, mask }, stars, {
    radiusPx,
    annulusPx: [annulusFwhm[0] * fwhmPx, annulusFwhm[1] * fwhmPx],
  });
  const objects = fluxes.map((flux, i) => ({
    ...flux,
    sky: wcs.pixelToSky(flux),
    shape: detectionOf(flat, flux, stars[i]?.fwhmPx, fwhmPx, 0),
  }));
  return { objects, fwhmPx, radiusPx };
}
