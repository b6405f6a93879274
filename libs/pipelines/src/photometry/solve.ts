import { AngleSyntaxError, parsePosition } from '@nightjar/astro';
import {
  readFieldSolution,
  solveFieldRun,
  type FrameInspection,
  type Image,
  type SextractorSource,
  type SkyPosition,
  type Wcs,
} from '@nightjar/imaging';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineContext } from '../kit/definition.js';
import type { Settings } from './params.js';
import { writeFiles } from './write-files.js';

/** Where the frame looks, and who said so. */
export interface Solution {
  readonly wcs: Wcs;
  readonly source: 'header' | 'solve-field';
  readonly starsMatched: number;
  /** Root mean square of their distances; NaN when there was nothing to compare with. */
  readonly residualArcsec: number;
}

/** A solution with fewer pairs than this, or looser than this many pixels, is a chance pattern. */
const fewestPairs = 5;
const loosestPx = 2;
const [leastScale, greatestScale] = [0.2, 60];

/** What is known before: where it may look, and how large its pixels may be. */
interface Hints {
  readonly pointing: SkyPosition | undefined;
  readonly scale: readonly [low: number, high: number];
}

/** Finds where the frame looks: solve-field on the sources, with position and scale as hints. */
export async function solve(
  { target, workdir, tool, fail }: Pick<PipelineContext<unknown>, 'target' | 'workdir' | 'tool' | 'fail'>,
  sources: readonly SextractorSource[],
  { widthPx, heightPx }: Image,
  seen: Pick<FrameInspection, 'pointing' | 'pixelScaleArcsec'>,
  settings: Settings,
): Promise<Solution> {
  const { pointing, scale } = hintsOf(seen, settings, target, fail);
  const [low, high] = scale;
  const run = solveFieldRun(sources, {
    ...{ widthPx, heightPx, pointing, pointingErrorDeg: settings.blindMatchSr0 },
    ...{ pixelScaleArcsec: (low + high) / 2, scaleTolerance: (high - low) / (high + low) },
  });
  await writeFiles(workdir, run.files);
  await tool('solve-field', [...run.arguments, '--temp-dir', '.'], { timeoutS: 90 });
  const [wcsFile, pairsFile] = [join(workdir, run.wcs), join(workdir, run.correspondences)];
  if (!existsSync(wcsFile) || !existsSync(pairsFile))
    return fail(
      `The field does not solve: the ${sources.length} sources seen match no stars near ${placeOf(pointing)} at ${low.toPrecision(3)} to ${high.toPrecision(3)} arcsec a pixel.`,
    );
  const solution = readFieldSolution(await readFile(wcsFile), await readFile(pairsFile));
  if (solution.starsMatched < fewestPairs || solution.residualArcsec > loosestPx * solution.wcs.pixelScaleArcsec)
    return fail(
      `The field does not solve well enough: ${solution.starsMatched} stars agree, to ${solution.residualArcsec.toFixed(1)} arcsec.`,
    );
  return { ...solution, source: 'solve-field' };
}

/** What was asked for before what the header says; what was pointed at is nearly as good a guess as where the mount believes it looked. */
function hintsOf(
  { pointing, pixelScaleArcsec }: Pick<FrameInspection, 'pointing' | 'pixelScaleArcsec'>,
  { blindMatchCenter, blindMatchPsLo, blindMatchPsUp }: Settings,
  target: SkyPosition | null,
  fail: (message: string) => never,
): Hints {
  const scale = [
    blindMatchPsLo ?? (pixelScaleArcsec === undefined ? leastScale : 0.9 * pixelScaleArcsec),
    blindMatchPsUp ?? (pixelScaleArcsec === undefined ? greatestScale : 1.1 * pixelScaleArcsec),
  ] as const;
  if (!(scale[0] < scale[1]))
    return fail(`No pixel scale lies between ${scale[0].toPrecision(3)} and ${scale[1].toPrecision(3)} arcsec.`);
  const center = (blindMatchCenter ?? '').trim();
  if (center === '') return { pointing: pointing ?? target ?? undefined, scale };
  try {
    return { pointing: parsePosition(center), scale };
  } catch (fault) {
    if (fault instanceof AngleSyntaxError) return fail(`blindMatchCenter: ${fault.message}`);
    throw fault;
  }
}

const placeOf = (pointing: SkyPosition | undefined): string =>
  pointing ? `${pointing.raDeg.toFixed(2)} ${pointing.decDeg.toFixed(2)}` : 'any place of the sky';
