import { nearestFilter, surveyNamed, type Filter } from '@nightjar/catalogues';
import { readWcs, skyMapping, type Image, type PixelPosition, type Wcs } from '@nightjar/imaging';
import { boxAbout, sizeOf } from '../frame/box.js';
import type { PipelineContext } from '../kit/definition.js';
import { resampled } from './resample.js';

type Ctx = Pick<PipelineContext<unknown>, 'sky' | 'log' | 'signal'>;

/** What is shown of a survey: which (`auto`: the one for the place), about which places, how far from each. */
export interface SurveyView {
  readonly survey: string;
  /** The frame's; the survey's nearest to it is shown. */
  readonly filter: string;
  readonly wcs: Wcs;
  readonly places: readonly PixelPosition[];
  readonly halfPx: number;
}

/** A cutout and a little beyond its corners, in widths of its side. */
const margin = 1.5;
/** So many are asked for at once: services are slow, and shared. */
const atOnce = 4;

/**
 * What a survey shows about places of a frame, on the frame's pixels, NaN elsewhere. Undefined, and said once, where none is to be had:
 * when there is none for the first place the others are not asked for.
 */
export async function surveyPlane(
  ctx: Ctx,
  { widthPx, heightPx }: Pick<Image, 'widthPx' | 'heightPx'>,
  view: SurveyView,
): Promise<Image<Float32Array> | undefined> {
  const [first, ...others] = view.places;
  if (!first) return undefined;
  const plane = { widthPx, heightPx, data: new Float32Array(widthPx * heightPx).fill(NaN) };
  const paint = async (place: PixelPosition): Promise<boolean> => {
    ctx.signal.throwIfAborted();
    const { template, note } = await ask(ctx, view, place);
    if (place === first) ctx.log(note, template ? 'info' : 'warn');
    const own = template && readWcs(template.header);
    if (!template || !own) return false;
    const box = boxAbout(place, 2 * view.halfPx + 1, plane);
    const { image } = resampled(template, skyMapping(view.wcs, own), box);
    const { widthPx: side } = sizeOf(box);
    for (let y = box.y0; y < box.y1; y++)
      plane.data.set(image.data.subarray((y - box.y0) * side, (y - box.y0 + 1) * side), y * widthPx + box.x0);
    return true;
  };
  if (!(await paint(first))) return undefined;
  for (let at = 0; at < others.length; at += atOnce) await Promise.all(others.slice(at, at + atOnce).map(paint));
  return plane;
}

async function ask({ sky }: Ctx, { survey, filter, wcs, halfPx }: SurveyView, place: PixelPosition) {
  const widthDeg = (margin * 2 * halfPx * wcs.pixelScaleArcsec) / 3600;
  const field = { ...wcs.pixelToSky(place), widthDeg, pixelScaleArcsec: wcs.pixelScaleArcsec };
  const has = surveyNamed(survey)?.filters ?? ['g', 'r', 'i', 'z'];
  // of a filter that the survey has nothing near any picture is better than none
  const asked = nearestFilter(filter as Filter, has) ?? has.find((one) => one === 'r') ?? has[0] ?? (filter as Filter);
  try {
    return await sky.template({ ...(survey === 'auto' ? {} : { survey }), filter: asked, field });
  } catch (fault) {
    // a field that is too wide for any service is a word, not a fault
    if (!(fault instanceof RangeError)) throw fault;
    return { template: null, note: `No template: ${fault.message}.` };
  }
}
