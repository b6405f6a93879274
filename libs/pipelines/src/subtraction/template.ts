import {
  registeredMapping,
  registerFrames,
  RegistrationError,
  skyMapping,
  type Header,
  type Image,
  type PixelMapping,
} from '@nightjar/imaging';
import { basename } from 'node:path';
import { openFrame } from '../frame/open-frame.js';
import type { PipelineInput } from '../kit/definition.js';
import { sortInputs, type ScienceFrame } from '../science/read-science.js';
import { worldCoordinates } from '../science/world-coordinates.js';
import { onPart, type RawTemplate, type TemplateCtx as Ctx, type TemplateSource } from './on-part.js';
import { surveyTemplate } from './survey-template.js';

/** Opens the template that is asked for. @throws PipelineFailure when there is none */
export async function openTemplate(ctx: Ctx, science: ScienceFrame): Promise<TemplateSource> {
  return ctx.params.template === 'custom' ? customTemplate(ctx, science) : surveyTemplate(ctx, science);
}

async function customTemplate(ctx: Ctx, science: ScienceFrame): Promise<TemplateSource> {
  const { params, log } = ctx;
  const input = chosenInput(ctx);
  const { header, image } = await openFrame(ctx, input);
  const saturationAdu = params.customTemplateSaturation ?? saturationOf(header);
  const template: RawTemplate = {
    image,
    mask: badPixels(image, saturationAdu),
    ...(saturationAdu !== undefined && { saturationAdu }),
  };
  const mapping = await mappingTo(ctx, science, input, header, template);
  log(`template: ${input.product.name}`);
  return (part) => Promise.resolve(onPart(template, mapping, part, ctx.params));
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
