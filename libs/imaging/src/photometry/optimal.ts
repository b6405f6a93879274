import type { Pixels } from '@nightjar/astro';
import { excluded, type PixelPosition } from '../image.js';
import { leastSquares, type Design } from '../statistics/least-squares.js';
import { eachPixel } from './aperture.js';
import { instrumental } from './calibrate.js';
import { localSky } from './local-sky.js';
import type { MeasuredFrame, ObjectFlux, Place } from './measure-objects.js';
import { objectFlag } from './object-flags.js';
import { groupsOf } from './groups.js';
import type { Profile } from './profile.js';

export interface OptimalOptions {
  /** The stars' profile on this frame: `gaussianProfile(fwhmPx)` or better. */
  readonly profile: Profile;
  /** Pixels up to here from a star take part. */
  readonly radiusPx: Pixels;
  readonly annulusPx?: readonly [inner: Pixels, outer: Pixels];
  /** Stars nearer than this are measured together. Default twice the radius. */
  readonly groupRadiusPx?: Pixels;
}

export interface OptimalFlux extends ObjectFlux {
  /** Of the pixels against the profile; meaningless for bright stars if the profile is only about right. */
  readonly reducedChiSquare: number;
  /** Indices of the stars measured with this one. */
  readonly group: readonly number[];
}

const poorChiSquare = 1000;

/**
 * Optimal extraction (Naylor 1998, MNRAS 296, 339): each pixel weighted by the profile over the variance of the sky, so
 * that every star, bright or faint, has the same weights and a wrong profile shifts all magnitudes alike, into the zero
 * point. Stars in each other's light are solved for together (the weighted least squares of their profiles), which for
 * one star is Naylor's sum. The errors carry the photons of the stars.
 */
export function extractOptimally(
  frame: MeasuredFrame,
  places: readonly Place[],
  options: OptimalOptions,
): OptimalFlux[] {
  const measured = new Array<OptimalFlux>(places.length);
  for (const group of groupsOf(places, options.groupRadiusPx ?? 2 * options.radiusPx)) {
    const stars = group.map((index) => places[index] ?? { xPx: NaN, yPx: NaN });
    extractGroup(frame, stars, options).forEach((flux, i) => (measured[group[i] ?? -1] = { ...flux, group }));
  }
  return measured;
}

function extractGroup(
  frame: MeasuredFrame,
  stars: readonly Place[],
  options: OptimalOptions,
): Omit<OptimalFlux, 'group'>[] {
  const skies = stars.map((star) =>
    options.annulusPx ? localSky(frame, star, options.annulusPx) : { level: 0, error: 0 },
  );
  const pixels = pixelsOf(frame, stars, options.radiusPx);
  const columns = stars.length;
  const rows = pixels.map(({ x, y }) => stars.map((star) => options.profile(x - star.xPx, y - star.yPx)));
  const level = skies.reduce((sum, sky) => sum + (sky?.level ?? 0), 0) / columns;
  const design: Design = { rows: pixels.length, columns, values: Float64Array.from(rows.flat()) };
  const values = pixels.map(({ value }) => value - level);
  const weights = pixels.map(({ variance }) => 1 / variance);
  const fit = leastSquares(design, values, weights);
  const model = rows.map((row) =>
    fit ? row.reduce((sum, share, k) => sum + share * (fit.coefficients[k] ?? NaN), 0) : NaN,
  );
  const chiSquare = model.reduce((sum, at, i) => sum + ((values[i] ?? NaN) - at) ** 2 * (weights[i] ?? NaN), 0);
  const reducedChiSquare = chiSquare / Math.max(1, pixels.length - columns);
  return stars.map((star, k) => {
    const sky = skies[k];
    const lost = !fit || !sky || !Number.isFinite(star.xPx + star.yPx);
    // how much each pixel counts for this star: row k of (X^T W X)^-1 X^T W
    const influence = pixels.map(
      (_, i) =>
        (rows[i] ?? []).reduce((sum, share, j) => sum + share * (fit?.inverse[k * columns + j] ?? NaN), 0) *
        (weights[i] ?? NaN),
    );
    const areaPx = influence.reduce((sum, value) => sum + value, 0);
    const skyVariance =
      influence.reduce((sum, value, i) => sum + value * value * (pixels[i]?.variance ?? NaN), 0) +
      (areaPx * (sky?.error ?? NaN)) ** 2;
    const photons = influence.reduce(
      (sum, value, i) => sum + (value * value * Math.max(0, model[i] ?? NaN)) / frame.gainEPerAdu,
      0,
    );
    const fluxAdu = lost ? NaN : (fit.coefficients[k] ?? NaN);
    const fluxErrorAdu = Math.sqrt(skyVariance + photons);
    const own = flagsOf(frame, star, options.radiusPx);
    const failed = lost ? objectFlag.noFit | (sky ? 0 : objectFlag.badPosition) : 0;
    const poor = reducedChiSquare > poorChiSquare ? objectFlag.poorFit : 0;
    return {
      ...{ xPx: star.xPx, yPx: star.yPx, fluxAdu, fluxErrorAdu, ...instrumental(fluxAdu, fluxErrorAdu) },
      ...{
        snr: fluxAdu / fluxErrorAdu,
        localSkyAdu: sky?.level ?? NaN,
        skyFluxErrorAdu: Math.sqrt(skyVariance),
        areaPx,
      },
      ...{ flags: (star.flags ?? 0) | own | failed | poor, reducedChiSquare },
    };
  });
}

interface WeighedPixel {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly variance: number;
}

/** Every sound pixel near a star of the group, once. */
function pixelsOf(
  { image, rms, mask }: MeasuredFrame,
  stars: readonly PixelPosition[],
  radiusPx: Pixels,
): WeighedPixel[] {
  const found = new Map<number, WeighedPixel>();
  for (const star of stars) {
    eachPixel(image, star, radiusPx, (value, index, dx, dy) => {
      if (dx * dx + dy * dy > radiusPx * radiusPx || excluded(value, mask, index) || found.has(index)) return;
      const variance = (rms[index] ?? NaN) ** 2;
      if (variance > 0) found.set(index, { x: star.xPx + dx, y: star.yPx + dy, value, variance });
    });
  }
  return [...found.values()];
}

function flagsOf(
  { image, mask, saturationAdu = Infinity }: MeasuredFrame,
  star: PixelPosition,
  radiusPx: Pixels,
): number {
  let flags = 0;
  eachPixel(image, star, radiusPx, (value, index, dx, dy) => {
    if (dx * dx + dy * dy > radiusPx * radiusPx) return;
    if (excluded(value, mask, index)) flags |= objectFlag.maskedAperture;
    else if (value >= saturationAdu) flags |= objectFlag.saturated;
  });
  return flags;
}
