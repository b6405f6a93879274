import type { Magnitudes, Pixels } from '@nightjar/astro';
import type { PixelPosition } from '../image.js';
import { objectFlag } from '../photometry/object-flags.js';
import { IsolationForest, type ForestOptions } from './isolation-forest.js';
import { localTrend } from './local-trend.js';

/** What a detection looks like, as SExtractor measures it. */
export interface Detection extends PixelPosition {
  readonly halfLightRadiusPx: Pixels;
  readonly fwhmPx: Pixels;
  readonly fluxMaxAdu: number;
  readonly fluxAutoAdu: number;
  /** MAG_AUTO or -2.5 log10 of FLUX_AUTO. */
  readonly autoMag: Magnitudes;
  readonly flags: number;
}

export interface PrefilterOptions extends ForestOptions {
  /** The filter stands down when it would reject more of the detections, or of their brighter quarter. Default 0.4. */
  readonly maxRejectedFraction?: number;
  /** Stars narrower than this look like cosmic rays: the filter stands down. Default 1.8. */
  readonly fewestFwhmPx?: Pixels;
  /** The frame is a mosaic of colours (see `colourMosaic`): its pattern gives each star another shape. */
  readonly colourMosaic?: boolean;
  /** An outlier is also this many local spreads off the trend in one feature. Default 3.5. */
  readonly oddSigma?: number;
}

export interface PrefilterVerdict {
  /** For each detection: its shape is not that of the stars around it. All false when the filter stands down. */
  readonly odd: readonly boolean[];
  /** Isolation score of each detection; NaN for one that was not judged. */
  readonly scores: readonly number[];
  readonly rejected: number;
  /** Why nothing was rejected, in a sentence; undefined when the filter did its work. */
  readonly stoodDown?: string;
}

const fewestDetections = 40;
/** Scores above it are rarer than a random point's. */
const oddScore = 0.5;

/**
 * Finds detections that are not shaped as the stars around them: cosmic rays, satellites, warm pixels, edges. Half-light
 * radius, width and peak over flux are freed of their trend with place and brightness, and an isolation forest looks for
 * points apart. It learns from detections without other flags, and judges all. It rejects nothing, and says why, where it
 * cannot know a star's shape or would throw the field away.
 */
export function prefilter(detections: readonly Detection[], options: PrefilterOptions = {}): PrefilterVerdict {
  const judged = detections.flatMap((detection, index) => (isMeasured(detection) ? [{ detection, index }] : []));
  const learning = judged.flatMap(({ detection }, i) =>
    (detection.flags & 0x7fff & ~objectFlag.unusualShape) === 0 ? [i] : [],
  );
  const stand = (stoodDown: string, scores = detections.map(() => NaN)): PrefilterVerdict => ({
    ...{ odd: detections.map(() => false), scores, rejected: 0, stoodDown },
  });
  if (options.colourMosaic)
    return stand('The frame is a mosaic of colours: its pattern gives every star another shape.');
  if (learning.length < fewestDetections)
    return stand(
      `${learning.length} clean detections are too few to know a star’s shape; ${fewestDetections} are needed.`,
    );
  const narrow = options.fewestFwhmPx ?? 1.8;
  const width = middle(learning.map((i) => 2 * (judged[i]?.detection.halfLightRadiusPx ?? NaN)));
  if (width < narrow)
    return stand(`Stars are ${width.toFixed(2)} pixels wide: below ${narrow} their shape is that of a cosmic ray.`);
  const rows = standardised(judged.map(({ detection }) => detection));
  const forest = new IsolationForest(
    learning.map((i) => rows[i] ?? []),
    options,
  );
  const scores = detections.map(() => NaN);
  const odd = detections.map(() => false);
  judged.forEach(({ index }, i) => {
    const row = rows[i] ?? [];
    const score = forest.score(row);
    scores[index] = score;
    odd[index] = score > oddScore && row.some((value) => Math.abs(value) > (options.oddSigma ?? 3.5));
  });
  const tooMany = throwsAway(detections, odd, options.maxRejectedFraction ?? 0.4);
  return tooMany === undefined ? { odd, scores, rejected: odd.filter(Boolean).length } : stand(tooMany, scores);
}

const features = ({ halfLightRadiusPx, fwhmPx, fluxMaxAdu, fluxAutoAdu }: Detection): number[] => [
  halfLightRadiusPx,
  fwhmPx,
  fluxMaxAdu / fluxAutoAdu,
];

const isMeasured = (detection: Detection): boolean =>
  features(detection).every((value) => Number.isFinite(value) && value > 0) &&
  Number.isFinite(detection.xPx + detection.yPx + detection.autoMag);

/** Each feature less its local trend over its local spread. */
function standardised(detections: readonly Detection[]): number[][] {
  // a thousand pixels count as two magnitudes do
  const places = Float64Array.from(
    detections.flatMap(({ xPx, yPx, autoMag }) => [xPx / 1000, yPx / 1000, autoMag / 2]),
  );
  const columns = [0, 1, 2].map((feature) => {
    const values = Float64Array.from(detections, (detection) => features(detection)[feature] ?? NaN);
    const { level, scale } = localTrend(places, values);
    return values.map((value, i) => (value - (level[i] ?? NaN)) / Math.max(scale[i] ?? NaN, 1e-12));
  });
  return detections.map((_, i) => columns.map((column) => column[i] ?? NaN));
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

function throwsAway(detections: readonly Detection[], odd: readonly boolean[], most: number): string | undefined {
  const share = (indices: readonly number[]): number =>
    indices.filter((i) => odd[i]).length / Math.max(1, indices.length);
  const all = [...detections.keys()];
  const bright = all
    .toSorted((i, j) => (detections[i]?.autoMag ?? Infinity) - (detections[j]?.autoMag ?? Infinity))
    .slice(0, Math.ceil(all.length / 4));
  const say = (part: number, of: string): string =>
    `It would reject ${(100 * part).toFixed(0)} % of ${of}, more than ${(100 * most).toFixed(0)} %: so many are no exceptions.`;
  if (share(all) > most) return say(share(all), 'the detections');
  return share(bright) > most ? say(share(bright), 'the brightest quarter') : undefined;
}
