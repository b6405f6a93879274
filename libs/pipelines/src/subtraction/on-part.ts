import type { DataProduct } from '@nightjar/contracts';
import type { DifferenceFrame, PixelMapping } from '@nightjar/imaging';
import type { PipelineContext } from '../kit/definition.js';
import type { Params } from './params.js';
import type { Box } from '../frame/box.js';
import { resampled, type RawImage } from '../science/resample.js';

/** What getting a template takes. */
export type TemplateCtx = Pick<
  PipelineContext<Params>,
  'target' | 'inputs' | 'kept' | 'use' | 'params' | 'workdir' | 'tool' | 'log' | 'fail' | 'sky' | 'signal'
>;

/** Gives the template for a part of the frame, on that part's pixels. */
export type TemplateSource = (part: Box) => Promise<DifferenceFrame>;

/** A template that is there, and what is told of it. */
export interface OpenedTemplate {
  readonly onPart: TemplateSource;
  readonly facts: TemplateChoice;
}

/** Where a template came from: a product, or a survey. */
export interface TemplateChoice {
  readonly source: 'own' | 'custom' | 'survey';
  /** Of the product; absent where a survey was asked. */
  readonly product?: DataProduct['id'];
  readonly name: string;
  readonly sha256?: string;
  /** Why this one. */
  readonly because?: string;
}

/** What a template is before it lies on the frame's pixels. */
export interface RawTemplate extends RawImage {
  readonly saturationAdu?: number;
  /** Absent: as the parameters have it. */
  readonly gainEPerAdu?: number;
}

/** Resamples a template onto a part of the frame. */
export function onPart(
  template: RawTemplate,
  mapping: PixelMapping,
  part: Box,
  { customTemplateGain, templateFwhmOverride: fwhmPx }: Params,
): DifferenceFrame {
  const { gainEPerAdu = customTemplateGain } = template;
  const { image, mask, areaPx } = resampled(template, mapping, part);
  // a saturated pixel is masked already; the level is what stars of the kernel must stay below
  const saturationAdu = template.saturationAdu === undefined ? undefined : template.saturationAdu * areaPx;
  return {
    ...{ image, mask, gainEPerAdu },
    ...(fwhmPx !== undefined && { fwhmPx }),
    ...(saturationAdu !== undefined && { saturationAdu }),
  };
}
