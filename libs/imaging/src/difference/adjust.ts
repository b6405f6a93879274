import type { PixelPosition } from '../image.js';
import { median } from '../statistics/robust.js';
import { chiSquareProbability } from './chi-square.js';
import type { Difference } from './difference.js';
import { matchedFrames } from './find-candidates.js';
import { minimise } from './minimise.js';
import { resampledSquare } from './psf.js';

/** The shift and scale of the template that explain a candidate best. */
export interface Adjustment {
  readonly dxPx: number;
  readonly dyPx: number;
  readonly scale: number;
  /** Chi squared in the box before and after, and its degrees of freedom after. */
  readonly chi2Before: number;
  readonly chi2: number;
  readonly degreesOfFreedom: number;
  /** Probability of so large a chi squared by noise alone, after. */
  readonly probability: number;
  /** A template that is a little off explains what was found: it is no new light. */
  readonly explained: boolean;
}

const mostShiftPx = 1;
const mostScale = 1.3;
/** The flux scale is known to a few percent: a star that needs more than this has changed, and nothing is explained. */
const trustedScale = 1.1;
const likely = 0.01;
const improvement = 0.33;

/** Gives a function that adjusts candidates of one difference; the matched frames are made once. */
export function candidateAdjuster(difference: Difference): (at: PixelPosition, snr: number) => Adjustment {
  const { science, template } = matchedFrames(difference);
  return (at, snr) => {
    const box = Math.max(2, Math.round(difference.fwhmPx));
    const seen = resampledSquare(science, rounded(at), box);
    const noise = resampledSquare({ ...science, data: difference.noise }, rounded(at), box);
    const wide = 3 * box;
    const [skySeen, skyTemplate] = [science, template].map((frame) =>
      modeOf(resampledSquare(frame, rounded(at), wide)),
    ) as [number, number];
    const chi2Of = (dx: number, dy: number, scale: number): number => {
      const { xPx, yPx } = rounded(at);
      const shifted = resampledSquare(template, { xPx: xPx - dx, yPx: yPx - dy }, box);
      let sum = 0;
      for (let i = 0; i < shifted.length; i++) {
        const residual = (seen[i] ?? 0) - skySeen - scale * ((shifted[i] ?? 0) - skyTemplate);
        sum += (residual / (noise[i] || Infinity)) ** 2;
      }
      return sum;
    };
    return adjust(chi2Of, seen.length, snr);
  };
}

function adjust(chi2Of: (dx: number, dy: number, scale: number) => number, pixels: number, snr: number): Adjustment {
  const chi2Before = chi2Of(0, 0, 1);
  const lawful = (at: readonly number[]): boolean =>
    Math.abs(at[0] ?? 0) <= mostShiftPx &&
    Math.abs(at[1] ?? 0) <= mostShiftPx &&
    Math.abs(at[2] ?? 0) <= Math.log(mostScale);
  const cost = (at: readonly number[]): number =>
    lawful(at) ? chi2Of(at[0] ?? 0, at[1] ?? 0, Math.exp(at[2] ?? 0)) : Infinity;
  const best = minimise(cost, [0, 0, 0], [0.2, 0.2, 0.05], { evaluations: 200, tolerance: 1e-4 });
  const degreesOfFreedom = Math.max(1, pixels - 3);
  const probability = chiSquareProbability(best.value, degreesOfFreedom);
  const taken = chi2Before - best.value > 0.5 * snr * snr && Math.abs(best.at[2] ?? 0) <= Math.log(trustedScale);
  return {
    dxPx: best.at[0] ?? 0,
    dyPx: best.at[1] ?? 0,
    scale: Math.exp(best.at[2] ?? 0),
    chi2Before,
    chi2: best.value,
    degreesOfFreedom,
    probability,
    // a faint candidate in a box of pixels is likely as noise from the start: only what the adjustment took away counts
    explained: taken && (probability > likely || best.value < improvement * chi2Before),
  };
}

const rounded = ({ xPx, yPx }: PixelPosition): PixelPosition => ({ xPx: Math.round(xPx), yPx: Math.round(yPx) });

/** SExtractor's estimate of the sky: 2.5 medians less 1.5 means. */
function modeOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return 2.5 * median(values) - 1.5 * mean;
}
