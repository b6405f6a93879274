import type { Image } from '../image.js';
import { sigmaClip } from '../statistics/robust.js';

export interface MosaicVerdict {
  readonly isMosaic: boolean;
  /** Greatest difference of sky level between the four places of a 2 x 2 pattern, in standard deviations of a pixel. */
  readonly contrastSigma: number;
}

/** A colour filter shifts the sky of its pixels by at least this; flat-field and read-out patterns stay below. */
const suspicious = 0.5;

/**
 * Whether a frame is a mosaic of colours (Bayer's pattern) that was never taken apart: the sky differs between the four
 * places of a 2 x 2 pattern. About 20,000 pixels of each place are looked at.
 */
export function colourMosaic({ widthPx, heightPx, data }: Image): MosaicVerdict {
  const step = 2 * Math.max(1, Math.floor(Math.sqrt((widthPx * heightPx) / 4 / 20_000)));
  const places = [0, 1, 2, 3].map((place) => {
    const values: number[] = [];
    for (let y = place >> 1; y < heightPx; y += step) {
      for (let x = place & 1; x < widthPx; x += step) values.push(data[y * widthPx + x] ?? NaN);
    }
    return sigmaClip(values);
  });
  const levels = places.map(({ median }) => median);
  const sigma = Math.min(...places.map((place) => place.sigma));
  const contrastSigma = sigma > 0 ? (Math.max(...levels) - Math.min(...levels)) / sigma : 0;
  return { isMosaic: contrastSigma > suspicious, contrastSigma };
}
