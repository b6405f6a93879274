import {
  extractOptimally,
  measureObjects,
  meshBackground,
  moffatProfile,
  random,
  renderFrame,
  type TrueStar,
} from '@nightjar/imaging';
import { deviation, mean, pull, round } from '../figures.js';

const gainEPerAdu = 1.5;

/** 121 stars of one magnitude on a loose grid, FWHM 3 pixels, sky of 150 electrons a pixel. */
function field(mag: number, seed: number) {
  const dice = random(seed);
  const degrees = 2 / 3600;
  const place = (i: number): number => ((i - 5) * 40 + 6 * dice.uniform()) * degrees;
  const stars = Array.from({ length: 121 }, (_, i) => ({
    raDeg: 120 + place(i % 11),
    decDeg: place(Math.floor(i / 11)),
    mag,
  }));
  const { image, truth } = renderFrame({
    ...{
      widthPx: 500,
      heightPx: 500,
      pixelScaleArcsec: 2,
      centre: { raDeg: 120, decDeg: 0 },
      rotationDeg: 0,
      stars,
      seed,
    },
    ...{
      zeroPointMag: 21,
      extinctionMag: 0,
      airmass: 1,
      fwhmArcsec: 6,
      skyMagPerArcsec2: 20.5,
      exposureS: 30,
      gainEPerAdu,
    },
    ...{ readNoiseE: 8, biasAdu: 300, darkEPerS: 0, saturationAdu: 65_535, cosmicRaysPerFrame: 0 },
  });
  const background = meshBackground(image, { cellPx: 64, level: 'mode' });
  const level = background.levelMap();
  const data = Float32Array.from(image.data, (value, i) => value - (level[i] ?? NaN));
  return { frame: { image: { ...image, data }, rms: background.rmsMap(), gainEPerAdu }, stars: truth.stars };
}

type Measure = (
  frame: ReturnType<typeof field>['frame'],
  stars: readonly TrueStar[],
) => readonly { fluxAdu: number; fluxErrorAdu: number }[];

const ways: Readonly<Record<string, Measure>> = {
  aperture: (frame, stars) => measureObjects(frame, stars, { radiusPx: 4.5 }),
  annulus: (frame, stars) => measureObjects(frame, stars, { radiusPx: 4.5, annulusPx: [12, 18] }),
  optimal: (frame, stars) => extractOptimally(frame, stars, { profileAt: () => moffatProfile(3, 3.5), radiusPx: 6 }),
};

/** For each way and magnitude: S/N, bias against the light that a noiseless star puts into the aperture, pull. */
export function fluxes(seeds: number) {
  return Object.entries(ways).flatMap(([way, measure]) => {
    const bright = field(9.5, 999);
    const share = mean(
      measure(bright.frame, bright.stars).map(
        ({ fluxAdu }, i) => (fluxAdu * gainEPerAdu) / (bright.stars[i]?.electrons ?? NaN),
      ),
    );
    return [12, 14, 16, 17.5].map((mag) => {
      const found = Array.from({ length: seeds }, (_, seed) => field(mag, 100 * mag + seed)).flatMap(
        ({ frame, stars }) =>
          measure(frame, stars).map((flux, i) => ({
            ...flux,
            truth: ((stars[i]?.electrons ?? NaN) * share) / gainEPerAdu,
          })),
      );
      const ratios = found.map(({ fluxAdu, truth }) => fluxAdu / truth);
      return {
        ...{ way, mag, stars: found.length, snr: round(mean(found.map((flux) => flux.truth / flux.fluxErrorAdu)), 1) },
        biasPercent: round(100 * (mean(ratios) - 1)),
        biasErrorPercent: round((100 * deviation(ratios)) / Math.sqrt(ratios.length)),
        pull: pull(found.map(({ fluxAdu, fluxErrorAdu, truth }) => (fluxAdu - truth) / fluxErrorAdu)),
      };
    });
  });
}
