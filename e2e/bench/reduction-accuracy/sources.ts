import type { TrueStar } from '@nightjar/imaging';
import { deviation, mean, round } from '../figures.js';
import { camera, colourTerm, gainEPerAdu } from './field.js';
import { isInside, type JudgedFrame } from './judged-frame.js';
import type { Measured } from './reduce.js';

/** Bins of true magnitude, by their bright edge, one magnitude wide. */
export const bins = [10, 11, 12, 13, 14, 15, 16, 17] as const;
/** Further off than so many errors it is no error of measurement any more: a neighbour, a trail. */
const outlying = 5;

const percent = (part: number, whole: number): number => (whole > 0 ? round((100 * part) / whole, 1) : NaN);
const share = (some: readonly boolean[]): number => percent(some.filter(Boolean).length, some.length);
const seenMag = (star: TrueStar): number => star.mag + colourTerm * (star.colour ?? 0);
const isIn = (bright: number, mag: number): boolean => mag >= bright && mag < bright + 1;

/** Stars of a bin, each with its source if it has one. */
const starsOf = (frames: readonly JudgedFrame[], bright: number) =>
  frames.flatMap(({ truth, measured, sourceOf, isOdd }) =>
    truth.stars.flatMap((star, i) => {
      const at = sourceOf[i] ?? -1;
      const found = measured[at];
      return isIn(bright, seenMag(star)) && isInside(star) ? [{ star, found, kept: !!found && !isOdd[at] }] : [];
    }),
  );

/**
 * Completeness by true magnitude, and purity by measured magnitude (with the true zero point); both also of what the
 * prefilter leaves. @param apertureShare of a star's light
 */
export function detections(frames: readonly JudgedFrame[], apertureShare: number) {
  const zero = camera.zeroPointMag + 2.5 * Math.log10((camera.exposureS * apertureShare) / gainEPerAdu);
  return bins.map((bright) => {
    const stars = starsOf(frames, bright);
    const claimed = frames.flatMap(({ measured, isTrue, isOdd }) =>
      measured.flatMap(({ source, flux }, i) =>
        isIn(bright, zero + flux.instrumentalMag) && isInside(source)
          ? [{ isTrue: isTrue[i] ?? false, isOdd: isOdd[i] ?? false }]
          : [],
      ),
    );
    return {
      ...{ mag: `${bright}-${bright + 1}`, stars: stars.length },
      completePercent: share(stars.map(({ found }) => found !== undefined)),
      completeFilteredPercent: share(stars.map(({ kept }) => kept)),
      sources: claimed.length,
      purePercent: share(claimed.map((one) => one.isTrue)),
      pureFilteredPercent: share(claimed.filter((one) => !one.isOdd).map((one) => one.isTrue)),
    };
  });
}

/** How far measured values are from true ones, in themselves and in units of their errors; outliers left out. */
function errorsOf(values: readonly { readonly off: number; readonly error: number }[], unit: number) {
  const sound = values.filter(({ off, error }) => Math.abs(off / error) < outlying);
  const [offs, pulls] = [sound.map(({ off }) => unit * off), sound.map(({ off, error }) => off / error)];
  return {
    bias: round(mean(offs), 2),
    biasError: round(deviation(offs) / Math.sqrt(offs.length), 2),
    pullMean: round(mean(pulls), 2),
    pullSigma: round(deviation(pulls), 2),
    outlierPercent: percent(values.length - sound.length, values.length),
  };
}

/**
 * Bias and pull of fluxes (percent) and places (thousandths of a pixel) by true magnitude. Deblended sources count,
 * saturated and cut ones do not; nor do bins of which less than half is found: what noise has lifted is not a fair part.
 */
export function measurements(frames: readonly JudgedFrame[], apertureShare: number) {
  return bins.flatMap((bright) => {
    const stars = starsOf(frames, bright);
    if (stars.filter(({ found }) => found).length < stars.length / 2) return [];
    const good = stars.flatMap(({ star, found }) => (found && isSound(found) ? [{ star, found }] : []));
    const fluxes = good.map(({ star, found: { flux } }) => {
      const expected = (star.electrons * apertureShare) / gainEPerAdu;
      return { off: flux.fluxAdu / expected - 1, error: flux.fluxErrorAdu / expected };
    });
    const x = good.map(({ star, found }) => ({ off: found.source.xPx - star.xPx, error: found.xErrorPx }));
    const y = good.map(({ star, found }) => ({ off: found.source.yPx - star.yPx, error: found.yErrorPx }));
    return [
      {
        ...{ mag: `${bright}-${bright + 1}`, stars: good.length },
        ...{ flux: errorsOf(fluxes, 100), x: errorsOf(x, 1000), y: errorsOf(y, 1000) },
      },
    ];
  });
}

/** Neighbours and deblending are no reason not to trust it; everything else is. */
const isSound = ({ flux, source }: Measured): boolean => ((flux.flags | source.flags) & ~3) === 0;
