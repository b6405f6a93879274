import {
  colourTerms,
  fitSnModel,
  fitZeroPointModel,
  limitAt,
  random,
  zeroPointAt,
  type CalibrationStar,
} from '@nightjar/imaging';
import { mean, pull, round } from '../figures.js';

const truth = { zeroPoint: 22, colourTerm: 0.08, tilt: 0.06 };

/** Stars of a tilted frame through a filter with a colour term; some are matched wrongly. */
function stars(n: number, scatter: number, wrong: number, seed: number): CalibrationStar[] {
  const dice = random(seed);
  return Array.from({ length: n }, () => {
    const [xPx, yPx, mag, colour] = [
      2000 * dice.uniform(),
      2000 * dice.uniform(),
      12 + 4 * dice.uniform(),
      0.7 + 0.4 * dice.normal(),
    ];
    const zero = truth.zeroPoint + (truth.tilt * (xPx - 1000)) / 1000 + truth.colourTerm * colour;
    const instrumentalMagError = 1.0857 / Math.sqrt(10 ** (-0.4 * (mag - zero)));
    const error = Math.hypot(instrumentalMagError, scatter);
    const mistake = dice.uniform() < wrong ? 3 * (dice.uniform() - 0.5) : 0;
    return {
      ...{ xPx, yPx, colour, instrumentalMagError, catalogueMagError: 0.02 },
      instrumentalMag: mag - zero + error * dice.normal() + mistake,
      catalogueMag: mag + 0.02 * dice.normal(),
    };
  });
}

/** Pulls of zero point (frame centre) and colour term over many catalogues. */
export function zeroPoints(seeds: number) {
  return [
    [20, 0, 0],
    [60, 0.03, 0],
    [200, 0.03, 0],
    [200, 0.03, 0.15],
  ].map(([n = 0, scatter = 0, wrong = 0]) => {
    const fits = Array.from({ length: 20 * seeds }, (_, seed) =>
      fitZeroPointModel(stars(n, scatter, wrong, seed + 1), { spatialOrder: 1, colourOrder: 1 }),
    ).flatMap((fit) => (fit.kind === 'fit' ? [fit] : []));
    const centre = fits.map(({ model }) => zeroPointAt(model, { xPx: 1000, yPx: 1000 }));
    const terms = fits.map(({ model }) => colourTerms(model)[0] ?? { value: NaN, error: NaN });
    return {
      ...{ stars: n, scatter, wrongShare: wrong, fits: fits.length },
      zeroPointBiasMmag: round(1000 * (mean(centre.map(({ value }) => value)) - truth.zeroPoint), 2),
      zeroPointPull: pull(centre.map(({ value, error }) => (value - truth.zeroPoint) / error)),
      colourTermBias: round(mean(terms.map(({ value }) => value)) - truth.colourTerm, 4),
      colourTermPull: pull(terms.map(({ value, error }) => (value - truth.colourTerm) / error)),
      scatterFound: round(mean(fits.map((fit) => fit.scatter)), 4),
    };
  });
}

/** Limits against those of photons and sky, magnitudes. */
export function limits(seeds: number) {
  const [zeroPoint, noise] = [25, 80];
  return [10, 5, 3].map((snr) => {
    const exact = zeroPoint - 2.5 * Math.log10((snr ** 2 + Math.sqrt(snr ** 4 + 4 * snr ** 2 * noise ** 2)) / 2);
    const off = Array.from({ length: 10 * seeds }, (_, seed) => {
      const dice = random(seed + 1);
      const model = fitSnModel(
        Array.from({ length: 150 }, () => {
          const mag = 13 + 7 * dice.uniform();
          const flux = 10 ** (0.4 * (zeroPoint - mag));
          return { mag, snr: (flux / Math.sqrt(flux + noise ** 2)) * Math.exp(0.05 * dice.normal()) };
        }),
      );
      return model ? limitAt(model, snr) - exact : NaN;
    });
    return { snr, exact: round(exact), meanOff: round(mean(off), 4), worstOff: round(Math.max(...off.map(Math.abs))) };
  });
}
