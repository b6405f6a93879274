import type { TemplateFound } from '@nightjar/catalogues';
import { readWcs, separationDeg, skyMapping, type PixelPosition } from '@nightjar/imaging';
import type { ScienceFrame } from '../science/read-science.js';
import { chosenSurvey } from '../science/survey-choice.js';
import { onPart, type OpenedTemplate, type TemplateCtx as Ctx } from './on-part.js';
import { onFrame, sizeOf } from '../frame/box.js';

/** A survey's image is wider than the part by this, so that its edge is not that of the part. */
const margin = 1.05;

/** Asks a survey for the template of each part. @throws PipelineFailure when the frame does not know where it looks */
export function surveyTemplate(ctx: Ctx, science: ScienceFrame): OpenedTemplate {
  const { wcs, seen } = science;
  const { params, sky, log, fail } = ctx;
  if (!wcs)
    return fail(
      'The frame has no WCS, so no survey can be asked: run photometry first, or give a template of your own.',
    );
  const { template: asked, templateHips: hips } = params;
  const chosen = chosenSurvey('template', { survey: asked, hips }, ctx);
  if (typeof chosen === 'string') return fail(chosen);
  const { name } = chosen;
  const survey = name === 'auto' ? {} : { survey: name };
  const facts = { source: 'survey', name } as const;
  const askedFor: OpenedTemplate['onPart'] = async (part) => {
    ctx.signal.throwIfAborted();
    const { widthPx, heightPx } = sizeOf(part);
    const at = (place: PixelPosition) => wcs.pixelToSky(onFrame(place, part));
    const centre = at({ xPx: (widthPx + 1) / 2, yPx: (heightPx + 1) / 2 });
    const corners = [1, widthPx].flatMap((xPx) => [1, heightPx].map((yPx) => at({ xPx, yPx })));
    const widthDeg = 2 * margin * Math.max(...corners.map((corner) => separationDeg(centre, corner)));
    const field = { ...centre, widthDeg, pixelScaleArcsec: wcs.pixelScaleArcsec / 2 };
    let found: TemplateFound;
    try {
      found = await sky.template({ ...survey, filter: seen.filter, field });
    } catch (fault) {
      if (fault instanceof RangeError) return fail(`No template: ${fault.message}; a smaller subSize helps.`);
      throw fault;
    }
    log(found.note, found.template ? 'info' : 'warn');
    if (!found.template) return fail(`${found.note} Give a template of your own, or another survey.`);
    const { header, image, mask } = found.template;
    const own = readWcs(header);
    if (!own) return fail(`The template of ${found.survey} has no WCS.`);
    return onPart({ image, mask }, skyMapping(wcs, own), part, params);
  };
  return { onPart: askedFor, facts };
}
