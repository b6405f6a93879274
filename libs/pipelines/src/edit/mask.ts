import { rectangleMask, type Edited, type Rectangle } from '@nightjar/imaging';
import { z } from 'zod';
import { funpack } from '../frame/tools.js';
import { definePipeline } from '../kit/definition.js';
import { orJsonText } from '../kit/json-text.js';
import { accepts, editFrames, type FrameToEdit } from './edit-frames.js';

const side = (says: string) => z.number().describe(says).meta({ unit: 'px' });

const corners = z.object({
  x1: side('First column that is masked; the left one of the frame is 1.'),
  y1: side('First row that is masked; the lowest one of the frame is 1.'),
  x2: side('The last column that is masked.'),
  y2: side('The last row that is masked.'),
});

/** Frames of which a part counts for nothing: what is no number is masked by every step. */
export const maskFrames = definePipeline({
  name: 'mask',
  title: 'Mask',
  says: 'Masks rectangles of frames, or all but them: every later step passes those pixels over.',
  queue: 'inspect',
  accepts,
  tools: [funpack],
  needs: () => [],
  flags: {
    inverted: {
      default: false,
      title: 'Mask all but the rectangles',
      says: 'Only the pixels within the rectangles are kept, as for the field of a fibre or a vignetted frame.',
    },
  },
  params: z.object({
    rectangles: orJsonText(z.array(corners).max(1000))
      .prefault([])
      .describe(
        'Opposite corners in FITS pixels: the centre of the first pixel is 1, 1, and a pixel is masked when its centre lies within, ends included. As text: [{"x1": 10, "y1": 1, "x2": 12, "y2": 500}] masks three columns.',
      )
      .meta({ unit: 'px' }),
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
