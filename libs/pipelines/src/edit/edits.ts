import { crop, destripe, inspectFrame, removeBackground } from '@nightjar/imaging';
import { z } from 'zod';
import { funpack } from '../frame/tools.js';
import { definePipeline } from '../kit/definition.js';
import { accepts, editFrames, type FrameToEdit } from './edit-frames.js';

const side = (of: string) =>
  z
    .int()
    .optional()
    .describe(`${of}, counted from 0 (one less than its FITS pixel); below zero from the far edge. Default: the edge.`)
    .meta({ unit: 'px' });

const maskOf = ({ header, image }: FrameToEdit): Uint8Array => inspectFrame(header, image).mask;

/** Part of a frame, its WCS moved along. */
export const cropFrames = definePipeline({
  name: 'crop',
  title: 'Crop',
  says: 'Cuts frames to a part of them; their world coordinates move along.',
  queue: 'inspect',
  accepts,
  tools: [funpack],
  needs: () => [],
  params: z.object({
    x1: side('First column'),
    x2: side('Column after the last'),
    y1: side('First row'),
    y2: side('Row after the last'),
  }),
  run: (ctx) => {
    const box = Object.fromEntries(Object.entries(ctx.params).filter(([, value]) => value !== undefined));
    return editFrames(ctx, ctx.inputs, 'crop', (frame) => crop(frame, box));
  },
});

/** Rows or columns brought to one level. */
export const destripeFrames = definePipeline({
  name: 'destripe',
  title: 'Destripe',
  says: 'Brings the median of every row or column of frames to that of the whole.',
  queue: 'inspect',
  accepts,
  tools: [funpack],
  needs: () => [],
  params: z.object({
    direction: z.enum(['horizontal', 'vertical']).default('horizontal').describe('How the stripes run.'),
  }),
  run: (ctx) =>
    editFrames(ctx, ctx.inputs, 'destripe', (frame) => destripe(frame, ctx.params.direction, maskOf(frame))),
});

const estimates = { sep: 'median', photutils: 'mode', morphology: 'opening' } as const;

/** A sky that is flat. */
export const removeBackgrounds = definePipeline({
  name: 'remove-background',
  title: 'Remove the background',
  shortName: 'background',
  says: 'Takes the large-scale sky off frames, or divides by it.',
  queue: 'inspect',
  accepts,
  tools: [funpack],
  needs: () => [],
  params: z.object({
    how: z.enum(['subtract', 'divide']).default('subtract').describe('To divide makes a flat field of the sky.'),
    method: z
      .enum(['sep', 'photutils', 'morphology'])
      .default('sep')
      .describe(
        'STDWeb’s names for ways that are our own: in cells, by their median (`sep`) or by their mode, which leans away from faint stars (`photutils`); or by a grey-scale opening, which follows a sky that changes within a cell (`morphology`).',
      ),
    size: z
      .int()
      .min(8)
      .max(4096)
      .optional()
      .describe(
        'Side of a cell in which the sky is measured; of an opening the diameter of its disc, wider than any star and at most 256. Default: 128, of an opening 25.',
      )
      .meta({ unit: 'px' }),
  }),
  run: (ctx) => {
    const { how, method, size: sizePx } = ctx.params;
    const estimate = estimates[method];
    return editFrames(ctx, ctx.inputs, 'background', (frame) =>
      removeBackground(frame, { how, estimate, ...(sizePx !== undefined && { sizePx }), mask: maskOf(frame) }),
    );
  },
});
