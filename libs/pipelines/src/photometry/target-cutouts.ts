import { writeCandidateCutout } from '@nightjar/imaging';
import type { PipelineContext } from '../kit/definition.js';
import type { MadeProduct } from '../kit/output.js';
import { cutoutPicture, type PlaneToCut } from '../science/cutouts.js';
import { chosenSurvey } from '../science/survey-choice.js';
import { surveyPlane } from '../science/survey-plane.js';
import { placed } from '../science/world-coordinates.js';
import type { Findings } from './facts.js';
import type { TargetMeasure } from './measure-target.js';

type Ctx = Pick<PipelineContext<unknown>, 'sky' | 'log' | 'signal'>;

/**
 * The frame about each target that is on it, with its mask and the coordinates moved along; with what a survey shows there, and then
 * as a picture of both, where that is asked and can be had.
 */
export async function targetCutouts(ctx: Ctx, findings: Findings, of: MadeProduct['of']): Promise<MadeProduct[]> {
  const { field, settings, targets } = findings;
  const { image, seen, solution, header } = field;
  const halfPx = settings.cutoutSize;
  const places = targets.map(placeOf);
  const view = { filter: field.filter, wcs: solution.wcs, halfPx, places: places.flatMap((place) => place ?? []) };
  const { cutoutTemplateHips: hips } = settings;
  const survey = surveyWanted(findings);
  const chosen = chosenSurvey('cutoutTemplate', { survey, hips }, ctx);
  if (typeof chosen === 'string') ctx.log(chosen, 'warn');
  const isWanted = survey !== 'none' && typeof chosen !== 'string';
  const template = isWanted ? await surveyPlane(ctx, image, { ...view, survey: chosen.name }) : undefined;
  const planes: PlaneToCut[] = [
    { name: 'IMAGE', image, drawn: true },
    ...(template ? [{ name: 'TEMPLATE', image: template, drawn: true }] : []),
    { name: 'MASK', image: { ...image, data: seen.mask }, drawn: false },
  ];
  return targets.flatMap(({ wanted: { name } }, i) => {
    const at = places[i];
    if (!at) return [];
    const stem = `target_${String(i).padStart(4, '0')}`;
    const cards = [{ keyword: 'OBJECT', value: name.slice(0, 60) }];
    const content = writeCandidateCutout({
      ...{ at, halfSizePx: halfPx, planes, cards },
      header: placed(header, solution.wcs.cards),
    });
    const fits = {
      file: `${stem}.fits`,
      type: 'other' as const,
      mediaType: 'application/fits',
      of,
      meta: { name },
      content,
    };
    if (!template) return [fits];
    const picture = { type: 'preview' as const, mediaType: 'image/png', of, tag: 'cutout', meta: { name } };
    return [fits, { ...picture, file: `${stem}.png`, content: cutoutPicture(planes, at, halfPx) }];
  });
}

/** A run whose stars came from this machine waits for no server on account of a picture. */
const surveyWanted = ({ settings: { cutoutTemplate }, field: { reference } }: Findings): string =>
  cutoutTemplate !== 'online' ? cutoutTemplate : reference.isOfServer ? 'auto' : 'none';

const placeOf = (target: TargetMeasure) =>
  target.kind === 'lost' ? undefined : target.kind === 'measured' ? target.measured.place : target.place;
