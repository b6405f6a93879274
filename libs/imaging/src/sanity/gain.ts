import type { Image } from '../image.js';
import { huberFit } from '../statistics/huber.js';
import { madSigma, median } from '../statistics/robust.js';

export interface GainFacts {
  readonly gainEPerAdu: number;
  /** Level without light, ADU, where it is known: it makes the lower bound of the gain sharp. */
  readonly biasAdu?: number;
  /** Most read noise that is believed, electrons. Default 60. */
  readonly mostReadNoiseE?: number;
}

export interface GainVerdict {
  /** Sky level and noise of one pixel against its neighbour, ADU. */
  readonly skyAdu: number;
  readonly noiseAdu: number;
  /** Read noise in electrons that the gain would need; NaN when the photons explain all noise. */
  readonly impliedReadNoiseE: number;
  /** Gain from how the noise grows with the level over the frame, with its error; undefined without levels enough. */
  readonly measured?: { readonly gainEPerAdu: number; readonly error: number };
  /** Whole sentences on why the gain cannot be true; empty when it can. */
  readonly warnings: readonly string[];
}

const blockPx = 16;
/** More blocks than this tell no more. */
const mostBlocks = 600;

/**
 * Photon transfer within one frame (Janesick 2007, chapter 5): the variance of a pixel against its neighbours, in ADU^2, is
 * level / gain + (read noise / gain)^2. A gain that is too high leaves noise that only an absurd read noise explains; with the
 * bias known, one too low predicts more noise than there is; where the sky varies, the slope of variance on level
 * is 1 / gain. Smoothed, resampled and stacked frames have too little noise between neighbours and look like a high gain.
 */
export function checkGain(image: Image, facts: GainFacts): GainVerdict {
  const blocks = measureBlocks(image);
  const skyAdu = median(blocks.map(({ level }) => level));
  const variance = median(blocks.map(({ variance: one }) => one));
  const { gainEPerAdu: gain, biasAdu } = facts;
  // with the bias unknown all of the level may be light: the least read noise
  const light = Math.max(0, skyAdu - (biasAdu ?? 0));
  const left = variance - light / gain;
  const impliedReadNoiseE = left > 0 ? gain * Math.sqrt(left) : NaN;
  const measured = slope(blocks);
  const found = { skyAdu, noiseAdu: Math.sqrt(variance), impliedReadNoiseE, ...(measured ? { measured } : {}) };
  return { ...found, warnings: warningsOf(facts, variance, light, found) };
}

function warningsOf(
  { gainEPerAdu: gain, biasAdu, mostReadNoiseE = 60 }: GainFacts,
  variance: number,
  light: number,
  { skyAdu, noiseAdu, impliedReadNoiseE, measured }: Omit<GainVerdict, 'warnings'>,
): string[] {
  const warnings: string[] = [];
  // a sky that was taken off tells nothing about the light that was there
  if (impliedReadNoiseE > mostReadNoiseE && skyAdu > 10 * noiseAdu)
    warnings.push(
      `A gain of ${gain} e-/ADU would make the noise of ${noiseAdu.toPrecision(3)} ADU a read noise of at least ${impliedReadNoiseE.toFixed(0)} electrons: it is likely too high, and errors of stars too small.`,
    );
  if (biasAdu !== undefined && light / gain > 1.5 * variance)
    warnings.push(
      `With a gain of ${gain} e-/ADU ${light.toFixed(0)} ADU of sky must scatter by ${Math.sqrt(light / gain).toPrecision(3)} ADU, but they scatter by ${noiseAdu.toPrecision(3)}: the gain is likely too low, or the frame smoothed or averaged.`,
    );
  if (
    measured &&
    measured.error < 0.15 * measured.gainEPerAdu &&
    Math.abs(Math.log(measured.gainEPerAdu / gain)) > Math.LN2
  )
    warnings.push(
      `Noise grows with the level over the frame as it does with a gain of ${measured.gainEPerAdu.toPrecision(2)} e-/ADU, not ${gain}.`,
    );
  return warnings;
}

interface Block {
  readonly level: number;
  readonly variance: number;
  /** Nothing but noise is in it: no star, no galaxy, no colour pattern. */
  readonly isPlain: boolean;
}

/** A block scattering by more than this many times the noise of its pixels has structure... */
const plain = 1.3;
/** ...and so has one whose mean is so many times the noise off its median: the light of a star. By noise it is 0.05. */
const leaning = 0.2;

/** Level and noise of blocks, the noise from second differences along rows, which a slope does not enter. */
function measureBlocks({ widthPx, heightPx, data }: Image): Block[] {
  const blocks: Block[] = [];
  const [columns, rows] = [Math.floor(widthPx / blockPx), Math.floor(heightPx / blockPx)];
  const step = Math.max(1, Math.ceil(Math.sqrt((columns * rows) / mostBlocks)));
  for (let row = 0; row < rows; row += step) {
    for (let column = 0; column < columns; column += step) {
      const [values, bends]: [number[], number[]] = [[], []];
      for (let y = row * blockPx; y < (row + 1) * blockPx; y++) {
        for (let x = column * blockPx; x < (column + 1) * blockPx; x++) {
          const at = y * widthPx + x;
          values.push(data[at] ?? NaN);
          // two pixels apart: the same colour in a mosaic
          if (x > column * blockPx + 3)
            bends.push(((data[at] ?? NaN) - 2 * (data[at - 2] ?? NaN) + (data[at - 4] ?? NaN)) ** 2);
        }
      }
      const level = median(values);
      // of 6 sigma^2; the median of a squared normal is 0.4549 of its mean
      const variance = median(bends) / 6 / 0.45493642311957284;
      if (Number.isFinite(level) && Number.isFinite(variance))
        blocks.push({ level, variance, isPlain: isPlain(values, level, Math.sqrt(variance)) });
    }
  }
  return blocks;
}

function isPlain(values: readonly number[], level: number, noise: number): boolean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.abs(mean - level) < leaning * noise && madSigma(values, level) < plain * noise;
}

/** Of the levels between these shares of the blocks: what is brighter are blocks on the wings of stars. */
const [fewest, most] = [0.05, 0.95];
/** The levels of a sky that varies span at least this many times the noise of a pixel, of which their own error is 1/16. */
const widestEvenSky = 1;
/** Each third of the span has as many blocks. */
const blocksPerThird = 20;
const mostScatter = 0.25;

/** The sound blocks of a sky that varies; none where it is so even that the levels differ by noise and by stars alone. */
function variedBlocks(all: readonly Block[]): Block[] {
  const plain = all.filter(({ isPlain }) => isPlain).sort((p, q) => p.level - q.level);
  const blocks = plain.slice(Math.floor(fewest * plain.length), Math.ceil(most * plain.length));
  const [low, high] = [blocks[0]?.level ?? NaN, blocks.at(-1)?.level ?? NaN];
  if (!(high - low > widestEvenSky * Math.sqrt(median(blocks.map(({ variance }) => variance))))) return [];
  const counts = [0, 0, 0];
  for (const { level } of blocks) {
    const third = Math.min(2, Math.floor((3 * (level - low)) / (high - low)));
    counts[third] = (counts[third] ?? 0) + 1;
  }
  return counts.every((count) => count >= blocksPerThird) ? blocks : [];
}

/** Slope of variance on level over the blocks, if there are enough of them at levels far enough apart. */
function slope(all: readonly Block[]): { gainEPerAdu: number; error: number } | undefined {
  const blocks = variedBlocks(all);
  if (blocks.length < 3 * blocksPerThird) return undefined;
  const middle = median(blocks.map(({ level }) => level));
  const design = {
    rows: blocks.length,
    columns: 2,
    values: Float64Array.from(blocks.flatMap(({ level }) => [1, level - middle])),
  };
  const fit = huberFit(
    design,
    blocks.map(({ variance }) => variance),
  );
  // of a noise of photons alone the variances of blocks scatter by a sixth about the line; stars make more of it
  if (!fit || fit.scale > mostScatter * median(blocks.map(({ variance }) => variance))) return undefined;
  const [rise, error] = [fit.coefficients[1] ?? NaN, Math.sqrt(fit.covariance[3] ?? NaN)];
  return rise > 5 * error && error > 0 ? { gainEPerAdu: 1 / rise, error: error / rise ** 2 } : undefined;
}
