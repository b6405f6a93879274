import type { SextractorRun } from './sextractor.js';

/**
 * The same run on a difference frame whose noise map is a file beside it. The map already holds the photons of the
 * sources: `WEIGHT_GAIN N` keeps SExtractor from adding them once more (it scales the gain by the map otherwise, and
 * sources of S/N 40 come out at 4). The sky of a difference is zero.
 */
export function onDifference(run: SextractorRun, noiseMap: string): SextractorRun {
  const keywords = {
    WEIGHT_TYPE: 'MAP_RMS',
    WEIGHT_IMAGE: noiseMap,
    WEIGHT_GAIN: 'N',
    GAIN: 0,
    BACK_TYPE: 'MANUAL',
    BACK_VALUE: 0,
  };
  return {
    ...run,
    arguments: [...run.arguments, ...Object.entries(keywords).flatMap(([key, value]) => [`-${key}`, String(value)])],
  };
}
