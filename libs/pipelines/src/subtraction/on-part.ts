import type { DifferenceFrame, PixelMapping } from '@nightjar/imaging';
import type { PipelineContext } from '../kit/definition.js';
import type { Params } from './params.js';
import type { Box } from '../frame/box.js';
import { resampled, type RawImage } from '../science/resample.js';

/** What getting a template takes. */
export type TemplateCtx = Pick<
  PipelineContext<Params>,
  'inputs' | 'params' | 'workdir' | 'tool' | 'log' | 'fail' | 'sky' | 'signal'
>;

/** Gives the template for a part of the frame, on that part's pixels. */
export type TemplateSource = (part: Box) => Promise<DifferenceFrame>;

/** What a template is before it lies on the frame's pixels. */
export interface RawTemplate extends RawImage {
  readonly saturationAdu?: number;
}

/** Resamples a template onto a part of the frame. */
export function onPart(
  template: RawTemplate,
  mapping: PixelMapping,
  part: Box,
  { customTemplateGain: gainEPerAdu, templateFwhmOverride: fwhmPx }: Params,
): DifferenceFrame {
  const { image, mask, areaPx } = resampled(template, mapping, part);
  // a saturated pixel is masked already; the level is what stars of the kernel must stay below
  const saturationAdu = template.saturationAdu === undefined ? undefined : template.saturationAdu * areaPx;
  return {
    ...{ image, mask, gainEPerAdu },
    ...(fwhmPx !== undefined && { fwhmPx }),
    ...(saturationAdu !== undefined && { saturationAdu }),
  };
}
