import {
  catalogueOffset,
  colourTerms,
  fitZeroPointModel,
  objectFlag,
  random,
  zeroPointAt,
  type ZeroPointModelFit,
} from '@nightjar/imaging';
import { calibrationStar, matchStars } from '@nightjar/pipelines';
import { deviation, mean, pull, round } from '../figures.js';
import { camera, colourTerm, fwhmPx, gainEPerAdu } from './field.js';
import type { JudgedFrame } from './judged-frame.js';
import { saturationAdu } from './reduce.js';

/** Error of a magnitude of the played catalogue, whose band differs from the camera's by the colour term. */
const catalogueMagError = 0.02;
const [brightestReference, faintestReference] = [10, 15.5];
/** The stars of a frame are dealt out to so many fits, which share none. */
const fitsPerFrame = 4;

const middle = { xPx: camera.widthPx / 2, yPx: camera.heightPx / 2 };
/** Colour of the mean star here, about which a zero point is known best. */
const meanColour = 0.7;

interface Choice {
  /** Stars with neighbours are left out, as by default. */
  readonly filterBlends: boolean;
  /** The catalogue is right to the last digit, though it states its error. */
  readonly exact?: boolean;
}

/** Stars of a frame that photometry lets say how bright others are, by a catalogue that knows every star of it. */
function chosen({ seed, truth, measured, isOdd }: JudgedFrame, { filterBlends, exact = false }: Choice) {
  const dice = random(seed + 500_000);
  const stars = truth.stars.map((star) => ({
    ...{ raDeg: star.raDeg, decDeg: star.decDeg },
    mag: star.mag + (exact ? 0 : catalogueMagError * dice.normal()),
    ...{ magError: catalogueMagError, colour: star.colour ?? NaN },
    star: { raDeg: star.raDeg, decDeg: star.decDeg, mags: {} },
  }));
  const objects = measured.map(({ source, flux }, i) => ({
    ...{ ...flux, source },
    flags: flux.flags | source.flags | (isOdd[i] ? objectFlag.unusualShape : 0),
  }));
  const found = { objects, fwhmPx, radiusPx: fwhmPx };
  const range = { catMagLower: brightestReference, catMagUpper: faintestReference, limitSigma: 5 };
  const settings = { ...range, flags: { filterBlends } };
  return matchStars(camera, truth.wcs, found, { stars }, saturationAdu, [], settings).flatMap((star) =>
    star.unfit === undefined ? [calibrationStar(star, {})] : [],
  );
}

type Fit = Extract<ZeroPointModelFit, { kind: 'fit' }>;

/** One fit of each part that a frame's stars are dealt out to. */
function calibrate(frame: JudgedFrame, parts: number, choice: Choice): Fit[] {
  const stars = chosen(frame, choice);
  return Array.from({ length: parts }, (_, part) => {
    const own = stars.filter((__, i) => i % parts === part);
    const fit = fitZeroPointModel(own, { spatialOrder: 1, colourOrder: 1 });
    return fit.kind === 'fit' ? [fit] : [];
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

/**
 * Bias (thousandths of a magnitude) and pull of zero point and colour term, by the stars that photometry chooses; and what the
 * zero point of a star of mean colour is off by (`measurement`) where the catalogue is not, from all stars of each frame at once.
 * @param apertureShare of a star's light @param filterBlends stars with neighbours are left out, as by default
 */
export function zeroPoints(frames: readonly JudgedFrame[], apertureShare: number, filterBlends = true) {
  const fits = frames.flatMap((frame) => calibrate(frame, fitsPerFrame, { filterBlends }));
  const zero = camera.zeroPointMag + 2.5 * Math.log10((camera.exposureS * apertureShare) / gainEPerAdu);
  const zeros = fits.map(({ model }) => zeroPointAt(model, middle));
  const terms = fits.flatMap(({ model }) => colourTerms(model));
  const exact = frames.flatMap((frame) => calibrate(frame, 1, { filterBlends, exact: true }));
  const place = { ...middle, instrumentalMag: 0, colour: meanColour };
  const { bias, biasError } = judge(
    exact.map(({ model }) => catalogueOffset(model, place)),
    zero - colourTerm * meanColour,
  );
  return {
    ...{ fits: fits.length, starsUsed: round(mean(fits.map(({ starsUsed }) => starsUsed)), 0) },
    scatterMmag: round(1000 * mean(fits.map(({ scatter }) => scatter)), 1),
    measurement: { starsUsed: round(mean(exact.map(({ starsUsed }) => starsUsed)), 0), bias, biasError },
    // the model is catalogue less instrument: the sign of the colour term turns
    ...{ zeroPoint: judge(zeros, zero), colourTerm: judge(terms, -colourTerm) },
  };
}
