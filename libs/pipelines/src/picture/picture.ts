import { renderPng, stretches } from '@nightjar/imaging';
import { z } from 'zod';
import { openFrame } from '../frame/open-frame.js';
import { outputNames } from '../frame/output-names.js';
import { funpack } from '../frame/tools.js';
import { definePipeline, type PipelineContext } from '../kit/definition.js';

const accepts = { target: 'optional', suffixes: ['.fits', '.fit', '.fts', '.fz', '.fits.gz'], atLeast: 1 } as const;
const size = (px: number) => z.int().min(16).max(10_000).default(px).describe('Longest side.').meta({ unit: 'px' });

interface Picture {
  readonly stretch: (typeof stretches)[number];
  readonly percentiles: readonly [number, number] | 'zscale';
  readonly maxSizePx: number;
  readonly flipY?: boolean;
}

/** Draws every input as a PNG beside it. */
async function drawAll(ctx: PipelineContext<unknown>, picture: Picture, tag: string, ending: string) {
  const names = outputNames(ctx.inputs, ending);
  await ctx.step('draw', async (report) => {
    for (const [index, input] of ctx.inputs.entries()) {
      ctx.signal.throwIfAborted();
      const { image } = await openFrame(ctx, input);
      ctx.store({
        ...{ file: names[index] ?? '', type: 'preview', mediaType: 'image/png', of: input.product.id, tag },
        content: renderPng(image, picture),
        meta: { stretch: picture.stretch, widthPx: image.widthPx, heightPx: image.heightPx },
      });
      report(index + 1, ctx.inputs.length);
    }
  });
  return { says: `${names.length} ${names.length === 1 ? 'picture' : 'pictures'}`, facts: { pictures: names.length } };
}

/** The small picture of a list. */
export const thumbnail = definePipeline({
  name: 'thumbnail',
  title: 'Thumbnails',
  shortName: 'tb',
  says: 'Draws a small picture of each frame, for lists.',
  queue: 'inspect',
  accepts,
  tools: [funpack],
  needs: () => [],
  params: z.object({ sizePx: size(200) }),
  run: (ctx) =>
    drawAll(ctx, { stretch: 'asinh', percentiles: 'zscale', maxSizePx: ctx.params.sizePx }, 'thumbnail', '_tb.png'),
});

/** The picture of a page. */
export const preview = definePipeline({
  name: 'preview',
  title: 'Previews',
  says: 'Draws a picture of each frame, large enough to judge it by.',
  queue: 'inspect',
  accepts,
  tools: [funpack],
  needs: () => [],
  params: z.object({ sizePx: size(1024) }),
  run: (ctx) =>
    drawAll(
      ctx,
      { stretch: 'asinh', percentiles: [0.5, 99.5], maxSizePx: ctx.params.sizePx },
      'preview',
      '_preview.png',
    ),
});

const percentile = z.number().min(0).max(100);

/** A picture as its asker wants it. */
export const fitsToPng = definePipeline({
  name: 'fits-to-png',
  title: 'FITS to PNG',
  shortName: 'png',
  says: 'Draws frames as PNG with a chosen stretch, between percentiles or as zscale sees fit.',
  queue: 'inspect',
  accepts,
  tools: [funpack],
  needs: () => [],
  flags: {
    upside_down: {
      default: false,
      title: 'Draw the first row at the top',
      says: 'FITS counts rows from the bottom. Tick it for cameras that write the top row first.',
    },
  },
  params: z
    .strictObject({
      stretch: z
        .enum(stretches)
        .default('asinh')
        .describe('How brightness becomes grey: `asinh` and `log` show faint light beside bright stars.'),
      range: z
        .enum(['zscale', 'percentiles'])
        .default('percentiles')
        .describe('How black and white are found: by the percentiles below, or as IRAF’s zscale does.'),
      blackPercentile: percentile.default(0.5).describe('So much of the frame is black.').meta({ unit: '%' }),
      whitePercentile: percentile
        .default(99.5)
        .describe('What is brighter than so much of the frame is white.')
        .meta({ unit: '%' }),
      sizePx: size(10_000),
    })
    .refine(({ blackPercentile, whitePercentile }) => blackPercentile < whitePercentile, {
      path: ['whitePercentile'],
      error: 'is above blackPercentile',
    }),
  run: (ctx) => {
    const { stretch, range, blackPercentile, whitePercentile, sizePx } = ctx.params;
    const percentiles = range === 'zscale' ? range : ([blackPercentile, whitePercentile] as const);
    return drawAll(ctx, { stretch, percentiles, maxSizePx: sizePx, flipY: !ctx.flags.upside_down }, 'picture', '.png');
  },
});
