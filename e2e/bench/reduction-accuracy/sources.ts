import type { FrameTruth, TrueStar } from '@nightjar/imaging';
import { deviation, mean, round } from '../figures.js';
import { camera, expose, fwhmPx, gainEPerAdu, type Sky } from './field.js';
import { near, pair } from './pair.js';
import { reduce, type Measured } from './reduce.js';

/** Bins of true magnitude, by their bright edge, one magnitude wide. */
export const bins = [10, 11, 12, 13, 14, 15, 16, 17] as const;
const edgePx = 15;
/** Further off than so many errors nothing is an error of measurement any more: a neighbour, a trail. */
const outlying = 5;

const inside = ({ xPx, yPx }: { xPx: number; yPx: number }): boolean =>
  Math.min(xPx, yPx, camera.widthPx + 1 - xPx, camera.heightPx + 1 - yPx) > edgePx;

/** One frame: its true stars, its sources, and who is who. */
interface Judged {
  readonly truth: FrameTruth;
  readonly measured: readonly Measured[];
  /** For each true star its source. */
  readonly sourceOf: readonly (number | undefined)[];
  /** For each source: some true star lies within one FWHM. */
  readonly isTrue: readonly boolean[];
}

function judge(sky: Sky, seed: number): Judged {
  const { image, truth } = expose(sky, seed);
  const measured = reduce(image);
  const places = measured.map(({ source }) => source);
  return {
    ...{ truth, measured },
    sourceOf: pair(truth.stars, places, fwhmPx),
    isTrue: near(places, truth.stars, fwhmPx),
  };
}

const percent = (part: number, whole: number): number => round((100 * part) / whole, 1);

/** How far measured values are from true ones, in themselves and in units of their errors; outliers left out. */
function errorsOf(values: readonly { readonly off: number; readonly error: number }[]) {
  const pulls = values.map(({ off, error }) => off / error);
  const sound = values.filter((_, i) => Math.abs(pulls[i] ?? NaN) < outlying);
  const kept = pulls.filter((pull) => Math.abs(pull) < outlying);
  const offs = sound.map(({ off }) => off);
  return {
    bias: mean(offs),
    biasError: deviation(offs) / Math.sqrt(offs.length),
    pullMean: round(mean(kept), 2),
    pullSigma: round(deviation(kept), 2),
    outlierPercent: percent(values.length - kept.length, values.length),
  };
}

/**
 * Completeness, purity, places and fluxes by magnitude. A source's magnitude is that of the true zero point.
 * @param share of a star's light in the aperture
 */
export function sources(sky: Sky, frames: number, seed: number, share: number) {
  const all = Array.from({ length: frames }, (_, i) => judge(sky, 1000 * seed + i));
  const zero = camera.zeroPointMag + 2.5 * Math.log10((camera.exposureS * share) / gainEPerAdu);
  return bins.map((bright) => {
    const isIn = (mag: number): boolean => mag >= bright && mag < bright + 1;
    const seenMag = (star: TrueStar): number => star.mag + (camera.colourTerm ?? 0) * (star.colour ?? 0);
    const stars = all.flatMap(({ truth, measured, sourceOf }) =>
      truth.stars.flatMap((star, i) => {
        const at = sourceOf[i];
        return isIn(seenMag(star)) && inside(star)
          ? [{ star, found: at === undefined ? undefined : measured[at] }]
          : [];
      }),
    );
    const claimed = all.flatMap(({ measured, isTrue }) =>
      measured.flatMap(({ source, flux }, i) =>
        isIn(zero + flux.instrumentalMag) && inside(source) ? [isTrue[i] ?? false] : [],
      ),
    );
    // deblended ones count, those that are saturated or cut do not
    const good = stars.flatMap(({ star, found }) =>
      found && (found.flux.flags & ~3) === 0 && (found.source.flags & ~3) === 0 ? [{ star, found }] : [],
    );
    const flux = errorsOf(
      good.map(({ star, found: { flux } }) => {
        const true_ = (star.electrons * share) / gainEPerAdu;
        return { off: flux.fluxAdu / true_ - 1, error: flux.fluxErrorAdu / true_ };
      }),
    );
    const x = errorsOf(good.map(({ star, found }) => ({ off: found.source.xPx - star.xPx, error: found.xErrorPx })));
    const y = errorsOf(good.map(({ star, found }) => ({ off: found.source.yPx - star.yPx, error: found.yErrorPx })));
    return {
      ...{ sky: sky.name, mag: `${bright}-${bright + 1}`, stars: stars.length },
      completenessPercent: percent(stars.filter(({ found }) => found).length, stars.length),
      ...{ sources: claimed.length, purityPercent: percent(claimed.filter(Boolean).length, claimed.length) },
      flux: { ...flux, bias: round(100 * flux.bias, 2), biasError: round(100 * flux.biasError, 2) },
      x: { ...x, bias: round(1000 * x.bias, 1), biasError: round(1000 * x.biasError, 1) },
      y: { ...y, bias: round(1000 * y.bias, 1), biasError: round(1000 * y.biasError, 1) },
    };
  });
}
export type SourceRow = ReturnType<typeof sources>[number];
