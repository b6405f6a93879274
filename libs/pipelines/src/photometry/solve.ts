import {
  readFieldSolution,
  solveFieldRun,
  type FieldSolution,
  type FrameInspection,
  type Image,
} from '@nightjar/imaging';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext } from '../kit/definition.js';
import type { Detections } from './detect.js';
import { writeFiles } from './write-files.js';

/** A solution with fewer pairs than this, or looser than this many pixels, is a chance pattern. */
const fewestPairs = 5;
const loosestPx = 2;

/** Finds where the frame looks: solve-field on the detections, with the header's position and scale as hints. */
export async function solve(
  { target, workdir, tool, fail }: Pick<PipelineContext<unknown>, 'target' | 'workdir' | 'tool' | 'fail'>,
  { sources }: Detections,
  { widthPx, heightPx }: Image,
  { pointing, pixelScaleArcsec }: FrameInspection,
): Promise<FieldSolution> {
  const run = solveFieldRun(sources, {
    widthPx,
    heightPx,
    pixelScaleArcsec,
    // what was pointed at is nearly as good a guess as where the mount believes it looked
    pointing: pointing ?? target ?? undefined,
  });
  await writeFiles(workdir, run.files);
  await tool('solve-field', [...run.arguments, '--temp-dir', '.'], { timeoutS: 90 });
  const [wcsFile, pairsFile] = [join(workdir, run.wcs), join(workdir, run.correspondences)];
  if (!existsSync(wcsFile) || !existsSync(pairsFile))
    return fail(
      `The field does not solve: the ${sources.length} sources seen match no stars near ${placeOf(pointing)}.`,
    );
  const solution = readFieldSolution(await readFile(wcsFile), await readFile(pairsFile));
  if (solution.starsMatched < fewestPairs || solution.residualArcsec > loosestPx * solution.wcs.pixelScaleArcsec)
    return fail(
      `The field does not solve well enough: ${solution.starsMatched} stars agree, to ${solution.residualArcsec.toFixed(1)} arcsec.`,
    );
  return solution;
}

const placeOf = (pointing: FrameInspection['pointing']): string =>
  pointing ? `${pointing.raDeg.toFixed(2)} ${pointing.decDeg.toFixed(2)}` : 'the place that was to be observed';
