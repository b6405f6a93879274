import type { Pixels } from '@nightjar/astro';
import { edgeDistance } from '../frame-edge.js';
import { excluded, type Image, type PixelPosition } from '../image.js';
import { sigmaClip } from '../statistics/robust.js';
import { pixelShare } from './overlap.js';

export interface Aperture {
  readonly radiusPx: Pixels;
  /** Inner and outer radius of the ring in which the sky is measured. */
  readonly annulusPx: readonly [inner: Pixels, outer: Pixels];
}

export interface Detector {
  readonly gainEPerAdu: number;
  /** Pixels at or above this are saturated. */
  readonly saturationAdu?: number;
  /** 1 = bad pixel, one byte for each pixel of the frame. */
  readonly mask?: Uint8Array;
}

/**
 * `saturated`, `masked`: such pixels lie in the aperture (masked ones are left out of the sum). `edge`: part of the
 * aperture is off the frame. `no_background`: fewer than ten sky pixels, so there is no flux.
 */
export type ApertureFlag = 'saturated' | 'masked' | 'edge' | 'no_background';

export interface ApertureFlux extends PixelPosition {
  /** Net flux, ADU; NaN with `no_background`. */
  readonly fluxAdu: number;
  readonly fluxErrorAdu: number;
  /** Sky per pixel, ADU. */
  readonly backgroundAdu: number;
  /** Standard deviation of a sky pixel, ADU. */
  readonly backgroundRmsAdu: number;
  readonly areaPx: number;
  readonly flags: readonly ApertureFlag[];
}

/** Variance of a median over that of a mean. */
const medianPenalty = Math.PI / 2;
const fewestSkyPixels = 10;

/**
 * Flux in a circle with exact pixel overlap, less the 3-sigma-clipped median of a ring around it.
 * Variance = flux / gain + area rms^2 + area^2 (pi/2) rms^2 / n for a ring of n pixels: photons of the star, noise of
 * the sky under it (read noise is in the measured rms), and the error of the sky's level (pi/2: it is a median).
 */
export function measureAperture(image: Image, at: PixelPosition, aperture: Aperture, detector: Detector): ApertureFlux {
  const flags = new Set<ApertureFlag>();
  const sky = measureSky(image, at, aperture.annulusPx, detector);
  const { sum, areaPx } = sumDisc(image, at, aperture.radiusPx, detector, flags);
  if (sky.count < fewestSkyPixels) flags.add('no_background');
  const fluxAdu = sky.count < fewestSkyPixels ? NaN : sum - areaPx * sky.median;
  const variance =
    Math.max(0, fluxAdu) / detector.gainEPerAdu +
    areaPx * sky.sigma ** 2 * (1 + (areaPx * medianPenalty) / Math.max(1, sky.count));
  return {
    xPx: at.xPx,
    yPx: at.yPx,
    fluxAdu,
    fluxErrorAdu: Math.sqrt(variance),
    backgroundAdu: sky.median,
    backgroundRmsAdu: sky.sigma,
    areaPx,
    flags: [...flags],
  };
}

function measureSky(
  image: Image,
  at: PixelPosition,
  [inner, outer]: Aperture['annulusPx'],
  { mask, saturationAdu = Infinity }: Detector,
) {
  const values: number[] = [];
  eachPixel(image, at, outer, (value, index, dx, dy) => {
    const square = dx * dx + dy * dy;
    if (square < inner * inner || square > outer * outer) return;
    if (!excluded(value, mask, index) && value < saturationAdu) values.push(value);
  });
  return sigmaClip(values);
}

function sumDisc(
  image: Image,
  at: PixelPosition,
  radiusPx: number,
  { mask, saturationAdu = Infinity }: Detector,
  flags: Set<ApertureFlag>,
) {
  let [sum, areaPx] = [0, 0];
  eachPixel(image, at, radiusPx, (value, index, dx, dy) => {
    const share = pixelShare(dx, dy, radiusPx);
    if (share === 0) return;
    if (excluded(value, mask, index)) return void flags.add('masked');
    if (value >= saturationAdu) flags.add('saturated');
    sum += share * value;
    areaPx += share;
  });
  if (edgeDistance(at, image) < radiusPx) flags.add('edge');
  return { sum, areaPx };
}

/** Every pixel that a disc about a place may touch, with its offset from the place. */
export function eachPixel(
  { widthPx, heightPx, data }: Image,
  { xPx, yPx }: PixelPosition,
  radiusPx: number,
  visit: (value: number, index: number, dx: number, dy: number) => void,
): void {
  const [left, right] = [Math.max(1, Math.floor(xPx - radiusPx)), Math.min(widthPx, Math.ceil(xPx + radiusPx))];
  const [bottom, top] = [Math.max(1, Math.floor(yPx - radiusPx)), Math.min(heightPx, Math.ceil(yPx + radiusPx))];
  for (let y = bottom; y <= top; y++) {
    for (let x = left; x <= right; x++) {
      const index = (y - 1) * widthPx + x - 1;
      visit(data[index] ?? NaN, index, x - xPx, y - yPx);
    }
  }
}
