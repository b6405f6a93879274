import type { Pixels } from '@nightjar/astro';
import type { Image, PixelPosition } from '../image.js';
import { findStars, type FindSettings } from './find-stars.js';
import { fitSimilarity, type Similarity } from './similarity.js';
import { similarTriangles, trianglesOf, type Triangle } from './triangles.js';

/** Why two frames cannot be registered; the message says what to do. */
export class RegistrationError extends Error {
  constructor(
    readonly code: 'too_few_stars' | 'no_match',
    message: string,
  ) {
    super(message);
    this.name = 'RegistrationError';
  }
}

export interface Registration {
  /** From pixels of the source to pixels of the target. */
  readonly transform: Similarity;
  /** Indices of the stars that are the same, of the source and of the target. */
  readonly matches: readonly (readonly [source: number, target: number])[];
  /** Distance of the matched stars from one another on the target, root mean square along both axes together. */
  readonly rmsPx: Pixels;
}

export interface RegistrationSettings {
  /** Brightest stars from which triangles are made. Default 60. */
  readonly stars?: number;
  /** How far a star may be from where another is to be the same one. Default 2. */
  readonly tolerancePx?: Pixels;
}

const fewestStars = 4;
const sameForm = 0.006;
const mostTried = 4000;

/**
 * Finds turn, scale, shift and parity between two lists of stars, brightest first, without knowing anything of the sky
 * (triangles of near stars as in Groth 1986 and Beroiz et al. 2020): triangles of the same form propose a similarity,
 * the one under which most stars meet is fitted to them all.
 * @throws RegistrationError
 */
export function registerStars(
  source: readonly PixelPosition[],
  target: readonly PixelPosition[],
  { stars = 60, tolerancePx = 2 }: RegistrationSettings = {},
): Registration {
  if (Math.min(source.length, target.length) < fewestStars) {
    throw new RegistrationError(
      'too_few_stars',
      `${Math.min(source.length, target.length)} stars are on one of the frames, ${fewestStars} are needed: lower the threshold`,
    );
  }
  for (const count of [stars, 2 * stars, Math.ceil(stars / 3)]) {
    const found = propose(source.slice(0, count), target.slice(0, count), 1.5 * tolerancePx);
    const refined = found && refine(source.slice(0, 500), target.slice(0, 500), found, tolerancePx);
    if (refined) return refined;
  }
  throw new RegistrationError(
    'no_match',
    'no triangles of stars agree: do these frames show the same field, at least in part?',
  );
}

/** The same for two frames; their stars are found first. */
export function registerFrames(
  source: Image,
  target: Image,
  settings: RegistrationSettings & { readonly source?: FindSettings; readonly target?: FindSettings } = {},
): Registration {
  const find = (image: Image, own: FindSettings = {}) => findStars(image, { threshold: 6, atMost: 500, ...own });
  return registerStars(find(source, settings.source), find(target, settings.target), settings);
}

function propose(
  source: readonly PixelPosition[],
  target: readonly PixelPosition[],
  tolerancePx: number,
): Similarity | undefined {
  const pairs = similarTriangles(trianglesOf(source), trianglesOf(target), sameForm);
  const near = nearest(target, tolerancePx);
  const most = Math.min(source.length, target.length);
  let best: { transform: Similarity; count: number } | undefined;
  for (const [first, second] of pairs.slice(0, mostTried)) {
    const transform = fromTriangles(source, target, first, second);
    if (!transform) continue;
    const count = source.reduce((sum, star) => sum + (near(transform.apply(star)) === undefined ? 0 : 1), 0);
    if (!best || count > best.count) best = { transform, count };
    if (count >= 0.7 * most && count > 8) break;
  }
  return best && best.count >= Math.max(fewestStars, 0.2 * most) ? best.transform : undefined;
}

function fromTriangles(
  source: readonly PixelPosition[],
  target: readonly PixelPosition[],
  first: Triangle,
  second: Triangle,
): Similarity | undefined {
  const corners = (stars: readonly PixelPosition[], { corners: places }: Triangle): PixelPosition[] =>
    places.flatMap((i) => stars[i] ?? []);
  const [from, to] = [corners(source, first), corners(target, second)];
  return fitSimilarity(from, to, turns(from) !== turns(to));
}

/** True when the three places go round counter-clockwise. */
function turns([a, b, c]: readonly PixelPosition[]): boolean {
  if (!a || !b || !c) return false;
  return (b.xPx - a.xPx) * (c.yPx - a.yPx) - (b.yPx - a.yPx) * (c.xPx - a.xPx) > 0;
}

function refine(
  source: readonly PixelPosition[],
  target: readonly PixelPosition[],
  start: Similarity,
  tolerancePx: number,
): Registration | undefined {
  let transform = start;
  let matches: (readonly [number, number])[] = [];
  for (let round = 0; round < 6; round++) {
    const reach = round === 0 ? 2 * tolerancePx : tolerancePx;
    matches = uniquePairs(source, target, transform, reach);
    const from = matches.flatMap(([i]) => source[i] ?? []);
    const to = matches.flatMap(([, j]) => target[j] ?? []);
    const fitted = fitSimilarity(from, to, transform.mirrored);
    if (!fitted || matches.length < fewestStars) return undefined;
    transform = fitted;
  }
  const square = matches.reduce((sum, [i, j]) => sum + distance(transform, source[i], target[j]) ** 2, 0);
  return { transform, matches, rmsPx: Math.sqrt(square / matches.length) };
}

function distance(transform: Similarity, from: PixelPosition | undefined, to: PixelPosition | undefined): number {
  if (!from || !to) return Infinity;
  const at = transform.apply(from);
  return Math.hypot(at.xPx - to.xPx, at.yPx - to.yPx);
}

/** Each star with the nearest of the other list, if that one's nearest is the star itself. */
function uniquePairs(
  source: readonly PixelPosition[],
  target: readonly PixelPosition[],
  transform: Similarity,
  tolerancePx: number,
): (readonly [number, number])[] {
  const moved = source.map((star) => transform.apply(star));
  const [toTarget, toSource] = [nearest(target, tolerancePx), nearest(moved, tolerancePx)];
  return moved.flatMap((star, i) => {
    const j = toTarget(star);
    const other = j === undefined ? undefined : target[j];
    return j !== undefined && other && toSource(other) === i ? [[i, j] as const] : [];
  });
}

/** Index of the nearest place within a distance, by a grid of cells of that size. */
function nearest(places: readonly PixelPosition[], reachPx: number): (at: PixelPosition) => number | undefined {
  const cells = new Map<string, number[]>();
  const cell = (value: number): number => Math.floor(value / reachPx);
  places.forEach(({ xPx, yPx }, i) => {
    const key = `${cell(xPx)},${cell(yPx)}`;
    const held = cells.get(key);
    if (held) held.push(i);
    else cells.set(key, [i]);
  });
  return ({ xPx, yPx }) => {
    let best: { index: number; distance: number } | undefined;
    for (let v = -1; v <= 1; v++) {
      for (let u = -1; u <= 1; u++) {
        for (const index of cells.get(`${cell(xPx) + u},${cell(yPx) + v}`) ?? []) {
          const place = places[index];
          const away = place ? Math.hypot(place.xPx - xPx, place.yPx - yPx) : Infinity;
          if (away <= reachPx && (!best || away < best.distance)) best = { index, distance: away };
        }
      }
    }
    return best?.index;
  };
}
