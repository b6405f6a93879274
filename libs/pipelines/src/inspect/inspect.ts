import {
  checkGain,
  Header,
  inspectFrame,
  renderPng,
  writeImage,
  type FrameInspection,
  type Image,
} from '@nightjar/imaging';
import { definePipeline } from '../kit/definition.js';
import { KnownBetter } from '../frame/known-better.js';
import { maskFrame } from '../frame/mask.js';
import { readFrame } from '../frame/read-frame.js';
import { funpack } from '../frame/tools.js';
import { doubtOfUnits } from '../frame/units.js';
import { Targets, wantedTargets } from '../targets/wanted-targets.js';
import { factsOf, sentence } from './facts.js';
import { targetCutout } from './target-cutout.js';

/** Reads a frame's header and pixels, and draws it. */
export const inspect = definePipeline({
  name: 'inspect',
  title: 'Inspection',
  says: 'Reads time, filter, gain and saturation of a frame, masks its bad pixels and draws a preview.',
  queue: 'inspect',
  accepts: { target: 'optional', types: ['frame'], atLeast: 1 },
  tools: [funpack],
  needs: () => [],
  flags: {
    maskCosmics: {
      default: false,
      title: 'Mask cosmic rays',
      says: 'L.A.Cosmic tells hits by their sharp edges and adds them to the mask. Of stars two pixels wide or less it may take the cores.',
    },
  },
  params: KnownBetter.extend({ targets: Targets }),
  async run({ inputs, step, log, store, fail, params, flags, ...ctx }) {
    const [input] = inputs;
    if (!input) return fail('There is no frame to inspect.');
    const { header, image } = await step('read', () => readFrame({ ...ctx, log, fail }, input, params));
    const seen = await step('inspect', () => withDoubts(inspectFrame(header, image), header, image));
    const { mask, cosmicRayPx, stoodDown } = await step('mask', () =>
      maskFrame(header, image, seen, flags.maskCosmics),
    );
    const maskedPx = mask.reduce((sum, bad) => sum + bad, 0);
    const { targets, lost } = await wantedTargets(ctx, params.targets);
    const warnings = [...seen.warnings, ...(stoodDown === undefined ? [] : [stoodDown]), ...lost];
    for (const warning of warnings) log(warning, 'warn');
    const maskedFraction = maskedPx / Math.max(1, mask.length);
    if (maskedFraction > 0.95) return fail('More than 95 % of the frame is masked: there is nothing to measure.');
    const facts = factsOf({ ...seen, maskedFraction, warnings }, header, image, { cosmicRayPx, targets });
    await step('preview', () => {
      store({
        ...{ file: 'preview.png', type: 'preview', mediaType: 'image/png', content: renderPng(image) },
        of: input.product.id,
        meta: { filter: facts.filterText, exposureS: facts.exposureS, startedAt: facts.startedAt },
      });
      const cutout = targetCutout(targets, header, image, input.product.id);
      if (cutout) store(cutout);
      if (maskedPx > 0)
        store({
          ...{ file: 'mask.fits', type: 'other', mediaType: 'application/fits', of: input.product.id },
          content: writeImage(new Header(), { ...image, data: mask }),
          meta: { maskedPx, saturatedPx: facts.saturatedPx, cosmicRayPx },
        });
    });
    log(`sky ${seen.backgroundAdu.toFixed(1)} ± ${seen.rmsAdu.toFixed(1)} ADU, ${facts.saturatedPx} saturated pixels`);
    if (flags.maskCosmics && stoodDown === undefined) log(`${cosmicRayPx} pixels were hit by cosmic rays`);
    return { says: sentence(seen, facts.saturatedPx, warnings.length), facts };
  },
});

/** What pixels and units say against the gain that is used, added to the doubts there are. */
function withDoubts(seen: FrameInspection, header: Header, image: Image): FrameInspection {
  const { gainEPerAdu } = seen;
  const units = doubtOfUnits(header, gainEPerAdu);
  const { warnings } = checkGain(image, { gainEPerAdu });
  return { ...seen, warnings: [...seen.warnings, ...(units === undefined ? [] : [units]), ...warnings] };
}
