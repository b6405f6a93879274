import { colourTerms, fitZeroPointModel, random, zeroPointAt, type CalibrationStar } from '@nightjar/imaging';
import { deviation, mean, pull, round } from '../figures.js';
import { camera, colourTerm, gainEPerAdu } from './field.js';
import type { JudgedFrame } from './judged-frame.js';

/** Error of a magnitude of the played catalogue, whose band differs from the camera's by the colour term. */
const catalogueMagError = 0.02;
const [brightestReference, faintestReference] = [10, 15.5];
/** The stars of a frame are dealt out to so many fits, which share none. */
const fitsPerFrame = 4;

/** Zero point at the middle of the frame and colour term, from each quarter of its stars. */
function calibrate({ seed, truth, measured, sourceOf }: JudgedFrame) {
  const dice = random(seed + 500_000);
  const stars = truth.stars.flatMap((star, i): CalibrationStar[] => {
    const found = measured[sourceOf[i] ?? -1];
    if (!found || star.mag < brightestReference || star.mag > faintestReference) return [];
    const { xPx, yPx, instrumentalMag, instrumentalMagError } = found.flux;
    const catalogueMag = star.mag + catalogueMagError * dice.normal();
    return [
      {
        ...{ xPx, yPx, instrumentalMag, instrumentalMagError, catalogueMag, catalogueMagError },
        ...{ colour: star.colour ?? NaN, flags: found.flux.flags | found.source.flags },
      },
    ];
  });
  const middle = { xPx: camera.widthPx / 2, yPx: camera.heightPx / 2 };
  return Array.from({ length: fitsPerFrame }, (_, part) => {
    const own = stars.filter((__, i) => i % fitsPerFrame === part);
    const fit = fitZeroPointModel(own, { spatialOrder: 1, colourOrder: 1, acceptFlags: 3 });
    if (fit.kind === 'refused') return [];
    return colourTerms(fit.model).map((term) => ({ fit, zero: zeroPointAt(fit.model, middle), term }));
  }).flat();
}

const judge = (values: readonly { value: number; error: number }[], truth: number) => {
  const offs = values.map(({ value }) => 1000 * (value - truth));
  return {
    bias: round(mean(offs), 2),
    biasError: round(deviation(offs) / Math.sqrt(offs.length), 2),
    pull: pull(values.map(({ value, error }) => (value - truth) / error)),
  };
};

/** Bias (thousandths of a magnitude) and pull of zero point and colour term. @param apertureShare of a star's light */
export function zeroPoints(frames: readonly JudgedFrame[], apertureShare: number) {
  const fits = frames.flatMap(calibrate);
  const zero = camera.zeroPointMag + 2.5 * Math.log10((camera.exposureS * apertureShare) / gainEPerAdu);
  const [zeros, terms] = [fits.map((one) => one.zero), fits.map(({ term }) => term)];
  return {
    ...{ fits: fits.length, starsUsed: round(mean(fits.map(({ fit }) => fit.starsUsed)), 0) },
    scatterMmag: round(1000 * mean(fits.map(({ fit }) => fit.scatter)), 1),
    // the model is catalogue less instrument: the sign of the colour term turns
    ...{ zeroPoint: judge(zeros, zero), colourTerm: judge(terms, -colourTerm) },
  };
}
