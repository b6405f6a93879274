import { prefilter, type FrameTruth } from '@nightjar/imaging';
import { camera, expose, fwhmPx, type Sky } from './field.js';
import { near, pair } from './pair.js';
import { reduce, type Measured } from './reduce.js';

/** One frame: its true stars, its sources, and who is who. */
export interface JudgedFrame {
  readonly seed: number;
  readonly truth: FrameTruth;
  readonly measured: readonly Measured[];
  /** For each true star its source. */
  readonly sourceOf: readonly (number | undefined)[];
  /** For each source: some true star lies within one FWHM. */
  readonly isTrue: readonly boolean[];
  /** For each source: the prefilter finds it shaped otherwise than the stars. */
  readonly isOdd: readonly boolean[];
}

/** Frames of one sky, reduced and held against their truth. */
export const judgeFrames = (sky: Sky, frames: number, seed: number): JudgedFrame[] =>
  Array.from({ length: frames }, (_, i) => judge(sky, 1000 * seed + i));

function judge(sky: Sky, seed: number): JudgedFrame {
  const { image, truth } = expose(sky, seed);
  const measured = reduce(image);
  const places = measured.map(({ source }) => source);
  return {
    ...{ seed, truth, measured },
    sourceOf: pair(truth.stars, places, fwhmPx),
    isTrue: near(places, truth.stars, fwhmPx),
    isOdd: [...prefilter(places.map((source) => ({ ...source, autoMag: -2.5 * Math.log10(source.fluxAutoAdu) }))).odd],
  };
}

/** Far enough from the edge for a star to be whole. */
export const isInside = ({ xPx, yPx }: { xPx: number; yPx: number }): boolean =>
  Math.min(xPx, yPx, camera.widthPx + 1 - xPx, camera.heightPx + 1 - yPx) > 15;
