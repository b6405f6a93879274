import type { Magnitudes, Pixels } from '@nightjar/astro';
import { edgeDistance, isOn } from '../frame-edge.js';
import { excluded, type Image, type PixelPosition } from '../image.js';
import { eachPixel } from './aperture.js';
import { instrumental } from './calibrate.js';
import { localSky, type LocalSky } from './local-sky.js';
import { objectFlag } from './object-flags.js';
import { pixelShare } from './overlap.js';

/** What the fluxes of many objects are measured on. */
export interface MeasuredFrame {
  /** The frame with its sky taken off (ADU). */
  readonly image: Image;
  /** Standard deviation of the sky at each pixel, ADU: from `meshBackground(...).rmsMap()`. */
  readonly rms: Float32Array;
  readonly gainEPerAdu: number;
  /** 1 = bad, one byte for each pixel. */
  readonly mask?: Uint8Array;
  /** Pixels of the image at or above this (sky taken off) are saturated. */
  readonly saturationAdu?: number;
}

export interface ApertureOptions {
  readonly radiusPx: Pixels;
  /** Ring for a sky level of each object's own; without it the frame's sky alone is taken off. */
  readonly annulusPx?: readonly [inner: Pixels, outer: Pixels];
}

/** Something to measure. Flags it has already are kept. */
export interface Place extends PixelPosition {
  readonly flags?: number;
}

export interface ObjectFlux extends PixelPosition {
  /** Net flux, ADU; NaN with the flag badPosition. */
  readonly fluxAdu: number;
  readonly fluxErrorAdu: number;
  /** -2.5 log10 of the flux; NaN when it is not positive. */
  readonly instrumentalMag: Magnitudes;
  readonly instrumentalMagError: Magnitudes;
  readonly snr: number;
  /** Sky of the object's own ring per pixel, above what was taken off, ADU. */
  readonly localSkyAdu: number;
  /** Error that an empty aperture here would have, ADU: what limits are made of. */
  readonly skyFluxErrorAdu: number;
  readonly areaPx: number;
  /** Bits of {@link objectFlag}. */
  readonly flags: number;
}

/**
 * Fluxes in circles with exact overlap of circle and pixel. With a ring, the mode of its pixels (3 median - 2 mean after
 * clipping) times the unmasked area is taken off. Variance = sum w^2 rms^2 + flux / gain + the error of the ring's level
 * (w: share of each pixel). Masked pixels are left out of the sum and flagged, not replaced.
 */
export function measureObjects(frame: MeasuredFrame, places: readonly Place[], options: ApertureOptions): ObjectFlux[] {
  if (!(options.radiusPx > 0)) throw new RangeError(`an aperture of radius ${options.radiusPx} pixels holds nothing`);
  return places.map((place) => measureObject(frame, place, options));
}

function measureObject(frame: MeasuredFrame, place: Place, { radiusPx, annulusPx }: ApertureOptions): ObjectFlux {
  const sky: LocalSky | undefined = annulusPx ? localSky(frame, place, annulusPx) : { level: 0, error: 0, count: 0 };
  const disc = sumDisc(frame, place, radiusPx);
  const bad = sky === undefined || !(disc.areaPx > 0);
  const flags = (place.flags ?? 0) | disc.flags | (bad ? objectFlag.badPosition : 0);
  const level = sky?.level ?? NaN;
  const fluxAdu = bad ? NaN : disc.sum - disc.areaPx * level;
  const skyVariance = disc.variance + (disc.areaPx * (sky?.error ?? NaN)) ** 2;
  const fluxErrorAdu = Math.sqrt(skyVariance + Math.max(0, fluxAdu) / frame.gainEPerAdu);
  return {
    xPx: place.xPx,
    yPx: place.yPx,
    fluxAdu,
    fluxErrorAdu,
    ...instrumental(fluxAdu, fluxErrorAdu),
    snr: fluxAdu / fluxErrorAdu,
    localSkyAdu: level,
    skyFluxErrorAdu: bad ? NaN : Math.sqrt(skyVariance),
    areaPx: disc.areaPx,
    flags,
  };
}

function sumDisc(
  { image, rms, mask, saturationAdu = Infinity }: MeasuredFrame,
  place: PixelPosition,
  radiusPx: Pixels,
) {
  let [sum, areaPx, variance, flags] = [0, 0, 0, 0];
  if (!isOn(place, image)) return { sum, areaPx, variance, flags };
  eachPixel(image, place, radiusPx, (value, index, dx, dy) => {
    const share = pixelShare(dx, dy, radiusPx);
    if (share === 0) return;
    if (excluded(value, mask, index)) return void (flags |= objectFlag.maskedAperture);
    if (value >= saturationAdu) flags |= objectFlag.saturated;
    sum += share * value;
    areaPx += share;
    variance += (share * (rms[index] ?? NaN)) ** 2;
  });
  const inside = edgeDistance(place, image) >= radiusPx;
  return { sum, areaPx, variance, flags: inside ? flags : flags | objectFlag.cut };
}
