import { astrometry, optics } from './astrometry.js';
import { differences } from './differences.js';
import { skies } from './field.js';
import { apertureShare } from './share.js';
import { sources } from './sources.js';
import { table } from './table.js';
import { zeroPoints } from './zero-points.js';

/** How many frames each figure is made of. */
const frames = { sources: 4, zeroPoints: 20, fields: 6, differences: 12 } as const;

const about = (value: number, error: number): string => `${value} ± ${error}`;
const pulled = ({ pullMean, pullSigma }: { pullMean: number; pullSigma: number }): string =>
  `${pullMean} ± ${pullSigma}`;
const spread = ({ mean, deviation }: { mean: number; deviation: number }): string =>
  `${mean.toFixed(2)} ± ${deviation.toFixed(2)}`;

/** Prints a table of each, and all of them as JSON on the last line. */
export function bench(seed: number): void {
  const share = apertureShare();
  console.log(`seed ${seed}; the aperture holds ${(100 * share).toFixed(1)} % of a star's light\n`);

  const measured = skies.flatMap((sky) => sources(sky, frames.sources, seed, share));
  say(
    'Sources',
    measured.map((row) => ({
      ...{ sky: row.sky, mag: row.mag, stars: row.stars, 'complete %': row.completenessPercent },
      ...{ sources: row.sources, 'pure %': row.purityPercent },
      'flux bias %': about(row.flux.bias, row.flux.biasError),
      ...{ 'flux pull': pulled(row.flux), 'flux outliers %': row.flux.outlierPercent },
      'x bias mpx': about(row.x.bias, row.x.biasError),
      'y bias mpx': about(row.y.bias, row.y.biasError),
      ...{ 'x pull': pulled(row.x), 'y pull': pulled(row.y), 'x outliers %': row.x.outlierPercent },
    })),
  );
  const calibrated = skies.map((sky) => zeroPoints(sky, frames.zeroPoints, seed, share));
  say(
    'Zero points and colour terms',
    calibrated.map(({ zeroPointMmag: zero, colourTermThousandths: term, ...row }) => ({
      ...{ sky: row.sky, frames: row.frames, 'stars used': row.starsUsed, 'scatter mmag': row.scatterMmag },
      ...{ 'zero point bias mmag': about(zero.bias, zero.biasError), 'zero point pull': spread(zero.pull) },
      ...{ 'colour term bias /1000': about(term.bias, term.biasError), 'colour term pull': spread(term.pull) },
    })),
  );
  const solved = optics.map((one) => astrometry(one, frames.fields, seed));
  say('Coordinates', solved);
  const subtracted = differences(frames.differences, seed);
  say(
    `Differences (${subtracted.falseKeptPerFrame} false candidates kept on a frame)`,
    subtracted.rows.map((row) => ({
      ...{ mag: row.mag, injected: row.injected, 'found %': row.foundPercent, 'kept %': row.keptPercent },
      ...{ 'risen kept %': row.risenKeptPercent, 'gone kept %': row.goneKeptPercent },
      ...{ 'flux bias %': about(row.biasPercent, row.biasErrorPercent), 'flux pull': spread(row.pull) },
    })),
  );
  console.log(
    JSON.stringify({
      ...{ bench: 'reduction-accuracy', seed, frames, share, sources: measured, zeroPoints: calibrated },
      ...{ astrometry: solved, differences: subtracted },
    }),
  );
}

const say = (title: string, rows: Parameters<typeof table>[0]): void => console.log(`${title}\n\n${table(rows)}\n`);
