import { encodeGif } from '@nightjar/imaging';
import { z } from 'zod';
import { funpack } from '../frame/tools.js';
import { definePipeline, type PipelineContext } from '../kit/definition.js';
import { mediaTypeOf } from '../kit/output.js';
import { makeFilm, tookTooLong } from './film.js';
import { draw, inOrderOfDate, treat, type TreatedFrame } from './frames.js';
import { ffmpeg } from './tools.js';

const Params = z.object({
  format: z
    .enum(['gif', 'mp4', 'webm'])
    .default('gif')
    .describe('Kind of film: `mp4` and `webm` need ffmpeg and are smaller.'),
  // what is not above zero is refused by the run, in the words that pages made for tom_education show
  fps: z.number().max(100).default(10).describe('Frames a second.').meta({ unit: '1/s' }),
  sizePx: z.int().min(16).max(2000).default(500).describe('Longest side of the picture.').meta({ unit: 'px' }),
  cropScale: z.number().default(0.5).describe('What is left of each side by the crop, 0 to 1.'),
});

const flags = {
  normalise_background: {
    default: false,
    title: 'Process each frame to achieve a consistent background brightness',
    says: 'Each frame is scaled to the same sky level and scatter, so that clouds, Moon and twilight do not make the film flicker.',
  },
  crop: {
    default: false,
    title: 'Crop each frame around its centre pixel',
    says: 'Cuts the film to its middle by `cropScale`, where a tracked target stays; it looks larger then.',
  },
};

const limitS = 600;
const mostFrames = 2000;

/** A film of a target's frames, in the order in which they were taken. */
export const timelapse = definePipeline({
  name: 'timelapse',
  title: 'Timelapse',
  shortName: 'tl',
  says: 'Makes a film of frames in the order of their observation, as GIF, MP4 or WebM.',
  queue: 'inspect',
  accepts: { target: 'needed', suffixes: ['.fits', '.fz'], atLeast: 1 },
  tools: [ffmpeg, funpack],
  needs: ({ format }) => (format === 'gif' ? [] : [ffmpeg]),
  flags,
  params: Params,
  run: makeTimelapse,
});

type Ctx = PipelineContext<z.output<typeof Params>, typeof flags>;

async function makeTimelapse(ctx: Ctx) {
  const { inputs, params, step, log, fail, store } = ctx;
  const { format, fps } = params;
  if (fps <= 0) return fail(`Invalid FPS ${fps}`);
  if (inputs.length > mostFrames) return fail(`A timelapse has at most ${mostFrames} frames, not ${inputs.length}.`);
  const endMs = performance.now() + limitS * 1000;
  log('Sorting frames');
  const sorted = await step('sort', () => inOrderOfDate(inputs, fail));
  const frames = await step('frames', (report) => treatAll(ctx, sorted, endMs, report));
  const [first] = frames;
  if (frames.some(({ widthPx, heightPx }) => widthPx !== first?.widthPx || heightPx !== first.heightPx))
    return fail('Invalid parameters. Are all images the same size?');
  const pictures = draw(frames, ctx.flags.normalise_background);
  const leftS = Math.max(1, Math.ceil((endMs - performance.now()) / 1000));
  const content = await step('film', () =>
    format === 'gif' ? encodeGif(pictures, fps) : makeFilm(ctx, pictures, format, fps, leftS),
  );
  log('Finished');
  const { widthPx, heightPx } = pictures[0] ?? { widthPx: 0, heightPx: 0 };
  const facts = { frames: frames.length, format, fps, widthPx, heightPx };
  const file = `t.${format}`;
  store({ file, content, type: 'other', mediaType: mediaTypeOf(file), of: null, tag: 'timelapse', meta: facts });
  return { says: `${frames.length} frames as ${format.toUpperCase()}, ${widthPx} x ${heightPx} pixels`, facts };
}

async function treatAll(
  ctx: Ctx,
  inputs: Ctx['inputs'],
  endMs: number,
  report: (done: number, of: number) => void,
): Promise<TreatedFrame[]> {
  const { normalise_background: normalise, crop } = ctx.flags;
  const frames: TreatedFrame[] = [];
  for (const [index, input] of inputs.entries()) {
    if (performance.now() > endMs) return ctx.fail(tookTooLong);
    ctx.signal.throwIfAborted();
    ctx.log(`Processing frame ${index + 1}/${inputs.length}`);
    frames.push(await treat(ctx, input, { ...ctx.params, crop, normalise }));
    report(index + 1, inputs.length);
  }
  return frames;
}
