import { nearestFilter, surveyNamed, type Filter, type TemplateFound } from '@nightjar/catalogues';
import { readWcs, skyMapping, type Image, type PixelPosition, type Wcs } from '@nightjar/imaging';
import { boxAbout, sizeOf } from '../frame/box.js';
import type { PipelineContext } from '../kit/definition.js';
import { resampled } from './resample.js';

type Ctx = Pick<PipelineContext<unknown>, 'sky' | 'log' | 'signal'>;

/** What is shown of a survey: which (`auto`: the one for the place), about which places, how far from each. */
export interface SurveyView {
  readonly survey: string;
  readonly filter: Filter;
  readonly wcs: Wcs;
  readonly places: readonly PixelPosition[];
  readonly halfPx: number;
}

/** A cutout and a little beyond its corners, in widths of its side. */
const margin = 1.5;

/** What a survey shows about places of a frame, on the frame's pixels, NaN elsewhere. Undefined, and said once, where it shows none. */
export async function surveyPlane(
  { sky, log, signal }: Ctx,
  { widthPx, heightPx }: Pick<Image, 'widthPx' | 'heightPx'>,
  { survey, filter, wcs, places, halfPx }: SurveyView,
): Promise<Image<Float32Array> | undefined> {
  const plane = { widthPx, heightPx, data: new Float32Array(widthPx * heightPx).fill(NaN) };
  const has = surveyNamed(survey)?.filters ?? ['g', 'r', 'i', 'z'];
  // of a filter that the survey has nothing near any picture is better than none
  const asked = nearestFilter(filter, has) ?? has.find((one) => one === 'r') ?? has[0] ?? filter;
  for (const [i, place] of places.entries()) {
    signal.throwIfAborted();
    const widthDeg = (margin * 2 * halfPx * wcs.pixelScaleArcsec) / 3600;
    const field = { ...wcs.pixelToSky(place), widthDeg, pixelScaleArcsec: wcs.pixelScaleArcsec };
    const found: TemplateFound | string = await sky
      .template({ ...(survey === 'auto' ? {} : { survey }), filter: asked, field })
      .catch(wordsOf);
    const template = typeof found === 'string' ? null : found.template;
    const note = typeof found === 'string' ? `No template: ${found}.` : found.note;
    if (i === 0) log(note, template ? 'info' : 'warn');
    const own = template && readWcs(template.header);
    if (!template || !own) return undefined;
    const box = boxAbout(place, 2 * halfPx + 1, plane);
    const { image } = resampled(template, skyMapping(wcs, own), box);
    const { widthPx: side } = sizeOf(box);
    for (let y = box.y0; y < box.y1; y++)
      plane.data.set(image.data.subarray((y - box.y0) * side, (y - box.y0 + 1) * side), y * widthPx + box.x0);
  }
  return places.length > 0 ? plane : undefined;
}

/** A field that is too wide for any service is a word, not a fault. */
function wordsOf(fault: unknown): string {
  if (fault instanceof RangeError) return fault.message;
  throw fault;
}
