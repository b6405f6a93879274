import { isFilter, type Filter } from '@nightjar/catalogues';
import {
  inspectFrame,
  type FrameInspection,
  type Header,
  type Image,
  type SextractorSource,
  type Wcs,
} from '@nightjar/imaging';
import { maskFrame } from '../frame/mask.js';
import { readFrame } from '../frame/read-frame.js';
import type { PipelineContext, PipelineInput } from '../kit/definition.js';
import { matchRadius } from './calibration-stars.js';
import { referenceStars, type Reference } from './catalogue.js';
import { detect } from './detect.js';
import { judgeWcs, wcsOfHeader } from './header-wcs.js';
import { measureSources, type FrameObjects } from './objects.js';
import type { Settings } from './params.js';
import { refineWcs } from './refine-wcs.js';
import { solve, type Solution } from './solve.js';
import { identify, isNearSaturation } from './star-choice.js';

type Context = Pick<PipelineContext<unknown>, 'step' | 'log' | 'fail' | 'target' | 'workdir' | 'tool' | 'sky'>;

/** A frame as it was read. */
export interface OpenedFrame {
  readonly header: Header;
  readonly image: Image;
  readonly seen: FrameInspection;
  /** The band to calibrate in. */
  readonly filter: Filter;
}

/** Reads a frame, with what is known better in its header, and masks it. */
export async function openedFrame(ctx: Context, input: PipelineInput, settings: Settings): Promise<OpenedFrame> {
  const { header: read, image } = await readFrame(ctx, input, settings);
  const header = settings.filter === undefined ? read : read.with({ keyword: 'FILTER', value: settings.filter });
  const inspected = inspectFrame(header, image);
  const { mask, cosmicRayPx, stoodDown } = maskFrame(header, image, inspected, settings.flags.maskCosmics);
  if (stoodDown !== undefined) ctx.log(stoodDown, 'warn');
  const maskedFraction = inspected.maskedFraction + cosmicRayPx / Math.max(1, mask.length);
  if (maskedFraction > 0.95) return ctx.fail('More than 95 % of the frame is masked: there is nothing to measure.');
  const filter = settings.filter ?? inspected.filter;
  return { header, image, seen: { ...inspected, mask, maskedFraction }, filter: isFilter(filter) ? filter : 'r' };
}

/** What is on a frame, where it looks, and the stars that are known there. */
export interface Field extends OpenedFrame {
  readonly objects: FrameObjects;
  readonly solution: Solution & { readonly refined: boolean };
  readonly reference: Reference;
}

/** Finds sources, measures them, finds where the frame looks and which stars are there. */
export async function surveyField(ctx: Context, frame: OpenedFrame, settings: Settings): Promise<Field> {
  const { step, log } = ctx;
  const { image, seen } = frame;
  const sources = await step('detect', () => detect(ctx, frame, settings));
  const objects = await step('objects', () => measureSources(image, seen, sources, settings));
  log(`${sources.length} sources, stars ${objects.fwhmPx.toFixed(2)} px wide by ${objects.fwhmStars} of them`);
  for (const note of objects.notes) log(note);
  const { solution, reference: known } = await step('solve', () => coordinates(ctx, frame, sources, settings));
  log(saysOf(solution));
  const reference = known ?? (await step('catalogue', () => catalogueOf(ctx, frame, solution.wcs, settings)));
  if (known) await step('catalogue', () => undefined);
  log(reference.note);
  return { ...frame, objects, reference, solution: refined(solution, frame, objects, reference, settings) };
}

const catalogueOf = (ctx: Context, { image, filter }: OpenedFrame, wcs: Wcs, settings: Settings): Promise<Reference> =>
  referenceStars(ctx, wcs, image, filter, settings);

/** The header's coordinates when they fit the catalogue or nothing is there to judge them by; else solve-field's. */
async function coordinates(
  ctx: Context,
  frame: OpenedFrame,
  sources: readonly SextractorSource[],
  settings: Settings,
): Promise<{ readonly solution: Solution; readonly reference?: Reference }> {
  const { header, image, seen } = frame;
  const wcs = settings.flags.blindMatchWcs ? undefined : wcsOfHeader(header, image);
  if (typeof wcs === 'string') ctx.log(wcs, 'warn');
  if (wcs === undefined || typeof wcs === 'string')
    return { solution: await solve(ctx, sources, image, seen, settings) };
  const reference = await catalogueOf(ctx, frame, wcs, settings);
  const verdict = judgeWcs(wcs, sources, reference.stars, image);
  switch (verdict.kind) {
    case 'fits':
      return { reference, solution: { wcs, source: 'header', ...verdict } };
    case 'unknown':
      ctx.log(
        `${reference.catalogue} has too few stars there to say whether the coordinates of the header are right.`,
        'warn',
      );
      return { reference, solution: { wcs, source: 'header', starsMatched: 0, residualArcsec: NaN } };
    case 'does not fit': {
      ctx.log(
        `The coordinates of the header put ${verdict.starsMatched} of ${verdict.starsExpected} stars onto sources: the field is solved anew.`,
        'warn',
      );
      const pointing = seen.pointing ?? wcs.pixelToSky({ xPx: image.widthPx / 2, yPx: image.heightPx / 2 });
      return { solution: await solve(ctx, sources, image, { ...seen, pointing }, settings) };
    }
  }
}

const saysOf = ({ source, starsMatched, residualArcsec }: Solution): string =>
  source === 'header'
    ? `solved: ${starsMatched} stars agree with the header’s coordinates${Number.isFinite(residualArcsec) ? ` to ${residualArcsec.toFixed(2)} arcsec` : ''}`
    : `solved: ${starsMatched} stars agree to ${residualArcsec.toFixed(2)} arcsec`;

/** The coordinates fitted to the catalogue's stars, within three pixels of where they were; as they were with too few of them. */
function refined(
  solution: Solution,
  { image, seen }: OpenedFrame,
  { objects, fwhmPx }: FrameObjects,
  { stars }: Reference,
  settings: Settings,
): Field['solution'] {
  if (!settings.flags.refineWcs) return { ...solution, refined: false };
  const radiusArcsec = Math.max(3 * solution.wcs.pixelScaleArcsec, matchRadius(solution.wcs, image, fwhmPx, settings));
  // near saturation charge runs along columns, and takes the centre with it
  const clean = objects
    .filter(({ flags, source }) => (flags & ~3) === 0 && !isNearSaturation(source, seen.saturationAdu))
    .map(({ source }) => source);
  const pairs = identify(clean, stars, solution.wcs, radiusArcsec);
  const better = refineWcs(
    solution.wcs,
    pairs.map(({ star, source }) => ({ star, measured: source })),
  );
  if (!better) return { ...solution, refined: false };
  const { wcs, residualArcsec, starsUsed } = better;
  return { ...solution, wcs, residualArcsec, starsMatched: starsUsed, refined: true };
}
