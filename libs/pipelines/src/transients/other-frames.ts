import { findStars, inspectFrame } from '@nightjar/imaging';
import { basename } from 'node:path';
import { openFrame } from '../frame/open-frame.js';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';
import { sortInputs } from '../science/read-science.js';
import { worldCoordinates } from '../science/world-coordinates.js';
import type { Judgement } from './judge.js';
import type { Params } from './params.js';

type Ctx = Pick<
  PipelineContext<Pick<Params, 'simpleOthers'>>,
  'inputs' | 'params' | 'workdir' | 'tool' | 'log' | 'fail' | 'signal'
>;

/** Faint enough to hold what a frame of the same depth shows at five sigma. */
const threshold = 3;

/** Where the further frames that are wanted show sources. One without a WCS is passed over, which is said. @throws PipelineFailure for one that is not there */
export async function otherFrames(ctx: Ctx): Promise<Judgement['others']> {
  const found: Judgement['others'][number][] = [];
  for (const input of wantedFrames(ctx)) {
    ctx.signal.throwIfAborted();
    const { name } = input.product;
    const { header, image } = await openFrame(ctx, input);
    const solutions = ctx.inputs.filter(({ product }) => product.type === 'wcs' && product.of === input.product.id);
    const { wcs } = await worldCoordinates(header, solutions);
    if (!wcs) {
      ctx.log(`${name} has no WCS: nothing is held against it.`, 'warn');
      continue;
    }
    const { mask } = inspectFrame(header, image);
    const sources = findStars(image, { mask, threshold, atMost: 20_000 }).map((star) => wcs.pixelToSky(star));
    found.push({ name, sources });
  }
  return found;
}

/** All further frames, or those that are named. */
function wantedFrames({ inputs, params: { simpleOthers }, fail }: Ctx): PipelineInput[] {
  const { frames } = sortInputs(inputs);
  if (simpleOthers === undefined) return frames;
  const names = simpleOthers.split(/[\s,]+/).filter((name) => name !== '');
  return names.map((name) => {
    const found = frames.find(({ product }) => product.id === name || product.name === basename(name));
    return found ?? fail(`There is no other frame ${name} among the inputs.`);
  });
}
