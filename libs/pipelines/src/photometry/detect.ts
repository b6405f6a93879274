import type { Pixels } from '@nightjar/astro';
import {
  median,
  readSextractorCatalogue,
  sextractorRun,
  type FrameInspection,
  type SextractorSource,
} from '@nightjar/imaging';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext } from '../kit/definition.js';
import { writeFiles } from './write-files.js';

/** What was seen on the frame. */
export interface Detections {
  readonly sources: readonly SextractorSource[];
  /** Sharpness of the stars: the median of the sound ones. */
  readonly fwhmPx: Pixels;
}

/** Fewer stars than this are no pattern that a sky can be told by. */
const fewestStars = 8;
/** A star is not sharper than this; a cosmic ray or a hot pixel is. */
const sharpestFwhmPx = 1.2;
const frameName = 'frame.fits';

/** Finds the sources of a frame with SExtractor. */
export async function detect(
  { inputs, workdir, tool, fail }: Pick<PipelineContext<unknown>, 'inputs' | 'workdir' | 'tool' | 'fail'>,
  { gainEPerAdu, saturationAdu }: FrameInspection,
): Promise<Detections> {
  await symlink(inputs[0]?.path ?? '', join(workdir, frameName));
  const run = sextractorRun({ frame: frameName, gainEPerAdu, saturationAdu, threshold: 3 });
  await writeFiles(workdir, run.files);
  await tool('source-extractor', run.arguments, { timeoutS: 60 });
  const sources = readSextractorCatalogue(await readFile(join(workdir, run.catalogue)));
  const stars = sources.filter((source) => source.flags === 0 && source.fwhmPx > sharpestFwhmPx);
  if (stars.length < fewestStars)
    return fail(
      `Only ${stars.length} stars are seen, ${fewestStars} are needed: clouds, a closed dome, or too short an exposure?`,
    );
  return { sources, fwhmPx: median(stars.map(({ fwhmPx }) => fwhmPx)) };
}
