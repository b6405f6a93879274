import type { Magnitudes } from '@nightjar/astro';
import { inspectFrame, type FrameInspection, type Header, type Image, type Wcs } from '@nightjar/imaging';
import type { KnownBetter } from '../frame/known-better.js';
import { maskFrame } from '../frame/mask.js';
import { readFrame } from '../frame/read-frame.js';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';
import { worldCoordinates } from './world-coordinates.js';
import { zeroPointOf, type FrameZeroPoint } from './zero-point.js';

type Ctx = Pick<PipelineContext<unknown>, 'inputs' | 'workdir' | 'tool' | 'log' | 'fail'>;

/** A frame with what later steps want to know of it. */
export interface ScienceFrame {
  readonly input: PipelineInput;
  /** With the solution's WCS, where one was given. */
  readonly header: Header;
  readonly image: Image;
  readonly seen: FrameInspection;
  /** 1 = bad: no number, saturated, or hit by a cosmic ray. */
  readonly mask: Uint8Array;
  readonly wcs: Wcs | undefined;
  readonly zeroPoint: FrameZeroPoint | undefined;
}

/** What is known of a frame better than its header knows it. */
export interface Given extends KnownBetter {
  readonly zeroPoint?: Magnitudes | undefined;
  readonly maskCosmics: boolean;
}

/** Inputs of which a step reads the first as its frame; `frames` are the others. */
export function sortInputs(inputs: readonly PipelineInput[]) {
  const [science, ...frames] = inputs.filter(({ product }) => product.type === 'frame');
  const beside = inputs.filter(({ product }) => product.type !== 'frame');
  const own = beside.filter(({ product }) => product.of === null || product.of === science?.product.id);
  return { science, frames, beside: own, solutions: own.filter(({ product }) => product.type === 'wcs') };
}

/** Opens the first frame of the inputs. What photometry made of it (WCS, zero point) may be among them. */
export async function readScience(ctx: Ctx, { zeroPoint, maskCosmics, ...known }: Given): Promise<ScienceFrame> {
  const { science: input, beside, solutions } = sortInputs(ctx.inputs);
  if (!input) return ctx.fail('There is no frame among the inputs.');
  const opened = await readFrame(ctx, input, known);
  const seen = inspectFrame(opened.header, opened.image);
  for (const warning of seen.warnings) ctx.log(warning, 'warn');
  if (seen.maskedFraction > 0.95)
    return ctx.fail('More than 95 % of the frame is masked: there is nothing to measure.');
  const { header, wcs } = await worldCoordinates(opened.header, solutions);
  const { mask, cosmicRayPx, stoodDown } = maskFrame(header, opened.image, seen, maskCosmics);
  if (stoodDown !== undefined) ctx.log(stoodDown, 'warn');
  else if (maskCosmics) ctx.log(`cosmic rays hit ${cosmicRayPx} pixels`);
  return { input, header, image: opened.image, seen, mask, wcs, zeroPoint: zeroPointOf(header, beside, zeroPoint) };
}
