import { nearestFilter, surveyNamed, type Filter, type TemplateFound } from '@nightjar/catalogues';
import { readWcs, skyMapping, type Image, type SkyPosition, type Wcs } from '@nightjar/imaging';
import { boxAbout, sizeOf } from '../frame/box.js';
import type { PipelineContext } from '../kit/definition.js';
import type { CandidateRecord } from '../science/candidate-files.js';
import { cutoutHalfPx, mostCutouts } from '../science/cutouts.js';
import type { ScienceFrame } from '../science/read-science.js';
import { resampled } from '../science/resample.js';
import type { Params } from './params.js';

type Ctx = Pick<PipelineContext<Pick<Params, 'simpleTemplate'>>, 'params' | 'sky' | 'log' | 'signal'>;
type Place = Pick<CandidateRecord, 'xPx' | 'yPx' | 'snr'> & SkyPosition;

/** So many are asked for at once: services are slow, and shared. */
const atOnce = 4;
/** A cutout and a little beyond its corners, in widths of its side. */
const margin = 1.5;

/**
 * What a survey shows where objects are, on the pixels of the frame; NaN elsewhere. Undefined, and said once, where none is to be had:
 * when the first object has no template of a survey the others are not asked for.
 */
export async function templatePlane(
  ctx: Ctx,
  { wcs, image: { widthPx, heightPx }, seen }: Pick<ScienceFrame, 'image' | 'seen'> & { readonly wcs: Wcs },
  candidates: readonly CandidateRecord[],
): Promise<Image<Float32Array> | undefined> {
  const places = candidates
    .flatMap(({ raDeg, decDeg, ...one }) => (raDeg === null || decDeg === null ? [] : [{ ...one, raDeg, decDeg }]))
    .toSorted((a, b) => Math.abs(b.snr) - Math.abs(a.snr))
    .slice(0, mostCutouts);
  const [first, ...others] = places;
  if (!first || ctx.params.simpleTemplate === 'none') return undefined;
  const plane = { widthPx, heightPx, data: new Float32Array(widthPx * heightPx).fill(NaN) };
  const paint = async (place: Place): Promise<boolean> => {
    ctx.signal.throwIfAborted();
    const found = await ask(ctx, wcs, place, seen.filter as Filter);
    if (place === first) ctx.log(found.note, found.template ? 'info' : 'warn');
    const own = found.template && readWcs(found.template.header);
    if (!found.template || !own) return false;
    const box = boxAbout(place, 2 * cutoutHalfPx, plane);
    const { image } = resampled(found.template, skyMapping(wcs, own), box);
    const { widthPx: side } = sizeOf(box);
    for (let y = box.y0; y < box.y1; y++)
      plane.data.set(image.data.subarray((y - box.y0) * side, (y - box.y0 + 1) * side), y * widthPx + box.x0);
    return true;
  };
  if (!(await paint(first))) return undefined;
  for (let at = 0; at < others.length; at += atOnce) await Promise.all(others.slice(at, at + atOnce).map(paint));
  return plane;
}

async function ask({ params, sky }: Ctx, wcs: Wcs, { raDeg, decDeg }: Place, filter: Filter): Promise<TemplateFound> {
  const { simpleTemplate: survey } = params;
  const widthDeg = (margin * 2 * cutoutHalfPx * wcs.pixelScaleArcsec) / 3600;
  const field = { raDeg, decDeg, widthDeg, pixelScaleArcsec: wcs.pixelScaleArcsec };
  // of a filter that the survey has nothing near any picture is better than none
  const has = surveyNamed(survey)?.filters ?? ['g', 'r', 'i', 'z'];
  const asked = nearestFilter(filter, has) ?? has.find((one) => one === 'r') ?? has[0] ?? filter;
  try {
    return await sky.template({ ...(survey === 'auto' ? {} : { survey }), filter: asked, field });
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    return { template: null, survey, filter: null, from: 'none', note: `No template: ${fault.message}.` };
  }
}
