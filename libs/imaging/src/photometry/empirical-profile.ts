import type { Pixels } from '@nightjar/astro';
import { excluded, type Image, type PixelPosition } from '../image.js';
import { leastSquares } from '../statistics/least-squares.js';
import { median } from '../statistics/robust.js';
import { eachPixel } from './aperture.js';
import { localSky } from './local-sky.js';
import type { MeasuredFrame } from './measure-objects.js';
import { pixelShare } from './overlap.js';
import { moffatProfile, type Profile } from './profile.js';
import { gridFor, interpolated, residualGrid, type Sample } from './profile-grid.js';

export interface EmpiricalOptions {
  /** Width of the stars, about. */
  readonly fwhmPx: Pixels;
  /** How far from a star the profile is wanted. */
  readonly radiusPx: Pixels;
  /** Ring for a sky level of each star's own; without it the frame's sky alone is taken off. */
  readonly annulusPx?: readonly [inner: Pixels, outer: Pixels];
}

/** The profile of a frame's stars as they are. */
export interface EmpiricalProfile {
  /** For a star at this place; its light within a circle of `radiusPx` sums to about 1. */
  readonly profileAt: (place: PixelPosition) => Profile;
  readonly starsUsed: number;
  /** By what share of its height a star differs from it, one standard deviation. */
  readonly mismatch: number;
  /** Of the polynomial in x and y by which it changes over the frame. */
  readonly order: number;
}

/** With fewer stars than this it would be theirs, not the frame's. */
export const fewestProfileStars = 8;
/** So many are needed for it to change over the frame as a plane, and as a quadratic. */
const starsForOrder = [fewestProfileStars, 15, 30] as const;
const mostStars = 100;
const rounds = 3;
/** What it begins with: the stars differ from it by little, and smoothly. */
const wings = 3.5;
/** Stars differ among themselves by so much of their height: a very bright one must not count for all. */
const unlike = 0.02;

interface Star {
  readonly place: PixelPosition;
  readonly pixels: readonly { readonly dx: number; readonly dy: number; readonly value: number }[];
  /** Its light in the circle. */
  readonly apertureAdu: number;
  readonly variance: number;
  /** Its centre less the place that was given. */
  x: number;
  y: number;
}

/**
 * The effective point spread function of a frame (Anderson & King 2000, PASP 112, 1360): the share of a star's light that a pixel
 * gets, by the offset of the pixel's centre from the star's, smoothed from the pixels of many stars at all places on the pixel grid.
 * It changes over the frame as a polynomial, as far as there are stars to tell. Stars' centres are fitted anew in each round; as they
 * were given they hold on average.
 * @param stars bright, unsaturated, alone; brightest first @returns undefined with too few that are whole
 */
export function empiricalProfile(
  frame: MeasuredFrame,
  stars: readonly PixelPosition[],
  { fwhmPx, radiusPx, annulusPx }: EmpiricalOptions,
): EmpiricalProfile | undefined {
  const reach = radiusPx + 1;
  const base = moffatProfile(fwhmPx, wings);
  const chosen = stars.slice(0, mostStars).flatMap((star) => {
    const sky = annulusPx ? localSky(frame, star, annulusPx)?.level : 0;
    return (sky === undefined ? undefined : cut(frame, star, sky, reach, radiusPx)) ?? [];
  });
  const order = starsForOrder.findLastIndex((needed) => chosen.length >= needed);
  if (order < 0) return undefined;
  let profileAt: EmpiricalProfile['profileAt'] = () => base;
  for (let round = 0; round < rounds; round++) {
    for (const star of chosen) recentre(star, profileAt(star.place), radiusPx);
    if (round > 0) centre(chosen);
    const samples = chosen.flatMap((star) =>
      samplesOf(star, termsAt(star.place, frame.image, order), base, frame.gainEPerAdu),
    );
    const grid = residualGrid(samples, { reachPx: reach, stepPx: Math.min(0.5, fwhmPx / 5) });
    profileAt = (place) => {
      const values = gridFor(grid, termsAt(place, frame.image, order));
      return (dx, dy) => base(dx, dy) + interpolated(grid, values, dx, dy);
    };
  }
  return { profileAt, starsUsed: chosen.length, order, mismatch: mismatchOf(chosen, profileAt) };
}

/** Pixels of less than this share of the height tell of wings and neighbours, not of the star. */
const coreShare = 0.2;

/**
 * In units of the root of height times light, as extraction weighs it. The brightest stars tell it; what noise they have counts
 * with it, as it would have to be known better than a header's gain says it to be taken off.
 */
function mismatchOf(stars: readonly Star[], profileAt: EmpiricalProfile['profileAt']): number {
  const brightest = stars
    .toSorted((a, b) => b.apertureAdu - a.apertureAdu)
    .slice(0, Math.max(fewestProfileStars, Math.ceil(stars.length / 4)));
  const squares = brightest.flatMap(({ place, pixels, apertureAdu, x, y }) => {
    const profile = profileAt(place);
    const shares = pixels.map(({ dx, dy }) => profile(dx - x, dy - y));
    const height = shares.reduce((highest, share) => Math.max(highest, share), 0);
    return pixels.flatMap(({ value }, i) => {
      const share = shares[i] ?? 0;
      if (share < coreShare * height) return [];
      return [(value / apertureAdu - share) ** 2 / (height * share)];
    });
  });
  // of a normal distribution the median square is 0.455 of the mean one
  return Math.sqrt(median(squares) / 0.455);
}

/** Powers of the place from the middle of the frame, in units of half its longer side. */
function termsAt({ xPx, yPx }: PixelPosition, { widthPx, heightPx }: Image, order: number): number[] {
  const half = Math.max(widthPx, heightPx) / 2;
  const [u, v] = [(xPx - (widthPx + 1) / 2) / half, (yPx - (heightPx + 1) / 2) / half];
  return [1, u, v, u * u, u * v, v * v].slice(0, ((order + 1) * (order + 2)) / 2);
}

/** Undefined for a star that is not whole on the frame. */
function cut(
  frame: MeasuredFrame,
  place: PixelPosition,
  skyAdu: number,
  reach: Pixels,
  radiusPx: Pixels,
): Star | undefined {
  const { image, rms, mask, saturationAdu = Infinity } = frame;
  const { xPx, yPx } = place;
  const pixels: Star['pixels'][number][] = [];
  let [whole, apertureAdu, noise] = [true, 0, 0];
  eachPixel(image, place, reach, (value, index, dx, dy) => {
    if (dx * dx + dy * dy > reach * reach) return;
    if (excluded(value, mask, index) || value >= saturationAdu) whole = false;
    pixels.push({ dx, dy, value: value - skyAdu });
    noise += (rms[index] ?? NaN) ** 2;
    apertureAdu += pixelShare(dx, dy, radiusPx) * (value - skyAdu);
  });
  const inside = Math.min(xPx, yPx, image.widthPx + 1 - xPx, image.heightPx + 1 - yPx) > reach + 0.5;
  if (!inside || !whole || !(apertureAdu > 0)) return undefined;
  return { place, pixels, apertureAdu, variance: noise / pixels.length, x: 0, y: 0 };
}

const derivativeStep = 0.1;
const farthestStep = 0.2;

/** Moves the centre by one step of Gauss and Newton. */
function recentre(star: Star, profile: Profile, radiusPx: Pixels): void {
  const rows = star.pixels.flatMap(({ dx, dy, value }) => {
    const [u, v] = [dx - star.x, dy - star.y];
    if (u * u + v * v > radiusPx * radiusPx) return [];
    const slope = (du: number, dv: number): number =>
      (profile(u - du, v - dv) - profile(u + du, v + dv)) / (2 * derivativeStep);
    return [{ value, terms: [profile(u, v), slope(derivativeStep, 0), slope(0, derivativeStep)] }];
  });
  const design = { rows: rows.length, columns: 3, values: Float64Array.from(rows.flatMap(({ terms }) => terms)) };
  const fit = leastSquares(
    design,
    rows.map(({ value }) => value),
  );
  const [flux = NaN, x = NaN, y = NaN] = fit?.coefficients ?? [];
  if (!(flux > 0)) return;
  star.x += Math.max(-farthestStep, Math.min(farthestStep, x / flux));
  star.y += Math.max(-farthestStep, Math.min(farthestStep, y / flux));
}

/** Centres move against one another, not all together. */
function centre(stars: readonly Star[]): void {
  const [x, y] = [median(stars.map((star) => star.x)), median(stars.map((star) => star.y))];
  for (const star of stars) {
    star.x -= x;
    star.y -= y;
  }
}

/** What the pixels of a star are above the profile that is begun with, each with its weight. */
function samplesOf(
  { pixels, apertureAdu, variance, x, y }: Star,
  terms: readonly number[],
  base: Profile,
  gainEPerAdu: number,
): Sample[] {
  return pixels.map(({ dx, dy, value }) => {
    const [u, v] = [dx - x, dy - y];
    const share = base(u, v);
    const spread = variance / apertureAdu ** 2 + share / (gainEPerAdu * apertureAdu) + (unlike * share) ** 2;
    return { x: u, y: v, value: value / apertureAdu - share, weight: 1 / spread, terms };
  });
}
