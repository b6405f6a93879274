import { inspectFrame, subtractFringes, type Edited } from '@nightjar/imaging';
import { openFrame } from '../frame/open-frame.js';
import { funpack } from '../frame/tools.js';
import { definePipeline } from '../kit/definition.js';
import { editFrames } from './edit-frames.js';

/** Frames without the fringes that thin detectors show of the sky's lines. */
export const removeFringes = definePipeline({
  name: 'remove-fringes',
  title: 'Remove fringes',
  shortName: 'fringes',
  says: 'Scales a fringe map to each frame and subtracts it; the map is the last of the inputs.',
  queue: 'inspect',
  accepts: { target: 'optional', types: ['frame'], atLeast: 2 },
  tools: [funpack],
  needs: () => [],
  async run(ctx) {
    const [map, frames] = [ctx.inputs.at(-1), ctx.inputs.slice(0, -1)];
    if (!map) return ctx.fail('There is no fringe map: give it as the last input.');
    const { image: fringes } = await ctx.step('map', () => openFrame(ctx, map));
    return editFrames(ctx, frames, 'fringes', ({ header, image }): Edited => {
      const edited = subtractFringes({ header, image }, fringes, inspectFrame(header, image).mask);
      return { ...edited, provenance: edited.provenance.map((sentence) => `${sentence} (${map.product.name})`) };
    });
  },
});
