import type { Seconds } from '@nightjar/astro';
import type { Configuration } from '@nightjar/contracts';

type Series = readonly Configuration[];

export const exposuresIn = (series: Series): number => series.reduce((sum, { count }) => sum + count, 0);

/** Shutter time and readouts of a series, from the first opening to the end of the last readout. */
export const durationOf = (series: Series, readoutS: Seconds): Seconds =>
  series.reduce((sum, { exposureS, count }) => sum + count * (exposureS + readoutS), 0);

/** The first `exposures` of a series, in order. */
export const firstOf = (series: Series, exposures: number): Configuration[] => {
  let left = exposures;
  return series.flatMap((configuration) => {
    const count = Math.min(left, configuration.count);
    left -= count;
    return count > 0 ? [{ ...configuration, count }] : [];
  });
};

/** What is still to be done of a series after its first `exposures` frames. */
export const restOf = (series: Series, exposures: number): Configuration[] => {
  let done = exposures;
  return series.flatMap((configuration) => {
    const skipped = Math.min(done, configuration.count);
    done -= skipped;
    return configuration.count > skipped ? [{ ...configuration, count: configuration.count - skipped }] : [];
  });
};
