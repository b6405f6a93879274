import { isFilter, type Filter } from '@nightjar/catalogues';
import {
  inspectFrame,
  refineWcs,
  type FrameInspection,
  type Header,
  type Image,
  type RefinedWcs,
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
  /** `order`: of the polynomial that was fitted to its stars; 1 where that was the linear part alone. */
  readonly solution: Solution & { readonly refined: boolean; readonly order: number };
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
  const catalogue = (wcs: Wcs): Promise<Reference> =>
    step('catalogue', () => referenceStars(ctx, wcs, image, frame.filter, settings));
  const told = toldCoordinates(ctx, frame, settings);
  const known = told && (await catalogue(told));
  const solution = await step('solve', () => coordinates(ctx, frame, sources, settings, told, known));
  log(saysOf(solution));
  const reference = known && solution.source === 'header' ? known : await catalogue(solution.wcs);
  log(reference.note);
  const fitted = refined(solution, frame, objects, reference, settings);
  if (fitted.refined) log(saysOfFit(fitted));
  return { ...frame, objects, reference, solution: fitted };
}

/** The coordinates of the header, unless they are not wanted or cannot be used, which is said. */
function toldCoordinates({ log }: Context, { header, image }: OpenedFrame, { flags }: Settings): Wcs | undefined {
  if (flags.blindMatchWcs) return undefined;
  const wcs = wcsOfHeader(header, image);
  if (typeof wcs !== 'string') return wcs;
  log(wcs, 'warn');
  return undefined;
}

/** The header's coordinates when they fit the catalogue or nothing is there to judge them by; else solve-field's. */
async function coordinates(
  ctx: Context,
  { image, seen }: OpenedFrame,
  sources: readonly SextractorSource[],
  settings: Settings,
  wcs: Wcs | undefined,
  known: Reference | undefined,
): Promise<Solution> {
  if (!wcs || !known) return solve(ctx, sources, image, seen, settings);
  const verdict = judgeWcs(wcs, sources, known.stars, image);
  switch (verdict.kind) {
    case 'fits':
      return { wcs, source: 'header', ...verdict };
    case 'unknown':
      ctx.log(
        `${known.catalogue} has too few stars there to say whether the coordinates of the header are right.`,
        'warn',
      );
      return { wcs, source: 'header', starsMatched: 0, residualArcsec: NaN };
    case 'does not fit': {
      ctx.log(
        `The coordinates of the header put ${verdict.starsMatched} of ${verdict.starsExpected} stars onto sources: the field is solved anew.`,
        'warn',
      );
      const pointing = seen.pointing ?? wcs.pixelToSky({ xPx: image.widthPx / 2, yPx: image.heightPx / 2 });
      return solve(ctx, sources, image, { ...seen, pointing }, settings);
    }
  }
}

const saysOf = ({ source, starsMatched, residualArcsec }: Solution): string =>
  source === 'header'
    ? `solved: ${starsMatched} stars agree with the header’s coordinates${Number.isFinite(residualArcsec) ? ` to ${residualArcsec.toFixed(2)} arcsec` : ''}`
    : `solved: ${starsMatched} stars agree to ${residualArcsec.toFixed(2)} arcsec`;

const saysOfFit = ({ starsMatched, residualArcsec, order }: Field['solution']): string =>
  `fitted to ${starsMatched} stars, ${order > 1 ? `their distortion of order ${order} too` : 'the distortion kept'}: they agree to ${residualArcsec.toFixed(2)} arcsec`;

/** Better coordinates bring more stars together; after so many rounds no more do. */
const mostRounds = 3;

/** The coordinates fitted to the catalogue's stars, within three pixels of where they were; as they were with too few of them. */
function refined(
  solution: Solution,
  { image, seen }: OpenedFrame,
  { objects, fwhmPx }: FrameObjects,
  { stars }: Reference,
  settings: Settings,
): Field['solution'] {
  const same = { ...solution, refined: false, order: 1 };
  if (!settings.flags.refineWcs) return same;
  const radiusArcsec = Math.max(3 * solution.wcs.pixelScaleArcsec, matchRadius(solution.wcs, image, fwhmPx, settings));
  // near saturation charge runs along columns, and takes the centre with it
  const clean = objects
    .filter(({ flags, source }) => (flags & ~3) === 0 && !isNearSaturation(source, seen.saturationAdu))
    .map(({ source }) => source);
  let best: RefinedWcs | undefined;
  for (let [round, matched] = [0, 0]; round < mostRounds; round++) {
    const pairs = identify(clean, stars, best?.wcs ?? solution.wcs, radiusArcsec);
    if (pairs.length <= matched) break;
    matched = pairs.length;
    const at = pairs.map(({ star, source }) => ({ star, measured: source }));
    // always from the same beginning: what was fitted to fewer stars is no more than a way to find the others
    best = refineWcs(solution.wcs, at, image, settings.refineOrder) ?? best;
  }
  if (!best) return same;
  const { wcs, residualArcsec, starsUsed, order } = best;
  return { ...solution, wcs, residualArcsec, starsMatched: starsUsed, refined: true, order };
}
