import { findStars, inspectFrame } from '@nightjar/imaging';
import { openFrame } from '../frame/open-frame.js';
import type { PipelineContext } from '../kit/definition.js';
import { sortInputs } from '../science/read-science.js';
import { worldCoordinates } from '../science/world-coordinates.js';
import type { Judgement } from './judge.js';

type Ctx = Pick<PipelineContext<unknown>, 'inputs' | 'workdir' | 'tool' | 'log' | 'signal'>;

/** Faint enough to hold what a frame of the same depth shows at five sigma. */
const threshold = 3;

/** Where the further frames of the inputs show sources. One without a WCS is passed over, which is said. */
export async function otherFrames(ctx: Ctx): Promise<Judgement['others']> {
  const found: Judgement['others'][number][] = [];
  for (const input of sortInputs(ctx.inputs).frames) {
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
