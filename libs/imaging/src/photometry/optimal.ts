import type { Pixels } from '@nightjar/astro';
import { excluded, type PixelPosition } from '../image.js';
import { leastSquares, type Design, type LinearFit } from '../statistics/least-squares.js';
import { eachPixel } from './aperture.js';
import { instrumental } from './calibrate.js';
import { localSky } from './local-sky.js';
import type { MeasuredFrame, ObjectFlux, Place } from './measure-objects.js';
import { objectFlag } from './object-flags.js';
import { groupsOf } from './groups.js';
import { pixelShare } from './overlap.js';
import type { Profile } from './profile.js';

export interface OptimalOptions {
  /** The stars' profile on this frame: of a star at a place: `empiricalProfile(...).profileAt`, or where stars are few `() => gaussianProfile(fwhmPx)`. */
  readonly profileAt: (place: PixelPosition) => Profile;
  /** By what share of its height a star differs from the profile, one standard deviation. Default 0: nothing is known of that. */
  readonly mismatch?: number;
  /** Of the circle about a star whose light is its flux; pixels that it cuts count by their share. */
  readonly radiusPx: Pixels;
  readonly annulusPx?: readonly [inner: Pixels, outer: Pixels];
  /** Stars nearer than this are measured together. Default twice the radius. */
  readonly groupRadiusPx?: Pixels;
}

export interface OptimalFlux extends ObjectFlux {
  /** Of the pixels against the profile, the photons of the stars in their errors. */
  readonly reducedChiSquare: number;
  /** Indices of the stars measured with this one. */
  readonly group: readonly number[];
}

const poorChiSquare = 1000;

/**
 * Optimal extraction (Naylor 1998, MNRAS 296, 339): each pixel weighted by the profile over its variance. That of a faint star is the
 * sky's, as Naylor has it. What a star differs from the profile goes with its light, and is as much as the photons for a bright one:
 * its pixels count more and more alike, and its flux becomes the sum of them, as that in an aperture. Stars in each other's light are
 * solved for together (the weighted least squares of their profiles), which for one star is Naylor's sum. The errors carry the photons
 * of the stars.
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
  const profiles = stars.map((star) => inCircle(options.profileAt(star), star, options.radiusPx));
  const rows = pixels.map(({ x, y }) => stars.map((star, k) => profiles[k]?.(x - star.xPx, y - star.yPx) ?? NaN));
  const level = skies.reduce((sum, sky) => sum + (sky?.level ?? 0), 0) / columns;
  const design: Design = { rows: pixels.length, columns, values: Float64Array.from(rows.flat()) };
  const values = pixels.map(({ value }) => value - level);
  const plain = leastSquares(
    design,
    values,
    pixels.map(({ variance, share }) => share / variance),
  );
  const light = lightOf(rows, plain);
  const unlike = (options.mismatch ?? 0) ** 2 * light.reduce((highest, at) => Math.max(highest, at), 0);
  const weights = pixels.map(
    ({ variance, share }, i) => share / (variance + Math.max(0, light[i] ?? 0) * (1 / frame.gainEPerAdu + unlike)),
  );
  const fit = plain && leastSquares(design, values, weights);
  const model = lightOf(rows, fit);
  const chiSquare = model.reduce(
    (sum, at, i) =>
      sum + ((values[i] ?? NaN) - at) ** 2 / ((pixels[i]?.variance ?? NaN) + Math.max(0, at) / frame.gainEPerAdu),
    0,
  );
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

/**
 * The profile of a star at its place on the pixel grid, so that the pixels of its circle, each by its share, sum to 1: its flux is
 * then that in an aperture, and one so bright that its pixels count alike has the very flux of the aperture.
 */
function inCircle(profile: Profile, { xPx, yPx }: PixelPosition, radiusPx: Pixels): Profile {
  const [x0, y0, half] = [Math.round(xPx) - xPx, Math.round(yPx) - yPx, Math.ceil(radiusPx) + 1];
  let sum = 0;
  for (let j = -half; j <= half; j++) {
    for (let i = -half; i <= half; i++) {
      const share = pixelShare(x0 + i, y0 + j, radiusPx);
      if (share > 0) sum += share * profile(x0 + i, y0 + j);
    }
  }
  return (dx, dy) => profile(dx, dy) / sum;
}

/** What a fit makes of each pixel, ADU. */
const lightOf = (rows: readonly (readonly number[])[], fit: LinearFit | undefined): number[] =>
  rows.map((row) => (fit ? row.reduce((sum, share, k) => sum + share * (fit.coefficients[k] ?? NaN), 0) : NaN));

interface WeighedPixel {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly variance: number;
  /** Of the pixel in the circles of the stars: it counts so much. */
  readonly share: number;
}

/** Every sound pixel in the circle of a star of the group, once. */
function pixelsOf(
  { image, rms, mask }: MeasuredFrame,
  stars: readonly PixelPosition[],
  radiusPx: Pixels,
): WeighedPixel[] {
  const found = new Map<number, WeighedPixel>();
  for (const star of stars) {
    eachPixel(image, star, radiusPx + 1, (value, index, dx, dy) => {
      const share = Math.max(pixelShare(dx, dy, radiusPx), found.get(index)?.share ?? 0);
      const variance = (rms[index] ?? NaN) ** 2;
      if (share > 0 && variance > 0 && !excluded(value, mask, index))
        found.set(index, { x: star.xPx + dx, y: star.yPx + dy, value, variance, share });
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
