import type { Pixels } from '@nightjar/astro';
import type { Image } from '../image.js';
import { madSigma } from '../statistics/robust.js';
import { chooseStamps, commonStars, typicalFwhm, type CommonStar } from './choose-stamps.js';
import { DifferenceError } from './error.js';
import { fitKernel, type KernelFit, type StampQuality } from './fit-kernel.js';
import { chooseBasis, type KernelBasis } from './kernel-basis.js';
import { kernelAsymmetry, type MatchingKernel } from './kernel.js';
import { preparePlane, type DifferenceFrame, type Plane } from './plane.js';
import { FramePolynomial } from './polynomial.js';
import { cutStamp, type Stamp } from './stamp.js';
import { differenceMask, subtract } from './subtract.js';

export interface DifferenceSettings {
  /** Which frame is convolved. Default: the one with the sharper stars. */
  readonly convolve?: 'sharper' | 'template' | 'science';
  /** Orders of the polynomials over the frame. Defaults 1, 0 and 1. */
  readonly kernelOrder?: number;
  readonly sumOrder?: number;
  readonly backgroundOrder?: number;
  /** Unset: from the two seeings. */
  readonly basis?: KernelBasis;
  /** Side of a cell of the sky background taken off first. Default 256. */
  readonly backgroundPx?: Pixels;
  /** Half side of a stamp. Default 4 FWHM. */
  readonly stampHalfPx?: Pixels;
  /** Cells along each axis and stamps in each. Defaults 8 and 4. */
  readonly stampCells?: number;
  readonly stampsPerCell?: number;
}

export interface DifferenceQuality {
  readonly convolved: 'template' | 'science';
  readonly scienceFwhmPx: Pixels;
  readonly templateFwhmPx: Pixels;
  readonly kernelRadiusPx: Pixels;
  readonly stampsUsed: number;
  readonly stampsRejected: number;
  /** Sum of the kernel in the middle of the frame: flux of a star on the other frame over that on the convolved one. */
  readonly kernelSum: number;
  /** Standard deviation of the sum from star to star. */
  readonly kernelSumScatter: number;
  /** Median over the stamps used of the mean squared residual in units of the noise. */
  readonly chi2: number;
  /** Share of the kernel that does not mirror itself: shows a shift between the frames or a bad fit. */
  readonly asymmetry: number;
  /** Robust standard deviation of the difference in units of its noise: 1 when the noise is what it says. */
  readonly pull: number;
  /** Share of pixels that the mask excludes. */
  readonly maskedFraction: number;
  readonly stamps: readonly StampQuality[];
}

/** Science less template on the flux scale of the science frame. */
export interface Difference {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly difference: Float32Array;
  /** The convolved frame on the science frame's flux scale, sky at zero: the template, or the science frame itself. */
  readonly convolved: Float32Array;
  /** Standard deviation of each pixel of the difference, ADU. */
  readonly noise: Float32Array;
  /** Bits of {@link differenceMask}; 0 = sound. */
  readonly mask: Uint8Array;
  readonly quality: DifferenceQuality;
  readonly kernel: MatchingKernel;
  /** Stars that are on the science frame and on the template, as second; brightest first. */
  readonly stars: readonly CommonStar[];
  /** Variance of the frame that was convolved, before it was, and of the other one; both on the science scale. */
  readonly sharperVariance: Float32Array;
  readonly broaderVariance: Float32Array;
  /** The other frame's flux is that of the science frame divided by this. */
  readonly scale: number;
  /** Width of the stars of the difference. */
  readonly fwhmPx: Pixels;
}

/**
 * Subtracts a template from a science frame after matching their point spread functions (Alard & Lupton 1998; Alard
 * 2000): a sum of basis kernels whose weights are polynomials over the frame, times the sharper frame, plus a
 * polynomial background, fits the other frame in stamps about isolated stars. The noise map holds the noise of each
 * frame once, that of the convolved one carried through the square of the kernel. Bad pixels grow by the kernel.
 * @throws DifferenceError when the frames differ in size or no kernel can be found.
 */
export function differenceFrames(
  science: DifferenceFrame,
  template: DifferenceFrame,
  settings: DifferenceSettings = {},
): Difference {
  checkSizes(science.image, template.image);
  const backgroundPx = settings.backgroundPx ?? 256;
  const planes = {
    science: preparePlane(science, differenceMask.science, backgroundPx),
    template: preparePlane(template, differenceMask.template, backgroundPx, differenceMask.uncovered),
  };
  const stars = commonStars(planes.science, planes.template, science.stars, science.fwhmPx ?? 3);
  if (stars.length < 3 && planes.science.mask.every((bad) => bad !== 0)) {
    throw new DifferenceError(
      'all_masked',
      'every pixel of the science frame is masked: look at its saturation level and mask',
    );
  }
  const scienceFwhmPx = science.fwhmPx ?? typicalFwhm(stars, 'firstFwhmPx');
  const templateFwhmPx = template.fwhmPx ?? typicalFwhm(stars, 'secondFwhmPx');
  const wish = settings.convolve ?? 'sharper';
  const convolved = wish !== 'sharper' ? wish : scienceFwhmPx < templateFwhmPx ? 'science' : 'template';
  const other = convolved === 'science' ? 'template' : 'science';
  const fwhm = { sharper: Math.min(scienceFwhmPx, templateFwhmPx), broader: Math.max(scienceFwhmPx, templateFwhmPx) };
  if (!(fwhm.sharper > 0)) throw tooFew(stars.length);
  const basis = settings.basis ?? chooseBasis(fwhm.sharper, fwhm.broader);
  const fit = match(planes[convolved], planes[other], basis, stars, fwhm.broader, settings);
  const result = subtract(planes[convolved], planes[other], fit.kernel, convolved);
  return {
    ...result,
    kernel: fit.kernel,
    stars,
    fwhmPx: convolved === 'template' ? scienceFwhmPx : templateFwhmPx,
    quality: {
      convolved,
      scienceFwhmPx,
      templateFwhmPx,
      ...describe(fit, planes.science),
      pull: pullOf(result),
      maskedFraction: result.mask.reduce((count, bits) => count + (bits === 0 ? 0 : 1), 0) / result.mask.length,
    },
  };
}

function checkSizes(science: Image, template: Image): void {
  if (science.widthPx === template.widthPx && science.heightPx === template.heightPx) return;
  throw new DifferenceError(
    'sizes_differ',
    `the science frame has ${science.widthPx} x ${science.heightPx} pixels, the template ${template.widthPx} x ` +
      `${template.heightPx}: reproject the template onto the science frame first`,
  );
}

const tooFew = (count: number): DifferenceError =>
  new DifferenceError(
    'too_few_stars',
    `${count} stars are on both frames, isolated and unsaturated: check that the frames are registered, or give stars`,
  );

function match(
  convolved: Plane,
  other: Plane,
  basis: KernelBasis,
  stars: ReturnType<typeof commonStars>,
  fwhmPx: number,
  settings: DifferenceSettings,
): KernelFit {
  const halfPx = Math.round(settings.stampHalfPx ?? Math.min(25, Math.max(6, Math.ceil(4 * fwhmPx))));
  const chosen = chooseStamps(stars, convolved, {
    isolationPx: Math.max(6, 3 * fwhmPx),
    cells: settings.stampCells ?? 8,
    perCell: settings.stampsPerCell ?? 4,
    ceilingAdu: 0.9 * Math.min(convolved.ceilingAdu, other.ceilingAdu),
  });
  const stamps = chosen.flatMap((star): Stamp[] => {
    const stamp = cutStamp(convolved, other, basis, star, halfPx);
    return stamp ? [stamp] : [];
  });
  if (stamps.length < 3) throw tooFew(stamps.length);
  const order = (wanted: number): number => affordable(wanted, stamps.length);
  const polynomial = (wanted: number) => new FramePolynomial(order(wanted), convolved.widthPx, convolved.heightPx);
  const model = {
    kernel: polynomial(settings.kernelOrder ?? 1),
    sum: polynomial(settings.sumOrder ?? 0),
    background: polynomial(settings.backgroundOrder ?? 1),
  };
  const fit = fitKernel(stamps, basis, model);
  if (fit && fit.kernel.sumAt((convolved.widthPx + 1) / 2, (convolved.heightPx + 1) / 2) > 0) return fit;
  throw new DifferenceError(
    'no_fit',
    'no kernel fits the stamps: are these frames of the same field, registered to a pixel?',
  );
}

/** The highest order up to the one wanted for which there are four stamps a term. */
function affordable(wanted: number, stamps: number): number {
  for (let order = wanted; order > 0; order--) if (stamps >= 2 * (order + 1) * (order + 2)) return order;
  return 0;
}

function describe({ kernel, stamps, sumScatter }: KernelFit, { widthPx, heightPx }: Plane) {
  const used = stamps.filter((stamp) => stamp.used);
  const middle = kernel.at((widthPx + 1) / 2, (heightPx + 1) / 2);
  const kernelSum = kernel.sumAt((widthPx + 1) / 2, (heightPx + 1) / 2);
  const chi2 = used.map((stamp) => stamp.chi2).sort((a, b) => a - b)[used.length >> 1] ?? NaN;
  return {
    kernelRadiusPx: kernel.radiusPx,
    stampsUsed: used.length,
    stampsRejected: stamps.length - used.length,
    kernelSum,
    kernelSumScatter: kernelSum * sumScatter,
    chi2,
    asymmetry: kernelAsymmetry(middle),
    stamps,
  };
}

/** Of some ten thousand sound pixels. */
function pullOf({ difference, noise, mask }: Pick<Difference, 'difference' | 'noise' | 'mask'>): number {
  const step = Math.max(1, Math.floor(difference.length / 20_011));
  const pulls: number[] = [];
  for (let i = 0; i < difference.length; i += step) {
    if (mask[i] === 0) pulls.push((difference[i] ?? 0) / (noise[i] ?? NaN));
  }
  return madSigma(pulls);
}

/** The difference in units of its noise; 0 where it is masked. */
export function scaledDifference({ difference, noise, mask }: Difference): Float32Array {
  const scaled = new Float32Array(difference.length);
  for (let i = 0; i < scaled.length; i++) if (mask[i] === 0) scaled[i] = (difference[i] ?? 0) / (noise[i] ?? NaN);
  return scaled;
}

/** Pictures of the kernel on a grid over the frame, for the eye: `count` by `count` of them, side by side. */
export function kernelSamples({ kernel, widthPx, heightPx }: Difference, count = 3): Image<Float32Array> {
  const size = 2 * kernel.radiusPx + 1;
  const [side, data] = [size * count, new Float32Array((size * count) ** 2)];
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const sample = kernel.at(((column + 0.5) / count) * widthPx, ((row + 0.5) / count) * heightPx);
      sample.forEach((value, i) => {
        data[(row * size + Math.floor(i / size)) * side + column * size + (i % size)] = value;
      });
    }
  }
  return { widthPx: side, heightPx: side, data };
}
