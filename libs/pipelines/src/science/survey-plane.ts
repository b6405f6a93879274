import type { Arcseconds, Pixels } from '@nightjar/astro';
import { nearestFilter, surveyNamed, type Field, type Filter } from '@nightjar/catalogues';
import { readWcs, skyMapping, type Image, type PixelPosition, type SkyPosition, type Wcs } from '@nightjar/imaging';
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

/** A cutout and a little beyond its corners, in widths of its side: enough for what {@link fieldAbout} moves it by. */
const margin = 1.5;
/** So many are asked for at once: services are slow, and shared. */
const atOnce = 4;

/**
 * What a survey shows about places of a frame, on the frame's pixels, NaN elsewhere. Undefined, and said once, where none is to be had:
 * when there is none for the first place the others are not asked for, nor are further ones when of some at once not one came.
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
  for (let at = 0; at < others.length; at += atOnce) {
    const came = await Promise.all(others.slice(at, at + atOnce).map(paint));
    if (came.length === atOnce && !came.includes(true)) break;
  }
  return plane;
}

/** Scales are asked for in steps of a hundredth, places in steps of so many to the width of a field. */
const [scaleStep, stepsAcross] = [1.01, 32];

/**
 * The field to ask for, the same for all frames of a night: each finds its place and its scale anew, a little otherwise than the one
 * before, and only the very same question is answered from what was kept.
 */
export function fieldAbout({ raDeg, decDeg }: SkyPosition, sidePx: Pixels, pixelScaleArcsec: Arcseconds): Field {
  const scale = scaleStep ** Math.ceil(Math.log(pixelScaleArcsec) / Math.log(scaleStep));
  const widthDeg = (margin * sidePx * scale) / 3600;
  const step = widthDeg / stepsAcross;
  const dec = Math.min(90, Math.max(-90, step * Math.round(decDeg / step)));
  const raStep = Math.min(360, step / Math.cos((dec * Math.PI) / 180));
  return { raDeg: (raStep * Math.round(raDeg / raStep)) % 360, decDeg: dec, widthDeg, pixelScaleArcsec: scale };
}

async function ask({ sky }: Ctx, { survey, filter, wcs, halfPx }: SurveyView, place: PixelPosition) {
  const field = fieldAbout(wcs.pixelToSky(place), 2 * halfPx + 1, wcs.pixelScaleArcsec);
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
