import { colourTerms, fitZeroPointModel, random, zeroPointAt } from '@nightjar/imaging';
import { deviation, mean, pull, round } from '../figures.js';
import { camera, colourTerm, expose, fwhmPx, gainEPerAdu, type Sky } from './field.js';
import { pair } from './pair.js';
import { reduce } from './reduce.js';

/** Error of a magnitude of the played catalogue. */
const catalogueMagError = 0.02;
const faintestReference = 15.5;

/** Zero point at the middle and colour term of one frame, from its stars in a catalogue of another band. */
function calibrate(sky: Sky, seed: number) {
  const dice = random(seed + 500_000);
  const { image, truth } = expose(sky, seed);
  const measured = reduce(image);
  const catalogue = truth.stars.filter(({ mag }) => mag > 10 && mag < faintestReference);
  const partners = pair(
    measured.map(({ source }) => source),
    catalogue,
    fwhmPx,
  );
  const stars = measured.flatMap(({ source, flux }, i) => {
    const star = catalogue[partners[i] ?? -1];
    if (!star) return [];
    const { xPx, yPx, instrumentalMag, instrumentalMagError } = flux;
    const catalogueMag = star.mag + catalogueMagError * dice.normal();
    return [
      {
        ...{ xPx, yPx, instrumentalMag, instrumentalMagError, catalogueMag, catalogueMagError },
        ...{ colour: star.colour ?? NaN, flags: flux.flags | source.flags },
      },
    ];
  });
  const fit = fitZeroPointModel(stars, { spatialOrder: 1, colourOrder: 1 });
  if (fit.kind === 'refused') return undefined;
  const [term] = colourTerms(fit.model);
  const middle = { xPx: camera.widthPx / 2, yPx: camera.heightPx / 2 };
  return { fit, zero: zeroPointAt(fit.model, middle), term: term ?? { value: NaN, error: NaN } };
}

/** Bias and pull of zero point and colour term over frames of one sky. @param share of a star's light in the aperture */
export function zeroPoints(sky: Sky, frames: number, seed: number, share: number) {
  const fits = Array.from({ length: frames }, (_, i) => calibrate(sky, 1000 * seed + 100 + i)).flatMap(
    (one) => one ?? [],
  );
  const trueZero = camera.zeroPointMag + 2.5 * Math.log10((camera.exposureS * share) / gainEPerAdu);
  const judge = (values: readonly { value: number; error: number }[], truth: number, unit: number) => {
    const offs = values.map(({ value }) => unit * (value - truth));
    return {
      bias: round(mean(offs), 2),
      biasError: round(deviation(offs) / Math.sqrt(offs.length), 2),
      pull: pull(values.map(({ value, error }) => (value - truth) / error)),
    };
  };
  return {
    ...{ sky: sky.name, frames: fits.length, starsUsed: round(mean(fits.map(({ fit }) => fit.starsUsed)), 0) },
    scatterMmag: round(1000 * mean(fits.map(({ fit }) => fit.scatter)), 1),
    // catalogue less instrument: the sign turns
    zeroPointMmag: judge(
      fits.map(({ zero }) => zero),
      trueZero,
      1000,
    ),
    colourTermThousandths: judge(
      fits.map(({ term }) => term),
      -colourTerm,
      1000,
    ),
  };
}
export type ZeroPointRow = ReturnType<typeof zeroPoints>;
