import {
  findStars,
  footprint,
  median,
  separationDeg,
  skyMapping,
  stackRows,
  type Card,
  type Header,
  type PixelMapping,
  type Stack,
} from '@nightjar/imaging';
import { z } from 'zod';
import { funpack } from '../frame/tools.js';
import { definePipeline, type PipelineContext, type PipelineInput } from '../kit/definition.js';
import { stackHeader } from '../stack/header.js';
import { openToStack } from '../stack/open.js';
import { stackFiles } from '../stack/products.js';
import { RowPile } from '../stack/row-pile.js';
import { chooseFrames, type ChosenFrame } from './choose-frames.js';
import { measureFrame, type MeasuredFrame } from './measure-frame.js';
import type { TemplateFacts } from './template-facts.js';

const Params = z.object({
  atMost: z
    .int()
    .min(3)
    .max(100)
    .default(20)
    .describe('The best frames that go in; the others are left out.')
    .meta({ unit: 'frames' }),
  atLeast: z
    .int()
    .min(2)
    .max(100)
    .default(3)
    .describe('With fewer that are fit there is no template.')
    .meta({ unit: 'frames' }),
});

/** All frames of a field in one filter are looked at; each takes a while. */
const mostFrames = 500;

/** A deep frame of a field that later frames are held against. */
export const template = definePipeline({
  name: 'template',
  title: 'Template',
  says: 'Puts the sharpest and deepest frames of one field and filter together, for later frames to be subtracted from.',
  // beside the frames of the night: an alert must not wait for it
  queue: 'site',
  accepts: { target: 'optional', types: ['frame', 'wcs'], atLeast: 2 },
  tools: [funpack],
  needs: () => [],
  params: Params,
  run: makeTemplate,
});

type Ctx = PipelineContext<z.output<typeof Params>>;

async function makeTemplate(ctx: Ctx) {
  const { step, fail, store, params } = ctx;
  const inputs = ctx.inputs.filter(({ product }) => product.type === 'frame');
  if (inputs.length > mostFrames)
    return fail(`A template is made of at most ${mostFrames} frames, not ${inputs.length}.`);
  const unfit: string[] = [];
  const leave = ({ product }: PipelineInput, because: string): void => {
    unfit.push(`${product.name}: ${because}`);
    ctx.log(`${product.name} is left out: ${because}`, 'warn');
  };
  const measured = await step('measure', async (report) => {
    const frames: MeasuredFrame[] = [];
    for (const [i, input] of inputs.entries()) {
      ctx.signal.throwIfAborted();
      const frame = measureFrame(await openToStack(ctx, input, false));
      if (typeof frame === 'string') leave(input, frame);
      else frames.push(frame);
      report(i + 1, inputs.length);
    }
    return frames;
  });
  const { chosen, leftOut } = await step('choose', () => chooseFrames(measured, params.atMost));
  for (const { frame, because } of leftOut) leave(frame.input, because);
  const [first] = chosen;
  if (!first || chosen.length < params.atLeast)
    return fail(
      `A template needs at least ${params.atLeast} frames that are fit, not ${chosen.length}. ${unfit.join('; ')}.`,
    );
  using pile = new RowPile(ctx.workdir);
  const header = await step('align', (report) => layAll(ctx, pile, chosen, report));
  const result = await step('stack', () => stackRows(pile.rows, { method: 'clipped_mean' }));
  const told = stackHeader(header, pile.frames, result, 'clipped_mean').with(...listOf(chosen));
  const facts = factsOf(first.frame, chosen, result);
  await step('write', () => {
    for (const product of stackFiles('template', told, result, facts)) store(product);
  });
  const emptyPx = result.mask.reduce((sum, bad) => sum + bad, 0);
  const went = pile.frames.map(({ name, by, scale }) => ({ name, by, scale }));
  return {
    says: `a template of ${chosen.length} frames in ${facts.filter}${unfit.length === 0 ? '' : `, ${unfit.length} left out`}`,
    facts: { ...facts, frames: went, leftOut: unfit, emptyPx },
  };
}

/** Puts every frame on the pixels and the level of the first. @returns the header of the first */
async function layAll(
  ctx: Ctx,
  pile: RowPile,
  chosen: readonly ChosenFrame[],
  report: (done: number, of: number) => void,
): Promise<Header> {
  const [first] = chosen;
  if (!first) throw new RangeError('a template of no frames');
  let header: Header | undefined;
  for (const [i, { frame, scale, shift, by }] of chosen.entries()) {
    ctx.signal.throwIfAborted();
    const opened = await openToStack(ctx, frame.input, false);
    header ??= opened.header;
    const bySky = skyMapping(first.frame.wcs, frame.wcs);
    const mapping: PixelMapping = ({ xPx, yPx }) => bySky({ xPx: xPx - shift.xPx, yPx: yPx - shift.yPx });
    pile.put(opened, first.frame, { ...(i > 0 && { mapping }), sky: { how: 'subtract' }, scale, by });
    ctx.log(`${frame.input.product.name} ${by}`);
    report(i + 1, chosen.length);
  }
  if (!header) throw new RangeError('a template of no frames');
  return header;
}

/** What went in, under the keywords of IRAF's imcombine. */
const listOf = (chosen: readonly ChosenFrame[]): Card[] =>
  chosen.map(({ frame: { input } }, i) => ({
    keyword: `IMCMB${String(i + 1).padStart(3, '0')}`,
    value: input.product.id,
    comment: input.product.name.slice(0, 20),
  }));

function factsOf(frame: MeasuredFrame, chosen: readonly ChosenFrame[], { image, mask, saturationAdu }: Stack) {
  const { centre, corners, pixelScaleArcsec } = footprint(frame.wcs, image);
  const stars = findStars(image, { mask, atMost: 500, ...(saturationAdu !== undefined && { saturationAdu }) });
  const exposures = chosen.flatMap((one) => one.frame.seen.exposureS ?? []);
  return {
    ...{ filter: frame.seen.filter, raDeg: centre.raDeg, decDeg: centre.decDeg, pixelScaleArcsec },
    radiusDeg: Math.max(...corners.map((corner) => separationDeg(centre, corner))),
    corners: corners.map(({ raDeg, decDeg }) => ({ raDeg, decDeg })),
    fwhmPx: stars.length === 0 ? frame.fwhmPx : median(stars.map((star) => star.fwhmPx)),
    exposureS: exposures.length < chosen.length ? null : exposures.reduce((sum, exposure) => sum + exposure, 0),
    frames: chosen.map((one) => one.frame.input.product.id),
  } satisfies TemplateFacts;
}
