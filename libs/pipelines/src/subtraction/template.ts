import {
  registeredMapping,
  registerFrames,
  RegistrationError,
  skyMapping,
  type DifferenceFrame,
  type Header,
  type Image,
  type PixelMapping,
} from '@nightjar/imaging';
import { basename } from 'node:path';
import type { Box } from '../frame/box.js';
import { openFrame } from '../frame/open-frame.js';
import type { PipelineInput } from '../kit/definition.js';
import { sortInputs, type ScienceFrame } from '../science/read-science.js';
import { worldCoordinates } from '../science/world-coordinates.js';
import { TEMPLATE_TAG } from '../template/template-facts.js';
import { chooseTemplate } from './choose-template.js';
import { onPart, type OpenedTemplate, type RawTemplate, type TemplateCtx as Ctx } from './on-part.js';
import { surveyTemplate } from './survey-template.js';

/** Opens the template that is asked for. @throws PipelineFailure when there is none */
export async function openTemplate(ctx: Ctx, science: ScienceFrame): Promise<OpenedTemplate> {
  switch (ctx.params.template) {
    case 'custom':
      return customTemplate(ctx, science);
    case 'own':
      return (await ownTemplate(ctx, science)) ?? ctx.fail(noneFits(ctx, science));
    case 'auto':
      return (await ownTemplate(ctx, science)) ?? surveyTemplate(ctx, science);
    default:
      return surveyTemplate(ctx, science);
  }
}

/** One that was made here before: among the inputs, as when a process is run again, or chosen among those kept. */
async function ownTemplate(ctx: Ctx, science: ScienceFrame): Promise<OpenedTemplate | undefined> {
  const { inputs, kept, log } = ctx;
  const given = sortInputs(inputs).frames.find(({ product }) => product.tags.includes(TEMPLATE_TAG));
  if (given) return openOwn(ctx, science, given, 'it is among the inputs');
  const { wcs, seen, image, input } = science;
  if (!wcs) return undefined;
  const frame = { id: input.product.id, filter: seen.filter, wcs, widthPx: image.widthPx, heightPx: image.heightPx };
  const choice = chooseTemplate(
    kept.map(({ product }) => product),
    frame,
  );
  for (const { name, because } of choice.passedOver) log(`${name} is not the template: ${because}`);
  const chosen = kept.find(({ product }) => product.id === choice.chosen?.id);
  if (!chosen) return undefined;
  ctx.use(chosen);
  return openOwn(ctx, science, chosen, choice.because);
}

function noneFits({ kept, target }: Ctx, { wcs, seen }: ScienceFrame): string {
  if (!wcs)
    return 'The frame has no WCS, so no kept template can be told to cover it: run photometry first, and give its wcs product as an input.';
  const [whose, seenThere] = [
    target ? ` of ${target.name}` : '',
    kept.length === 0 ? 'none is kept' : 'the log says why each kept one does not',
  ];
  return `No template${whose} in ${seen.filter} fits the frame (${seenThere}): run the pipeline template on earlier frames of the field, or choose template=auto for a survey’s.`;
}

async function openOwn(
  ctx: Ctx,
  science: ScienceFrame,
  input: PipelineInput,
  because: string,
): Promise<OpenedTemplate> {
  const { id: product, name, sha256 } = input.product;
  ctx.log(`template: ${name}, as ${because}; sha256 ${sha256}`);
  const { header, onFrame } = await openProduct(ctx, science, input, saturationOf);
  const gainEPerAdu = header.number('GAIN');
  return {
    onPart: (part) => Promise.resolve(onFrame(part, gainEPerAdu === undefined ? {} : { gainEPerAdu })),
    facts: { source: 'own', product, name, sha256, because },
  };
}

async function customTemplate(ctx: Ctx, science: ScienceFrame): Promise<OpenedTemplate> {
  const { params, log } = ctx;
  const input = chosenInput(ctx);
  const { id: product, name, sha256 } = input.product;
  const { onFrame } = await openProduct(
    ctx,
    science,
    input,
    (header) => params.customTemplateSaturation ?? saturationOf(header),
  );
  log(`template: ${name}`);
  return {
    onPart: (part) => Promise.resolve(onFrame(part, {})),
    facts: { source: 'custom', product, name, sha256, because: 'it is the one that was given' },
  };
}

/** Reads a template from its file and finds how it lies on the frame. */
async function openProduct(
  ctx: Ctx,
  science: ScienceFrame,
  input: PipelineInput,
  saturated: (header: Header) => number | undefined,
) {
  const { header, image } = await openFrame(ctx, input);
  const saturationAdu = saturated(header);
  const template: RawTemplate = {
    ...{ image, mask: badPixels(image, saturationAdu) },
    ...(saturationAdu !== undefined && { saturationAdu }),
  };
  const mapping = await mappingTo(ctx, science, input, header, template);
  const onFrame = (part: Box, known: Pick<RawTemplate, 'gainEPerAdu'>): DifferenceFrame =>
    onPart({ ...template, ...known }, mapping, part, ctx.params);
  return { header, onFrame };
}

const saturationOf = (header: Header): number | undefined => {
  const said = header.number('SATURATE');
  return said !== undefined && said > 0 ? said : undefined;
};

const badPixels = ({ data }: Image, saturationAdu = Infinity): Uint8Array =>
  Uint8Array.from(data, (value) => (value > -Infinity && value < saturationAdu ? 0 : 1));

/** The input that is named, else the second frame. */
function chosenInput({ inputs, params: { customTemplate: name }, fail }: Ctx): PipelineInput {
  const { frames } = sortInputs(inputs);
  const named = frames.find(
    ({ product }) => name === undefined || product.id === name || product.name === basename(name),
  );
  if (named) return named;
  return fail(
    name === undefined
      ? 'There is no template: give it as the second frame of the inputs.'
      : `There is no template ${name} among the inputs: ${frames.map(({ product }) => product.name).join(', ') || 'there is one frame only'}.`,
  );
}

/** By the sky where both frames know it, else by their stars. */
async function mappingTo(
  { inputs, log, fail }: Ctx,
  science: ScienceFrame,
  input: PipelineInput,
  header: Header,
  template: RawTemplate,
): Promise<PixelMapping> {
  const solutions = inputs.filter(({ product }) => product.type === 'wcs' && product.of === input.product.id);
  const { wcs } = await worldCoordinates(header, solutions);
  if (wcs && science.wcs) return skyMapping(science.wcs, wcs);
  try {
    const { saturationAdu } = science.seen;
    const { transform, matches, rmsPx } = registerFrames(template.image, science.image, {
      source: { mask: template.mask },
      target: { mask: science.mask, saturationAdu },
    });
    log(`template registered by ${matches.length} stars, which agree to ${rmsPx.toFixed(2)} px`);
    return registeredMapping(transform);
  } catch (fault) {
    if (!(fault instanceof RegistrationError)) throw fault;
    const which = science.wcs ? 'the template has' : wcs ? 'the frame has' : 'the frames have';
    return fail(`The template cannot be laid on the frame: ${which} no WCS, and by the stars ${fault.message}.`);
  }
}
