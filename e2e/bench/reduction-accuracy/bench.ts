import { astrometry, optics } from './astrometry.js';
import { differences } from './differences.js';
import { skies } from './field.js';
import { judgeFrames } from './judged-frame.js';
import { apertureShare } from './share.js';
import { detections, measurements } from './sources.js';
import { table } from './table.js';
import { zeroPoints } from './zero-points.js';

/** How many frames the figures are made of: of each sky, of the real sky with each optics, pairs to subtract. */
const frames = { each: 5, fields: 6, pairs: 10 } as const;

const about = (value: number, error: number): string => `${value} ± ${error}`;
const pulled = ({ pullMean: mean, pullSigma: sigma }: { pullMean: number; pullSigma: number }): string =>
  about(mean, sigma);
const spread = ({ mean, deviation }: { mean: number; deviation: number }): string =>
  `${mean.toFixed(2)} ± ${deviation.toFixed(2)}`;
const say = (title: string, rows: Parameters<typeof table>[0]): void => console.log(`${title}\n\n${table(rows)}\n`);

/** Prints a table of each, and all of them as JSON on the last line. */
export function bench(seed: number): void {
  const share = apertureShare();
  console.log(`seed ${seed}; the aperture holds ${(100 * share).toFixed(1)} % of a star's light\n`);
  const judged = skies.map((sky) => {
    const all = judgeFrames(sky, frames.each, seed);
    return {
      sky: sky.name,
      detections: detections(all, share),
      measurements: measurements(all, share),
      zeroPoints: [true, false].map((filterBlends) => ({ filterBlends, ...zeroPoints(all, share, filterBlends) })),
    };
  });
  say(
    'Detection',
    judged.flatMap(({ sky, detections: rows }) =>
      rows.map((row) => ({
        ...{ sky, mag: row.mag, stars: row.stars, 'complete %': row.completePercent },
        ...{ 'complete, filtered %': row.completeFilteredPercent, sources: row.sources },
        ...{ 'pure %': row.purePercent, 'pure, filtered %': row.pureFilteredPercent },
      })),
    ),
  );
  say(
    'Fluxes and places',
    judged.flatMap(({ sky, measurements: rows }) =>
      rows.map(({ mag, stars, flux, x, y }) => ({
        ...{ sky, mag, stars, 'flux bias %': about(flux.bias, flux.biasError), 'flux pull': pulled(flux) },
        ...{ 'flux outliers %': flux.outlierPercent, 'x bias mpx': about(x.bias, x.biasError), 'x pull': pulled(x) },
        ...{ 'y bias mpx': about(y.bias, y.biasError), 'y pull': pulled(y), 'x outliers %': x.outlierPercent },
      })),
    ),
  );
  say(
    'Zero points and colour terms',
    judged.flatMap(({ sky, zeroPoints: rows }) =>
      rows.map(({ zeroPoint: zero, colourTerm: term, ...row }) => ({
        ...{ sky, stars: row.filterBlends ? 'without neighbours' : 'all' },
        'bias of measurement mmag': about(row.measurement.bias, row.measurement.biasError),
        ...{ fits: row.fits, 'stars used': row.starsUsed, 'scatter mmag': row.scatterMmag },
        ...{ 'zero point bias mmag': about(zero.bias, zero.biasError), 'zero point pull': spread(zero.pull) },
        ...{ 'colour term bias / 1000': about(term.bias, term.biasError), 'colour term pull': spread(term.pull) },
      })),
    ),
  );
  const coordinates = optics.map((one) => astrometry(one, frames.fields, seed));
  say('Coordinates', coordinates);
  const subtracted = differences(frames.pairs, seed);
  say(
    `Differences, ${subtracted.falseKeptPerFrame} false candidates kept on a frame`,
    subtracted.rows.map((row) => ({
      ...{ mag: row.mag, injected: row.injected, 'found %': row.foundPercent, 'kept %': row.keptPercent },
      ...{ 'risen kept %': row.risenKeptPercent, 'gone kept %': row.goneKeptPercent },
      ...{ 'flux bias %': about(row.biasPercent, row.biasErrorPercent), 'flux pull': spread(row.pull) },
    })),
  );
  const bench = 'reduction-accuracy';
  console.log(JSON.stringify({ bench, seed, frames, share, judged, coordinates, differences: subtracted }));
}
