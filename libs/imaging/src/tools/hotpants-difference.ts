import type { Difference } from '../difference/difference.js';
import { commonStars, typicalFwhm, type CommonStar } from '../difference/choose-stamps.js';
import { growMask } from '../difference/convolution.js';
import { DifferenceError } from '../difference/error.js';
import { pixelBasis } from '../difference/kernel-basis.js';
import { MatchingKernel } from '../difference/kernel.js';
import { preparePlane, type DifferenceFrame, type Plane } from '../difference/plane.js';
import { FramePolynomial } from '../difference/polynomial.js';
import { differenceMask } from '../difference/subtract.js';
import type { PixelPosition } from '../image.js';
import { madSigma } from '../statistics/robust.js';
import type { HotpantsFrame, HotpantsPlanes } from './hotpants.js';

/** Both frames as hotpants takes them: sky at zero, noise with the photons, masks grown by a star's width. */
export interface HotpantsPair {
  readonly science: HotpantsFrame;
  readonly template: HotpantsFrame;
  /** On both frames, brightest first: what hotpants may make its stamps of. */
  readonly stars: readonly PixelPosition[];
  /** All of them, with their widths. */
  readonly common: readonly CommonStar[];
  /** 1 where the template shows nothing. */
  readonly uncovered: Uint8Array;
}

const backgroundPx = 256;
const mostStars = 500;
/** So many of the brightest tell what a star of the difference looks like. */
const profileStars = 60;

/** @throws DifferenceError when the frames have no stars in common */
export function hotpantsPair(science: DifferenceFrame, template: DifferenceFrame): HotpantsPair {
  const first = preparePlane(science, differenceMask.science, backgroundPx);
  const second = preparePlane(template, differenceMask.template, backgroundPx, differenceMask.uncovered);
  const stars = commonStars(first, second, science.stars, science.fwhmPx ?? 3);
  const scienceFwhmPx = science.fwhmPx ?? typicalFwhm(stars, 'firstFwhmPx');
  const templateFwhmPx = template.fwhmPx ?? typicalFwhm(stars, 'secondFwhmPx');
  if (!(scienceFwhmPx > 0 && templateFwhmPx > 0))
    throw new DifferenceError(
      'too_few_stars',
      `${stars.length} stars are on both frames: check that they are registered`,
    );
  return {
    science: frameOf(first, scienceFwhmPx, science.gainEPerAdu),
    template: frameOf(second, templateFwhmPx, template.gainEPerAdu),
    stars: stars.slice(0, mostStars),
    common: stars,
    uncovered: second.mask.map((bits) => ((bits & differenceMask.uncovered) === 0 ? 0 : 1)),
  };
}

function frameOf(
  { widthPx, heightPx, data, variance, mask }: Plane,
  fwhmPx: number,
  gainEPerAdu: number,
): HotpantsFrame {
  const grown = mask.map((bits) => (bits === 0 ? 0 : 1));
  growMask(mask, { widthPx, heightPx }, Math.floor(Math.ceil(fwhmPx) / 2), 1, grown);
  return {
    ...{ image: { widthPx, heightPx, data }, noise: variance.map((value) => Math.sqrt(value)) },
    ...{ mask: grown, fwhmPx, gainEPerAdu },
  };
}

/**
 * What hotpants left, as a difference whose candidates are found and judged like those of our own. Its template was the
 * frame that was convolved, its kernel is not read: noise counts as independent from pixel to pixel, and what describes
 * the kernel is not a number.
 */
export function differenceOfPlanes(
  planes: HotpantsPlanes,
  { science, template, stars, common, uncovered }: HotpantsPair,
): Difference {
  const { widthPx, heightPx } = planes.difference;
  const mask = Uint8Array.from(planes.difference.data, (value, i) => {
    const own =
      (science.mask[i] ? differenceMask.science : 0) |
      (template.mask[i] ? differenceMask.template : 0) |
      (uncovered[i] ? differenceMask.uncovered : 0);
    const told = Number.isFinite(value) && (planes.noise.data[i] ?? NaN) > 0;
    return own !== 0 || told ? own : differenceMask.kernel;
  });
  const sound = (plane: Float32Array): Float32Array => plane.map((value, i) => (mask[i] === 0 ? value : 0));
  const [difference, noise] = [sound(planes.difference.data), sound(planes.noise.data)];
  const flat = new FramePolynomial(0, widthPx, heightPx);
  const basis = pixelBasis(0);
  const model = { kernel: flat, sum: flat, background: flat };
  const pulls = difference.filter((_, i) => mask[i] === 0 && i % 7 === 0);
  const sigmas = noise.filter((_, i) => mask[i] === 0 && i % 7 === 0);
  return {
    ...{ widthPx, heightPx, difference, noise, mask, scale: 1, fwhmPx: science.fwhmPx },
    convolved: planes.convolved.data.map((value) => (value > -Infinity && value < Infinity ? value : 0)),
    stars: common,
    kernel: new MatchingKernel(basis, model, Float64Array.of(1, 0)),
    sharperVariance: new Float32Array(difference.length),
    broaderVariance: noise.map((sigma) => sigma * sigma),
    quality: {
      ...{ convolved: 'template', scienceFwhmPx: science.fwhmPx, templateFwhmPx: template.fwhmPx },
      ...{ kernelRadiusPx: Math.ceil(3 * Math.max(science.fwhmPx, template.fwhmPx)), stampsUsed: 0, stampsRejected: 0 },
      ...{ kernelSum: NaN, kernelSumScatter: NaN, chi2: NaN, asymmetry: NaN },
      // which of them it used it does not say; what a star looks like they tell all the same
      stamps: stars.slice(0, profileStars).map(({ xPx, yPx }) => ({ xPx, yPx, used: true, chi2: NaN, fluxRatio: NaN })),
      pull: madSigma(pulls.map((value, i) => value / (sigmas[i] ?? NaN))),
      maskedFraction: mask.reduce((count, bits) => count + (bits === 0 ? 0 : 1), 0) / mask.length,
    },
  };
}
