import { reproject, type DifferenceFrame, type Image, type PixelMapping } from '@nightjar/imaging';
import type { PipelineContext } from '../kit/definition.js';
import type { Params } from './params.js';
import { sizeOf, type Box } from './sub-frames.js';

/** What getting a template takes. */
export type TemplateCtx = Pick<
  PipelineContext<Params>,
  'inputs' | 'params' | 'workdir' | 'tool' | 'log' | 'fail' | 'sky' | 'signal'
>;

/** Gives the template for a part of the frame, on that part's pixels. */
export type TemplateSource = (part: Box) => Promise<DifferenceFrame>;

/** What a template is before it lies on the frame's pixels. */
export interface RawTemplate {
  readonly image: Image;
  /** 1 = bad. */
  readonly mask: Uint8Array;
  readonly saturationAdu?: number;
}

/** A frame whose pixels are smaller than this share of the target's is averaged, not interpolated. */
const finer = 0.75;

/** Resamples a template onto a part of the frame. */
export function onPart(
  template: RawTemplate,
  mapping: PixelMapping,
  part: Box,
  { customTemplateGain: gainEPerAdu, templateFwhmOverride: fwhmPx }: Params,
): DifferenceFrame {
  const moved: PixelMapping = ({ xPx, yPx }) => mapping({ xPx: xPx + part.x0, yPx: yPx + part.y0 });
  const areaPx = areaAt(moved, sizeOf(part));
  const method = areaPx > 1 / finer ** 2 ? 'adaptive' : 'lanczos3';
  const { image, mask } = reproject(template, moved, sizeOf(part), { method });
  // a saturated pixel is masked already; the level is what stars of the kernel must stay below
  const saturationAdu = template.saturationAdu === undefined ? undefined : template.saturationAdu * areaPx;
  return {
    ...{ image, mask, gainEPerAdu },
    ...(fwhmPx !== undefined && { fwhmPx }),
    ...(saturationAdu !== undefined && { saturationAdu }),
  };
}

/** How many pixels of the template a pixel in the middle of the part covers; 1 where the template is not there. */
function areaAt(mapping: PixelMapping, { widthPx, heightPx }: { widthPx: number; heightPx: number }): number {
  const [x, y] = [Math.ceil(widthPx / 2), Math.ceil(heightPx / 2)];
  const [at, right, up] = [
    mapping({ xPx: x, yPx: y }),
    mapping({ xPx: x + 1, yPx: y }),
    mapping({ xPx: x, yPx: y + 1 }),
  ];
  if (!at || !right || !up) return 1;
  const area = Math.abs((right.xPx - at.xPx) * (up.yPx - at.yPx) - (right.yPx - at.yPx) * (up.xPx - at.xPx));
  return area > 0 ? area : 1;
}
