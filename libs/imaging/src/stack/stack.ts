import type { Pixels } from '@nightjar/astro';
import type { Image } from '../image.js';
import { meshBackground } from '../statistics/mesh.js';
import { median } from '../statistics/robust.js';
import { combineClipped, combineMedian, combineSum, type Combined, type Combiner } from './combine.js';

/** Why frames cannot be stacked. */
export class StackError extends Error {
  constructor(
    readonly code: 'too_few_frames' | 'sizes_differ',
    message: string,
  ) {
    super(message);
    this.name = 'StackError';
  }
}

/** A frame that gives its pixels row by row, so that a stack of large frames need not hold them all. */
export interface RowSource {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Values of a row (0 is the bottom one), sky already levelled; NaN for what is bad. */
  row(y: number): ArrayLike<number>;
  /** Standard deviation along a row, ADU. */
  noise(y: number): ArrayLike<number>;
  readonly saturationAdu?: number;
  /** Sky that is still in the values. Default 0. */
  readonly skyAdu?: number;
}

export interface FrameToStack {
  readonly image: Image;
  /** 1 = bad pixel. */
  readonly mask?: Uint8Array;
  readonly noise?: Float32Array;
  readonly gainEPerAdu?: number;
  readonly saturationAdu?: number;
  /** The frame is multiplied by this first: the ratio of exposures, or of zero points. Default 1. */
  readonly scale?: number;
}

export interface StackSettings {
  readonly method: 'sum' | 'clipped_mean' | 'median';
  /** Sky: taken off each frame, levelled to that of the first one, or left. Default `subtract`. */
  readonly background?: 'subtract' | 'match' | 'keep';
  /** Side of a background cell. Default 256. */
  readonly backgroundPx?: Pixels;
  /** Clipping of the mean. Defaults 3 and 5. */
  readonly clipSigma?: number;
  readonly clipRounds?: number;
}

export interface Stack {
  /** NaN where no frame had a value; in a sum, where any of them had none. */
  readonly image: Image<Float32Array>;
  /** Standard deviation of every pixel, ADU. */
  readonly noise: Float32Array;
  /** 1 where the image is NaN. */
  readonly mask: Uint8Array;
  /** Frames that count at every pixel. */
  readonly frames: Uint16Array;
  readonly saturationAdu?: number;
  readonly provenance: readonly string[];
}

/**
 * Stacks frames that lie on one grid of pixels. A sum is not-a-number where any frame is, and saturates at the sum of
 * the levels; the others saturate at the lowest level.
 * @throws StackError
 */
export function stackFrames(frames: readonly FrameToStack[], settings: StackSettings): Stack {
  const background = settings.background ?? 'subtract';
  const [first] = frames;
  const keep = background === 'match' && first ? levelOf(first, settings.backgroundPx ?? 256) : undefined;
  const sources = frames.map((frame) => frameRows(frame, background, settings.backgroundPx ?? 256, keep));
  return stackRows(sources, settings);
}

/** The same for frames that come row by row, whose sky their givers have levelled. */
export function stackRows(sources: readonly RowSource[], settings: StackSettings): Stack {
  const [first] = sources;
  if (!first || sources.length < 2) {
    throw new StackError('too_few_frames', `${sources.length} frame is no stack: give two or more`);
  }
  const { widthPx, heightPx } = first;
  const odd = sources.find((source) => source.widthPx !== widthPx || source.heightPx !== heightPx);
  if (odd) {
    throw new StackError(
      'sizes_differ',
      `one frame has ${odd.widthPx} x ${odd.heightPx} pixels, the first ${widthPx} x ${heightPx}: reproject it first`,
    );
  }
  const count = widthPx * heightPx;
  const image = { widthPx, heightPx, data: new Float32Array(count) };
  const stack = { image, noise: new Float32Array(count), mask: new Uint8Array(count), frames: new Uint16Array(count) };
  const combine = combiner(settings, median(sources.map(({ skyAdu = 0 }) => skyAdu)));
  const [values, sigmas] = [new Float64Array(sources.length), new Float64Array(sources.length)];
  const answer: Combined = { value: NaN, noise: NaN, frames: 0 };
  for (let y = 0, at = 0; y < heightPx; y++) {
    const rows = sources.map((source) => source.row(y));
    const noises = sources.map((source) => source.noise(y));
    for (let x = 0; x < widthPx; x++, at++) {
      for (let i = 0; i < rows.length; i++) {
        values[i] = rows[i]?.[x] ?? NaN;
        sigmas[i] = noises[i]?.[x] ?? NaN;
      }
      combine(values, sigmas, answer);
      image.data[at] = answer.value;
      stack.noise[at] = answer.noise;
      stack.frames[at] = answer.frames;
      if (!(answer.value > -1e30)) stack.mask[at] = 1;
    }
  }
  const saturationAdu = saturationOf(sources, settings.method);
  const provenance = [describeStack(sources.length, settings)];
  return { ...stack, provenance, ...(saturationAdu !== undefined && { saturationAdu }) };
}

function combiner({ method, clipSigma = 3, clipRounds = 5 }: StackSettings, skyAdu: number): Combiner {
  if (method === 'sum') return combineSum;
  return method === 'median' ? combineMedian : combineClipped(clipSigma, clipRounds, skyAdu);
}

function saturationOf(sources: readonly RowSource[], method: StackSettings['method']): number | undefined {
  const levels = sources.flatMap(({ saturationAdu }) => saturationAdu ?? []);
  if (levels.length < sources.length) return undefined;
  return method === 'sum' ? levels.reduce((sum, level) => sum + level, 0) : Math.min(...levels);
}

function describeStack(
  count: number,
  { method, background = 'subtract', clipSigma = 3, clipRounds = 5 }: StackSettings,
) {
  const how = method === 'clipped_mean' ? `clipped mean, ${clipSigma} sigma, ${clipRounds} rounds` : method;
  const sky = { subtract: 'sky subtracted', match: 'sky levelled to the first frame', keep: 'sky as it was' }[
    background
  ];
  return `stack of ${count} frames: ${how}; ${sky}`;
}

const levelOf = ({ image, mask, scale = 1 }: FrameToStack, cellPx: number): number =>
  scale * meshBackground(image, cellPx, mask).level;

/** Rows of a frame that is in memory. Without a noise map: the sky's noise and the photons above the sky. */
function frameRows(
  { image, mask, noise, gainEPerAdu = 1, saturationAdu, scale = 1 }: FrameToStack,
  background: NonNullable<StackSettings['background']>,
  cellPx: number,
  keep = 0,
): RowSource {
  const { widthPx, heightPx, data } = image;
  const sky = meshBackground(image, cellPx, mask);
  const level = sky.levelMap();
  const rms = noise ?? sky.rmsMap();
  const offset = (at: number): number => (background === 'keep' ? 0 : scale * (level[at] ?? 0) - keep);
  const sky0 = { row: new Float64Array(widthPx), noise: new Float64Array(widthPx) };
  return {
    widthPx,
    heightPx,
    row(y) {
      for (let x = 0, at = y * widthPx; x < widthPx; x++, at++) {
        const bad = mask !== undefined && mask[at] !== 0;
        sky0.row[x] = bad ? NaN : scale * (data[at] ?? NaN) - offset(at);
      }
      return sky0.row;
    },
    noise(y) {
      for (let x = 0, at = y * widthPx; x < widthPx; x++, at++) {
        const photons = noise ? 0 : Math.max(0, (data[at] ?? 0) - (level[at] ?? 0)) / gainEPerAdu;
        sky0.noise[x] = scale * Math.sqrt((rms[at] ?? 0) ** 2 + photons);
      }
      return sky0.noise;
    },
    skyAdu: background === 'keep' ? scale * sky.level : keep,
    ...(saturationAdu !== undefined && {
      saturationAdu: levelledSaturation(saturationAdu, background, scale, sky.level, keep),
    }),
  };
}

/** Where the frame saturates once its sky is levelled. */
const levelledSaturation = (
  saturationAdu: number,
  background: NonNullable<StackSettings['background']>,
  scale: number,
  level: number,
  keep: number,
): number => scale * saturationAdu - (background === 'keep' ? 0 : scale * level - keep);
