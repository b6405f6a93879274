import type { Magnitudes } from '@nightjar/astro';
import { madSigma, median } from '../statistics/robust.js';

/** One star measured on the frame (`-2.5 log10` of its flux in ADU) and known in the catalogue. */
export interface ZeroPointStar {
  readonly instrumentalMag: Magnitudes;
  readonly instrumentalMagError: Magnitudes;
  readonly catalogueMag: Magnitudes;
  /** 0 when the catalogue gives none: the scatter then stands for it. */
  readonly catalogueMagError: Magnitudes;
}

export interface ZeroPoint {
  readonly kind: 'fit';
  /** Catalogue less instrumental magnitude: the magnitude that gives one ADU in the exposure. */
  readonly value: Magnitudes;
  readonly error: Magnitudes;
  /** Unweighted scatter of the stars used about the value. */
  readonly rms: Magnitudes;
  /** Scatter that the stated errors do not explain (colours, variables, the catalogue). */
  readonly scatter: Magnitudes;
  readonly starsUsed: number;
  readonly starsRejected: number;
}

export type ZeroPointFit =
  ZeroPoint | { readonly kind: 'refused'; readonly because: string; readonly starsUsed: number };

interface Point {
  readonly difference: number;
  readonly variance: number;
}

const fewestStars = 3;
const clipSigma = 3;
const huber = 1.345;

/**
 * The zero point of a frame from matched stars: Huber-weighted mean with an intrinsic scatter found from the stars
 * themselves, stars beyond 3 sigma dropped, until nothing changes. Refuses with fewer than three stars.
 */
export function fitZeroPoint(stars: readonly ZeroPointStar[]): ZeroPointFit {
  const points = stars.map(toPoint).filter(({ difference, variance }) => Number.isFinite(difference + variance));
  const refuse = (n: number): ZeroPointFit => ({
    kind: 'refused',
    because: `${n} of ${stars.length} matched stars can be used; a zero point needs ${fewestStars}`,
    starsUsed: n,
  });
  if (points.length < fewestStars) return refuse(points.length);
  let used = points;
  let value = median(points.map(({ difference }) => difference));
  let scatter = madSigma(
    points.map(({ difference }) => difference),
    value,
  );
  for (let round = 0; round < 30; round++) {
    value = robustMean(used, value, scatter);
    const kept = points.filter(
      ({ difference, variance }) => Math.abs(difference - value) <= clipSigma * Math.sqrt(variance + scatter ** 2),
    );
    if (kept.length < fewestStars) return refuse(kept.length);
    const next = intrinsicScatter(kept, value);
    const settled = kept.length === used.length && Math.abs(next - scatter) < 1e-6;
    [used, scatter] = [kept, next];
    if (settled) break;
  }
  return summary(points.length, used, scatter);
}

const toPoint = (star: ZeroPointStar): Point => ({
  difference: star.catalogueMag - star.instrumentalMag,
  variance: star.instrumentalMagError ** 2 + star.catalogueMagError ** 2,
});

/** A star cannot weigh more than one of a thousandth of a magnitude: nothing in photometry is better. */
const floor = 1e-6;

const robustMean = (points: readonly Point[], about: number, scatter: number): number =>
  weightedMean(points, ({ difference, variance }) => {
    const total = variance + scatter ** 2 + floor;
    const pull = Math.abs(difference - about) / Math.sqrt(total);
    return (pull > huber ? huber / pull : 1) / total;
  });

function weightedMean(points: readonly Point[], weightOf: (point: Point) => number): number {
  let [sum, weights] = [0, 0];
  for (const point of points) {
    const weight = weightOf(point);
    sum += weight * point.difference;
    weights += weight;
  }
  return sum / weights;
}

/** The scatter that makes chi-square equal to its degrees of freedom (Paule & Mandel 1982); 0 when the errors suffice. */
function intrinsicScatter(points: readonly Point[], value: number): number {
  const excess = (scatter: number): number =>
    points.reduce(
      (sum, { difference, variance }) => sum + (difference - value) ** 2 / (variance + scatter ** 2 + floor),
      0,
    ) -
    (points.length - 1);
  if (excess(0) <= 0) return 0;
  let [low, high] = [0, 10];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function summary(stars: number, used: readonly Point[], scatter: number): ZeroPoint {
  const weight = ({ variance }: Point): number => 1 / (variance + scatter ** 2 + floor);
  const value = weightedMean(used, weight);
  const squares = used.reduce((sum, { difference }) => sum + (difference - value) ** 2, 0);
  return {
    kind: 'fit',
    value,
    error: 1 / Math.sqrt(used.reduce((sum, point) => sum + weight(point), 0)),
    rms: Math.sqrt(squares / Math.max(1, used.length - 1)),
    scatter,
    starsUsed: used.length,
    starsRejected: stars - used.length,
  };
}
