import type { DataProduct, PhotometryDatum, Target } from '@nightjar/contracts';
import { timeTicks } from '../../plot/ticks.js';
import { reading, type Reading } from '../../shown/reading.js';

/** Days of the modified Julian date at the Unix epoch. */
const MJD_UNIX = 40_587;
const DAY_S = 86_400;

export type TimeAxis = 'mjd' | 'log';

export interface CurvePoint {
  readonly datum: PhotometryDatum;
  /** MJD (UTC), or seconds since the trigger. */
  readonly x: number;
  readonly mag: number;
  readonly error: number;
  readonly isLimit: boolean;
}

export const mjdOf = (ms: number): number => ms / (DAY_S * 1000) + MJD_UNIX;
export const msOfMjd = (mjd: number): number => (mjd - MJD_UNIX) * DAY_S * 1000;
export const sinceTriggerS = (datum: PhotometryDatum, triggerMs: number): number =>
  (Date.parse(datum.time) - triggerMs) / 1000;

const isNumber = (value: number | null): value is number => value !== null && Number.isFinite(value);

/** The points of a light curve in the order of time. A logarithmic axis has no place for what came before the trigger. */
export const curvePoints = (
  data: readonly PhotometryDatum[],
  axis: TimeAxis,
  triggerMs: number | null,
  hidden: ReadonlySet<string>,
): CurvePoint[] =>
  data
    .flatMap((datum): CurvePoint[] => {
      const x = axis === 'log' && triggerMs !== null ? sinceTriggerS(datum, triggerMs) : datum.mjd;
      const mag = datum.mag ?? datum.limit;
      if (hidden.has(datum.filter) || !isNumber(mag) || (axis === 'log' && x <= 0)) return [];
      return [{ datum, x, mag, error: datum.magError ?? 0, isLimit: !isNumber(datum.mag) }];
    })
    .sort((a, b) => a.x - b.x);

export const filtersOf = (data: readonly PhotometryDatum[]): string[] =>
  [...new Set(data.map(({ filter }) => filter))].sort();

/** From the brightest error bar to the faintest, with a margin; limits count. */
export const magRange = (points: readonly CurvePoint[]): [number, number] => {
  if (!points.length) return [0, 1];
  const low = Math.min(...points.map(({ mag, error }) => mag - error));
  const high = Math.max(...points.map(({ mag, error, isLimit }) => mag + (isLimit ? 0.15 : error)));
  const margin = Math.max(0.1, (high - low) * 0.08);
  return [low - margin, high + margin];
};

/** The span of the points with a margin, in parts of the axis as it is drawn. */
export const xRange = (points: readonly CurvePoint[], axis: TimeAxis): [number, number] => {
  const [first, last] = [points[0]?.x ?? (axis === 'log' ? 1 : 0), points.at(-1)?.x ?? 10];
  if (axis === 'log') {
    const margin = Math.max(1.15, (last / first) ** 0.06);
    return [first / margin, last * margin];
  }
  const margin = Math.max(30 / DAY_S, (last - first) * 0.05);
  return [first - margin, last + margin];
};

const LOG_STEPS = [[1, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 5], [1]] as const;

/** Round values of a logarithmic axis: as many to the power of ten as there is room for, the tens at least. */
export const logTicks = (from: number, to: number, most: number): number[] => {
  if (!(from > 0) || !(to > from)) return [];
  const powers: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) powers.push(power);
  const ticks = (steps: readonly number[]): number[] =>
    powers
      .flatMap((power) => steps.map((n) => Number((n * 10 ** power).toPrecision(3))))
      .filter((value) => value >= from && value <= to);
  return LOG_STEPS.map(ticks).find((shown) => shown.length <= most) ?? ticks([1]);
};

/** Where an axis of MJD has round instants of UTC. */
export const utcTicks = (fromMjd: number, toMjd: number, most: number): { mjd: number[]; stepMs: number } => {
  const { atMs, stepMs } = timeTicks(msOfMjd(fromMjd), msOfMjd(toMjd), most);
  return { mjd: atMs.map(mjdOf), stepMs };
};

/** The point nearest to a place on the screen, within reach of a finger. */
export const nearestPoint = (
  points: readonly CurvePoint[],
  place: (point: CurvePoint) => readonly [number, number],
  [x, y]: readonly [number, number],
  reachPx: number,
): CurvePoint | null => {
  let best: CurvePoint | null = null;
  let bestPx = reachPx;
  for (const point of points) {
    const [px, py] = place(point);
    const distance = Math.hypot(px - x, py - y);
    if (distance <= bestPx) [best, bestPx] = [point, distance];
  }
  return best;
};

/** The light curve in words, for those who cannot see the plot. */
export const curveSays = (points: readonly CurvePoint[]): string => {
  const seen = points.filter(({ isLimit }) => !isLimit);
  const limits = points.length - seen.length;
  const filters = [...new Set(points.map(({ datum }) => datum.filter))].join(', ');
  const [first, last] = [seen[0], seen.at(-1)];
  if (!points.length) return 'No measurement yet.';
  const limitsSay = limits ? ` and ${limits} upper ${limits === 1 ? 'limit' : 'limits'}` : '';
  const counted = `${seen.length} ${seen.length === 1 ? 'measurement' : 'measurements'}${limitsSay} in ${filters}`;
  if (!first || !last || first === last) return `${counted}.`;
  return `${counted}, from ${first.mag.toFixed(2)} mag in ${first.datum.filter} to ${last.mag.toFixed(2)} mag in ${last.datum.filter}.`;
};

/** Aliases that say more than the name: `306757` says nothing beside `Swift 306757`. */
export const otherNames = ({ name, aliases }: Pick<Target, 'name' | 'aliases'>): string[] =>
  aliases.filter((alias) => !name.split(' ').includes(alias));

export interface Frame {
  readonly frame: DataProduct;
  readonly preview: DataProduct | null;
}

/** Frames in the order they were taken, newest first, each with the newest picture made from it. */
export const framesWithPreviews = (frames: readonly DataProduct[], previews: readonly DataProduct[]): Frame[] => {
  const byFrame = new Map<string, DataProduct>();
  for (const preview of [...previews].sort((a, b) => a.createdAt.localeCompare(b.createdAt))) {
    if (preview.of) byFrame.set(preview.of, preview);
  }
  return [...frames]
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    .map((frame) => ({ frame, preview: byFrame.get(frame.id) ?? null }));
};

/** `V`, `30 s`, … as far as the file's facts tell. */
export const frameSays = ({ meta }: DataProduct): string => {
  const { filter, exposureS } = meta;
  const parts = [typeof filter === 'string' ? filter : null, typeof exposureS === 'number' ? `${exposureS} s` : null];
  return parts.filter((part) => part !== null).join(' · ');
};

/** Links of a frame to what it was taken for: said elsewhere on the page. */
const NOT_FACTS = new Set(['command', 'request', 'observation', 'target']);

/** The facts of a frame's file for reading. */
export const frameFacts = ({ meta }: DataProduct): Reading[] =>
  Object.entries(meta)
    .filter(([key, value]) => !NOT_FACTS.has(key) && value !== null)
    .map(([key, value]) => reading(key, value));

export interface Card {
  readonly key: string;
  readonly value: string | number | boolean | null;
  readonly comment: string | null;
}

/** The cards in which a text occurs, in keyword, value or comment. */
export const matchingCards = (cards: readonly Card[], text: string): Card[] => {
  const wanted = text.trim().toLowerCase();
  return cards.filter(({ key, value, comment }) =>
    `${key} ${String(value ?? '')} ${comment ?? ''}`.toLowerCase().includes(wanted),
  );
};
