import { select } from '../statistics/robust.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { abs, hypot, max, sqrt, PI } = Math;

/** What the frames say about one pixel. */
export interface Combined {
  value: number;
  noise: number;
  /** Frames that count. */
  frames: number;
}

/** Combines the values of one pixel; NaN ones are no values. The answer is written into the object given. */
export type Combiner = (values: Float64Array, sigmas: Float64Array, answer: Combined) => void;

/** A sum in which nothing is missing: not-a-number spreads. */
export const combineSum: Combiner = (values, sigmas, answer) => {
  let [sum, variance] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += values[i] ?? NaN;
    variance += (sigmas[i] ?? NaN) ** 2;
  }
  answer.value = sum;
  answer.noise = sqrt(variance);
  answer.frames = sum > -1e30 ? values.length : 0;
};

const room = { sorted: new Float64Array(64), distances: new Float64Array(64) };

/** The values that are numbers, in the room at hand; how many they are. */
function gather(values: Float64Array): number {
  if (values.length > room.sorted.length) {
    [room.sorted, room.distances] = [new Float64Array(values.length), new Float64Array(values.length)];
  }
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value > -1e30) room.sorted[count++] = value;
  }
  return count;
}

function medianOf(values: Float64Array, count: number): number {
  const part = values.subarray(0, count);
  const upper = select(part, count >> 1);
  if (count % 2 === 1) return upper;
  let lower = -Infinity;
  for (let i = 0; i < count >> 1; i++) lower = max(lower, part[i] ?? NaN);
  return (lower + upper) / 2;
}

/** Noise of the mean of what is there. */
function meanNoise(values: Float64Array, sigmas: Float64Array, count: number): number {
  let variance = 0;
  for (let i = 0; i < values.length; i++) if ((values[i] ?? NaN) > -1e30) variance += (sigmas[i] ?? NaN) ** 2;
  return sqrt(variance) / count;
}

export const combineMedian: Combiner = (values, sigmas, answer) => {
  const count = gather(values);
  answer.frames = count;
  answer.value = count > 0 ? medianOf(room.sorted, count) : NaN;
  // the median of many is noisier than their mean by this much
  answer.noise = count > 0 ? meanNoise(values, sigmas, count) * (count > 2 ? sqrt(PI / 2) : 1) : NaN;
};

/** A star's core differs from frame to frame by its seeing: this share of its light is no outlier. */
const seeingShare = 0.1;
const madToSigma = 1.4826;

/**
 * Mean of what lies within so many sigma of the median. Sigma is the larger of the expected noise and of 1.48 median
 * absolute deviations: a standard deviation would hold the outlier itself, and among ten frames nothing can be three of
 * their own standard deviations away. `skyAdu` is the sky that the values still hold.
 *
 * It also throws out cosmic rays, by another rule than `rejectCosmicRays`, which asks one frame alone what is sharper than a
 * star: here the other frames of the pixel are asked, which tell satellites and aeroplanes too. Of two frames they cannot say
 * which one was hit, and a sum or a reprojected frame (which smears a hit over its neighbours) wants it masked before.
 */
export const combineClipped =
  (clipSigma: number, rounds: number, skyAdu: number): Combiner =>
  (values, sigmas, answer) => {
    let count = gather(values);
    const expected = count > 0 ? meanNoise(values, sigmas, count) * sqrt(count) : NaN;
    for (let round = 0; round < rounds && count > 2; round++) {
      const centre = medianOf(room.sorted, count);
      for (let i = 0; i < count; i++) room.distances[i] = abs((room.sorted[i] ?? NaN) - centre);
      const spread = madToSigma * medianOf(room.distances, count);
      const sigma = hypot(max(expected, spread), seeingShare * max(0, centre - skyAdu));
      let kept = 0;
      for (let i = 0; i < count; i++) {
        const value = room.sorted[i] ?? NaN;
        if (abs(value - centre) <= clipSigma * sigma) room.sorted[kept++] = value;
      }
      if (kept === count) break;
      count = kept;
    }
    let sum = 0;
    for (let i = 0; i < count; i++) sum += room.sorted[i] ?? NaN;
    answer.frames = count;
    answer.value = count > 0 ? sum / count : NaN;
    answer.noise = count > 0 ? expected / sqrt(count) : NaN;
  };
