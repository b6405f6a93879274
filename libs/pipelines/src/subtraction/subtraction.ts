import { AngleSyntaxError, parsePosition } from '@nightjar/astro';
import { separationDeg, subtractionFigures, type Difference, type SkyPosition } from '@nightjar/imaging';
import { knownBetter } from '../frame/known-better.js';
import { funpack } from '../frame/tools.js';
import { definePipeline, type PipelineContext } from '../kit/definition.js';
import { plotFiles } from '../plots/plot-files.js';
import { candidateFiles } from '../science/candidate-files.js';
import { listCandidates } from '../science/candidate-list.js';
import { cutoutOf } from '../science/cutouts.js';
import { askKnown, deepCatalogues } from '../science/known.js';
import { readScience, type ScienceFrame } from '../science/read-science.js';
import { TEMPLATE_TAG } from '../template/template-facts.js';
import { wantedTargets } from '../targets/wanted-targets.js';
import { recordOf, wholeZeroPoint } from './brightness.js';
import { findOnPart, unique, type JudgedCandidate, type Search } from './find.js';
import { hotpants, subtractHotpants } from './hotpants.js';
import { kernelFacts, sciencePart, subtractOwn } from './match.js';
import { addPart, emptyMosaic, type Mosaic } from './mosaic.js';
import type { TemplateChoice } from './on-part.js';
import { flags, hotpantsOnly, Params, type HotpantsExtra } from './params.js';
import { cutoutPlanes, planeFiles, verboseFiles } from './products.js';
import { boxAbout } from '../frame/box.js';
import { subFrames, type SubFrame } from './sub-frames.js';
import {
  datumOf,
  differenceTable,
  measureTargets,
  namedTarget,
  placedTargets,
  targetFacts,
  type MeasuredTarget,
} from './target.js';
import { templateStarFile, templateStars, templateStarTable } from './template-stars.js';
import { openTemplate } from './template.js';

/** Finds what is new or gone on a frame by taking off a template. */
export const subtraction = definePipeline({
  name: 'subtraction',
  title: 'Subtraction',
  shortName: 'sub',
  says: 'Subtracts a template from a frame, finds what is new or gone, and measures the target on the difference.',
  queue: 'photometry',
  accepts: { target: 'optional', types: ['frame', 'wcs', 'catalogue'], atLeast: 1, kept: TEMPLATE_TAG },
  tools: [funpack, hotpants],
  needs: ({ subtractionMethod }) => (subtractionMethod === 'hotpants' ? [hotpants] : []),
  flags,
  params: Params,
  run: subtractTemplate,
});

type Ctx = PipelineContext<Params, typeof flags>;

async function subtractTemplate(ctx: Ctx) {
  const { step, log, fail, params } = ctx;
  const science = await step('read', () =>
    readScience(ctx, { ...knownBetter(params), zeroPoint: params.zeroPoint, maskCosmics: ctx.flags.maskCosmics }),
  );
  const { targets: wanted, lost } = await wantedTargets(ctx, params.targets);
  for (const sentence of lost) log(sentence, 'warn');
  const targets = placedTargets(wanted, science);
  const [first] = targets;
  const mode = params.subtractionMode ?? (first ? 'target' : 'detection');
  if (mode === 'target' && !first)
    return fail(wanted[0] ? `${wanted[0].name} is not on this frame, or the frame has no WCS.` : 'There is no target.');
  const idle = hotpantsOnly.filter((name) => params.hotpantsExtra?.[name as keyof HotpantsExtra] !== undefined);
  if (params.subtractionMethod === 'own' && idle.length > 0)
    log(`hotpantsExtra: ${idle.join(', ')} mean nothing to our own kernel.`, 'warn');
  const parts = mode === 'target' && first ? aloneAbout(first.place, params, science) : partsOf(params, science);
  const opened = await step('template', () => openTemplate(ctx, science));
  const looked = mode === 'detection' ? await step('known', () => searchOf(ctx, science)) : undefined;
  const search = looked?.search;

  const mosaic = emptyMosaic(science.image);
  const found = await step('subtract', async (report) => {
    const found = new Found();
    for (const [i, part] of parts.entries()) {
      ctx.signal.throwIfAborted();
      const template = await opened.onPart(part.whole);
      const frame = sciencePart(science, part.whole);
      const own = params.subtractionMethod === 'own';
      const difference = own ? subtractOwn(frame, template, params) : await subtractHotpants(ctx, frame, template);
      if (typeof difference === 'string') found.refused(part, difference, log);
      else {
        addPart(mosaic, part, difference, template);
        found.add(part, difference, params.templateFwhmOverride !== undefined);
        if (search) found.candidates.push(...findOnPart(difference, part.whole, search, log));
        found.targets.push(...measureTargets(difference, part, targets));
      }
      report(i + 1, parts.length);
    }
    return found;
  });
  const { last } = found;
  if (!last) return fail(`Nothing could be subtracted: ${found.because}.`);
  return step('write', () =>
    tell(ctx, { science, mosaic, found, last, mode, template: opened.facts, notChecked: looked?.notChecked ?? [] }),
  );
}

/** What the parts came to. */
class Found {
  readonly candidates: JudgedCandidate[] = [];
  readonly parts: object[] = [];
  readonly targets: MeasuredTarget[] = [];
  readonly stars: ReturnType<typeof templateStars> = [];
  readonly templateFwhmPx: number[] = [];
  last: Difference | undefined;
  because = 'there is no part';

  add(part: SubFrame, difference: Difference, isWidthGiven: boolean): void {
    this.last = difference;
    this.stars.push(...templateStars(difference, part, isWidthGiven));
    this.templateFwhmPx.push(difference.quality.templateFwhmPx);
    this.parts.push({ ...part.own, ...kernelFacts(difference.quality) });
  }

  refused({ own }: SubFrame, because: string, log: Ctx['log']): void {
    this.because = because;
    log(`Columns ${own.x0}:${own.x1}, rows ${own.y0}:${own.y1} are not subtracted: ${because}`, 'warn');
  }
}

const partsOf = ({ subSize, subOverlap }: Params, { image }: ScienceFrame): SubFrame[] =>
  subFrames(image, subSize, subOverlap);

function aloneAbout(place: Parameters<typeof boxAbout>[0], { subSize }: Params, { image }: ScienceFrame): SubFrame[] {
  const box = boxAbout(place, subSize, image);
  return [{ own: box, whole: box }];
}

interface Looked {
  readonly search: Search;
  readonly notChecked: readonly string[];
}

async function searchOf(ctx: Ctx, science: ScienceFrame): Promise<Looked> {
  const { params, log, fail } = ctx;
  const { wcs } = science;
  const { filterVizier, filterSkybot, markKnown } = ctx.flags;
  if (!wcs && (markKnown || filterVizier || filterSkybot || params.filterCenter !== undefined))
    log('The frame has no WCS: no catalogue is asked, and nothing is left out by its position.', 'warn');
  const catalogues = filterVizier && wcs ? deepCatalogues(wcs.reference.decDeg) : [];
  const marks = { catalogue: markKnown, others: markKnown };
  const { knows, notChecked } = await askKnown(ctx, science, { catalogues, minorPlanets: filterSkybot, marks });
  const centre = params.filterCenter === undefined ? undefined : positionOf(params.filterCenter, fail);
  const wanted = (sky: SkyPosition | null): boolean =>
    !centre || !sky || separationDeg(centre, sky) <= params.filterSr0;
  return { search: { flags: ctx.flags, limitSigma: params.limitSigma, wcs, knows, wanted }, notChecked };
}

function positionOf(text: string, fail: Ctx['fail']): SkyPosition {
  try {
    return parsePosition(text);
  } catch (fault) {
    if (fault instanceof AngleSyntaxError) return fail(`filterCenter: ${fault.message}.`);
    throw fault;
  }
}

interface Told {
  readonly science: ScienceFrame;
  readonly mosaic: Mosaic;
  readonly found: Found;
  readonly last: Difference;
  readonly mode: 'detection' | 'target';
  readonly template: TemplateChoice;
  readonly notChecked: readonly string[];
}

async function tell(ctx: Ctx, { science, mosaic, found, last, mode, template, notChecked }: Told) {
  const { params, log, store, datum } = ctx;
  const { header, image, input } = science;
  const of = input.product.id;
  const zeroPoint = wholeZeroPoint(science, log);
  const records = unique(found.candidates, last.fwhmPx).map((candidate) => recordOf(candidate, zeroPoint));
  const measured = found.targets.map((one) => ({ one, facts: targetFacts(one.seen, zeroPoint, params.limitSigma) }));
  const targets = measured.map(({ one, facts }) => namedTarget(one, facts, science.wcs));
  const target = measured[0]?.facts;
  const provenance = [`template ${template.name} (${template.source}) subtracted in ${found.parts.length} parts`];
  const products = [
    ...planeFiles(image, mosaic, header, provenance, of),
    ...(ctx.flags.subVerbose ? verboseFiles(mosaic, header, last, of) : []),
    ...(mode === 'detection' ? candidateFiles('candidates', records, 2 * last.fwhmPx, of) : []),
  ];
  const cut = { header, planes: cutoutPlanes(image, mosaic), of };
  const listed = listCandidates('candidates', records, cut);
  if (listed.leftOut !== undefined) log(listed.leftOut, 'warn');
  for (const product of [...products, ...(mode === 'detection' ? listed.products : [])]) store(product);
  const starTable = templateStarTable(found.stars, found.templateFwhmPx);
  store(templateStarFile(starTable, of));
  if (ctx.flags.plots)
    for (const product of await plotFiles(subtractionFigures({ templateStars: starTable }), of)) store(product);
  if (targets.length > 0) store(differenceTable(targets, of));
  for (const [i, shown] of targets.entries()) {
    const stem = i === 0 ? 'sub_target' : `sub_target_${String(i).padStart(4, '0')}`;
    for (const product of cutoutOf({ ...shown, mag: null }, stem, cut)) store(product);
  }
  // of a light curve is the target of the process
  const own = measured.find(({ one }) => one.wanted.isOwn);
  const point = own && datumOf(own.facts, science);
  if (point) datum(point);
  return {
    says: sentence(mode, records.length, listed.facts.candidatesKept, target),
    facts: {
      mode,
      ...listed.facts,
      ...(target && { target, differenceTargets: targets }),
      parts: found.parts,
      zeroPointMag: zeroPoint?.value ?? null,
      filter: science.seen.filter,
      template,
      differenceFwhmPx: last.fwhmPx,
      ...(notChecked.length > 0 && { warnings: notChecked }),
    },
  };
}

function sentence(mode: Told['mode'], found: number, kept: number, target: ReturnType<typeof targetFacts> | undefined) {
  const seen = target === undefined ? '' : `; the target at S/N ${target.snr.toFixed(1)}`;
  return mode === 'target'
    ? `the target on the difference: S/N ${target?.snr.toFixed(1) ?? 'unknown'}`
    : `${kept} candidates of ${found} that differ${seen}`;
}
