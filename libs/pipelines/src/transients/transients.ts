import { parsePosition, AngleSyntaxError } from '@nightjar/astro';
import { isFilter, type Filter } from '@nightjar/catalogues';
import { footprint, instrumental, separationDeg, type SkyPosition, type Wcs } from '@nightjar/imaging';
import { knownBetter } from '../frame/known-better.js';
import { funpack } from '../frame/tools.js';
import { definePipeline, type PipelineContext } from '../kit/definition.js';
import { chosenSurvey } from '../science/survey-choice.js';
import { surveyPlane } from '../science/survey-plane.js';
import { cutoutHalfPx } from '../science/cutouts.js';
import { candidateFiles, candidateName, type CandidateRecord } from '../science/candidate-files.js';
import { bySignificance, listCandidates } from '../science/candidate-list.js';
import { askKnown, deepCatalogues, knownAt, nearestOf, placesOf, type Known } from '../science/known.js';
import { readScience, type ScienceFrame } from '../science/read-science.js';
import { zeroPointInAperture } from '../science/whole-flux.js';
import { judgeByCatalogue, starsIn, type AskedCatalogue } from './catalogue-filter.js';
import { judgeObjects } from './judge.js';
import { objectsOf, type Objects } from './objects.js';
import { otherFrames } from './other-frames.js';
import { flags, Params } from './params.js';

/** Finds what no catalogue knows, without a template. */
export const transients = definePipeline({
  name: 'transients',
  title: 'Simple transients',
  shortName: 'transients',
  says: 'Finds the objects of a frame that no catalogue knows; further frames are to show them too.',
  queue: 'photometry',
  accepts: { target: 'optional', types: ['frame', 'wcs', 'catalogue'], atLeast: 1 },
  tools: [funpack],
  needs: () => [],
  flags,
  params: Params,
  run: findTransients,
});

type Ctx = PipelineContext<Params, typeof flags>;

async function findTransients(ctx: Ctx) {
  const { step, fail, log, params } = ctx;
  const science = await step('read', () =>
    readScience(ctx, { ...knownBetter(params), zeroPoint: params.zeroPoint, maskCosmics: ctx.flags.maskCosmics }),
  );
  const { wcs } = science;
  if (!wcs) return fail('The frame has no WCS, so nothing can be looked up: run photometry first.');
  const seen = await step('detect', () => objectsOf(science, wcs));
  if (!(seen.fwhmPx > 0)) return fail('No star is seen on the frame: clouds, a closed dome, or too short an exposure?');
  const catalogues = await step('catalogues', () => askCatalogues(ctx, science, wcs));
  const { simpleSkybot: minorPlanets, markKnown } = ctx.flags;
  const marks = { catalogue: false, others: markKnown };
  const known = await askKnown(ctx, science, { catalogues: [], minorPlanets, marks });
  const others = await step('other frames', () => otherFrames(ctx));
  const records = await step('judge', () => {
    const centre = params.simpleCenter === undefined ? undefined : positionOf(params.simpleCenter, fail);
    const objects = seen.objects.filter(({ sky }) => !centre || separationDeg(centre, sky) <= params.simpleSr0);
    log(`${objects.length} objects, stars ${seen.fwhmPx.toFixed(2)} px wide`);
    return judged(ctx, science, { ...seen, objects }, { wcs, catalogues, known, others });
  });
  return step('write', () => tell(ctx, { ...science, wcs }, seen, records, known.notChecked));
}

/** A catalogue counts only under its own name: a shallow one in its place would leave faint stars unknown. */
async function askCatalogues(
  { sky, log, fail, params }: Ctx,
  science: ScienceFrame,
  wcs: Wcs,
): Promise<AskedCatalogue[]> {
  const { centre, corners } = footprint(wcs, science.image);
  const cone = { ...centre, radiusDeg: Math.max(...corners.map((corner) => separationDeg(centre, corner))) };
  const filter: Filter = isFilter(science.seen.filter) ? science.seen.filter : 'r';
  const wanted = params.catalogues?.split(',') ?? [
    ...deepCatalogues(centre.decDeg),
    ...(centre.decDeg < 0 ? ['des_dr2'] : []),
  ];
  const asked: AskedCatalogue[] = [];
  for (const catalogue of wanted) {
    try {
      const found = await sky.stars({ catalogue, filter, cone });
      const itself = found.catalogue === catalogue;
      log(itself ? found.note : `${catalogue} was not asked. ${found.note}`, itself ? 'info' : 'warn');
      if (itself) asked.push({ name: catalogue, stars: starsIn(found.stars, filter) });
    } catch (fault) {
      if (fault instanceof RangeError) return fail(`${fault.message}.`);
      throw fault;
    }
  }
  if (asked.length > 0) return asked;
  return fail(`None of ${wanted.join(', ')} could be asked: without a deep catalogue everything would be new.`);
}

interface Against {
  readonly wcs: Wcs;
  readonly catalogues: readonly AskedCatalogue[];
  readonly known: Known;
  readonly others: Parameters<typeof judgeObjects>[1]['others'];
}

function judged(
  ctx: Ctx,
  science: ScienceFrame,
  { objects, fwhmPx, radiusPx }: Objects,
  against: Against,
): CandidateRecord[] {
  const { params } = ctx;
  const zeroPoint = zeroPointInAperture(science, radiusPx);
  const fwhmArcsec = fwhmPx * against.wcs.pixelScaleArcsec;
  const radiusArcsec = 0.5 * fwhmArcsec;
  const own = judgeObjects(objects, {
    ...{ limitSigma: params.limitSigma, prefilter: ctx.flags.simplePrefilter, radiusArcsec },
    ...{ knows: against.known.knows, rejectKnown: ctx.flags.simpleSkybot },
    ...{ others: against.others, othersMean: params.othersMean },
  });
  const value = zeroPoint?.value ?? 0;
  const unknown = objects.map(({ sky, instrumentalMag }) => ({ sky, mag: instrumentalMag + value }));
  const limits = {
    ...{ radiusArcsec, magDiff: params.simpleMagDiff, calibrated: zeroPoint !== undefined },
    ...(ctx.flags.simpleBlends && { blendArcsec: 2 * fwhmArcsec }),
  };
  const byCatalogue = against.catalogues.map((catalogue) => judgeByCatalogue(catalogue, unknown, limits));
  const starAt = nearestOf(
    against.catalogues.flatMap(({ name, stars }) => placesOf(name, stars)),
    radiusArcsec,
  );
  return objects.map((object, i) => {
    const catalogueMatch = starAt?.(object.sky) ?? null;
    const known = knownAt({ ...against.known.knows(object.sky), catalogueMatch }, radiusArcsec);
    const reasons = [...(own[i] ?? []), ...byCatalogue.flatMap((verdicts) => verdicts[i] ?? [])];
    const { sky, xPx, yPx, snr, fluxAdu, fluxErrorAdu } = object;
    const { instrumentalMag, instrumentalMagError } = instrumental(fluxAdu, fluxErrorAdu);
    const measured = zeroPoint !== undefined && Number.isFinite(instrumentalMag);
    return {
      ...{ name: candidateName(sky, object), raDeg: sky.raDeg, decDeg: sky.decDeg, xPx, yPx },
      mag: measured ? instrumentalMag + zeroPoint.value : null,
      magError: measured ? Math.hypot(instrumentalMagError, zeroPoint.error) : null,
      ...{ snr, fluxAdu, fluxErrorAdu, sign: 'positive', reasons, known },
      kept: reasons.every(({ verdict }) => verdict !== 'failed'),
    };
  });
}

function positionOf(text: string, fail: Ctx['fail']): SkyPosition {
  try {
    return parsePosition(text);
  } catch (fault) {
    if (fault instanceof AngleSyntaxError) return fail(`simpleCenter: ${fault.message}.`);
    throw fault;
  }
}

async function tell(
  ctx: Ctx,
  science: ScienceFrame & { readonly wcs: Wcs },
  seen: Objects,
  all: readonly CandidateRecord[],
  notChecked: readonly string[],
) {
  const { header, image, mask, input } = science;
  const of = input.product.id;
  const records = all.toSorted((a, b) => b.fluxAdu - a.fluxAdu);
  const kept = records.filter((record) => record.kept);
  const template = await templateOf(ctx, science, records);
  const planes = [
    { name: 'IMAGE', image, drawn: true },
    ...(template ? [{ name: 'TEMPLATE', image: template, drawn: true }] : []),
    { name: 'MASK', image: { ...image, data: mask }, drawn: false },
  ];
  const listed = listCandidates('candidates_simple', records, { header, planes, of });
  if (listed.leftOut !== undefined) ctx.log(listed.leftOut);
  const products = [...candidateFiles('candidates_simple', records, 2 * seen.fwhmPx, of), ...listed.products];
  for (const product of products) ctx.store(product);
  return {
    says: `${kept.length} of ${records.length} objects are in no catalogue`,
    facts: {
      ...listed.facts,
      ...{ zeroPointMag: science.zeroPoint?.value ?? null, fwhmPx: seen.fwhmPx },
      ...(notChecked.length > 0 && { warnings: notChecked }),
    },
  };
}

/** For so many that are kept, and so many that are not, a survey is asked, the most significant ones: services are slow, and shared. */
const mostSurveyed = 100;

/** What a survey shows where the most significant of the objects are, those that are kept first. */
async function templateOf(
  ctx: Ctx,
  { wcs, image, seen }: ScienceFrame & { readonly wcs: Wcs },
  records: readonly CandidateRecord[],
) {
  const { simpleTemplate: survey, simpleTemplateHips: hips } = ctx.params;
  const chosen = chosenSurvey('simpleTemplate', { survey, hips }, ctx);
  if (typeof chosen === 'string') ctx.log(chosen, 'warn');
  if (survey === 'none' || typeof chosen === 'string') return undefined;
  const places = [true, false].flatMap((kept) => bySignificance(records, kept).slice(0, mostSurveyed));
  const view = { filter: seen.filter, wcs, places, halfPx: cutoutHalfPx };
  return surveyPlane(ctx, image, { ...view, survey: chosen.name });
}
