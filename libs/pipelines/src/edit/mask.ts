import { rectangleMask, type Edited, type Rectangle } from '@nightjar/imaging';
import { z } from 'zod';
import { funpack } from '../frame/tools.js';
import { definePipeline } from '../kit/definition.js';
import { fromJsonText } from '../kit/json-text.js';
import { accepts, editFrames, type FrameToEdit } from './edit-frames.js';

const corners = z.object({ x1: z.number(), y1: z.number(), x2: z.number(), y2: z.number() });

/** Frames of which a part counts for nothing: what is no number is masked by every step. */
export const maskFrames = definePipeline({
  name: 'mask',
  title: 'Mask',
  says: 'Masks rectangles of frames, or all but them: every later step passes those pixels over.',
  queue: 'inspect',
  accepts,
  tools: [funpack],
  needs: () => [],
  flags: { inverted: { default: false, title: 'Mask all but the rectangles' } },
  params: z.object({
    rectangles: z
      .preprocess(fromJsonText, z.array(corners).max(1000))
      .default([])
      .describe('Corners in FITS pixels, the first pixel is 1: [{"x1": 10, "y1": 1, "x2": 12, "y2": 500}].'),
  }),
  run(ctx) {
    const rectangles = ctx.params.rectangles.map(({ x1, y1, x2, y2 }): Rectangle => ({
      x1Px: x1,
      y1Px: y1,
      x2Px: x2,
      y2Px: y2,
    }));
    if (rectangles.length === 0) return ctx.fail('There is no rectangle to mask.');
    return editFrames(ctx, ctx.inputs, 'mask', (frame) => masked(frame, rectangles, ctx.flags.inverted));
  },
});

function masked({ header, image }: FrameToEdit, rectangles: readonly Rectangle[], inverted: boolean): Edited {
  const { mask, provenance } = rectangleMask(image, rectangles, inverted);
  const data = Float32Array.from(image.data, (value, i) => (mask[i] === 0 ? value : NaN));
  return { header, image: { ...image, data }, provenance };
}
