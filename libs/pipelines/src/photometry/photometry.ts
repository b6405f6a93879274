import {
  calibrate,
  firstImage,
  inspectFrame,
  measureAperture,
  readFits,
  type ApertureFlux,
  type Detector,
} from '@nightjar/imaging';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { definePipeline, type PipelineContext, type PipelineInput } from '../kit/definition.js';
import { apertureOf, calibrateFrame } from './calibration.js';
import { detect } from './detect.js';
import { referenceStars } from './reference-stars.js';
import { datumOf, peakNear, sentence, starTable, warningsOf, type TimedFrame } from './report.js';
import { solve } from './solve.js';
import { edgeDistance, identify } from './star-choice.js';
import { targetPlace } from './target-place.js';
import { queryStarkd, solveField, sourceExtractor } from './tools.js';

const Params = z.object({
  radiusFwhm: z.number().min(0.5).max(5).default(1.3).describe('Radius of the aperture in widths of a star.'),
  limitSigma: z.number().min(1).max(10).default(3).describe('Below so many errors a flux is an upper limit.'),
});

/** Measures how bright the target is on a frame, against the stars of Tycho-2 that are on it too. */
export const photometry = definePipeline({
  name: 'photometry',
  title: 'Photometry',
  says: 'Finds where a frame looks, and measures the target against the Tycho-2 stars on the same frame.',
  queue: 'photometry',
  accepts: { target: 'needed', types: ['frame'], atLeast: 1 },
  tools: [sourceExtractor, solveField, queryStarkd],
  params: Params,
  run: measureTarget,
});

async function measureTarget(ctx: PipelineContext<z.output<typeof Params>>) {
  const { step, log, fail, target, params } = ctx;
  const [input] = ctx.inputs;
  if (!target || !input) return fail('Photometry needs a target and a frame.');
  const frame = await step('read', () => readFrame(input, fail));
  const { image, seen } = frame;
  const detections = await step('detect', () => detect(ctx, seen));
  log(`${detections.sources.length} sources, stars ${detections.fwhmPx.toFixed(2)} px wide`);
  const { wcs, ...solution } = await step('solve', () => solve(ctx, detections, image, seen));
  log(`solved: ${solution.starsMatched} stars agree to ${solution.residualArcsec.toFixed(2)} arcsec`);
  const catalogue = await step('catalogue', () => referenceStars(ctx, wcs, image));

  const aperture = apertureOf(detections.fwhmPx, params.radiusFwhm);
  const detector: Detector = { gainEPerAdu: seen.gainEPerAdu, saturationAdu: seen.saturationAdu };
  const stars = identify(detections, catalogue, wcs);
  const place = targetPlace(target, wcs, stars, detections, image);
  if (!place || edgeDistance(place, image) < aperture.radiusPx)
    return fail(`${target.name} is not on this frame, or cut by its edge.`);
  const parts = { detections, catalogue, wcs, target: place, aperture, detector };
  const calibration = await step('calibrate', () => calibrateFrame(image, stars, parts));
  const { fit } = calibration;
  if (fit.kind === 'refused') return fail(`No zero point: ${fit.because}.`);
  log(`zero point ${fit.value.toFixed(4)} ± ${fit.error.toFixed(4)} mag from ${fit.starsUsed} stars`);

  const flux = await step('measure', () => measureAperture(image, place, aperture, detector));
  const fault = faultOf(flux);
  if (fault !== undefined) return fail(`${target.name} ${fault}.`);
  const brightness = calibrate(flux.fluxAdu, flux.fluxErrorAdu, fit, params.limitSigma);
  const peakAdu = peakNear(image, place, aperture.radiusPx);
  const neighbours = catalogue.filter((star) => {
    const at = wcs.skyToPixel(star);
    return at && Math.hypot(at.xPx - place.xPx, at.yPx - place.yPx) < aperture.radiusPx + detections.fwhmPx;
  }).length;
  const warnings = warningsOf({ peakAdu, saturationAdu: seen.saturationAdu }, neighbours);
  for (const warning of warnings) log(warning, 'warn');

  ctx.datum(datumOf(brightness, frame));
  ctx.store({
    ...{ file: 'wcs.fits', type: 'wcs', mediaType: 'application/fits', of: input.product.id, meta: solution },
    content: await readFile(join(ctx.workdir, 'objects.wcs')),
  });
  ctx.store({
    ...{ file: 'stars.csv', type: 'catalogue', mediaType: 'text/csv', of: input.product.id },
    content: Buffer.from(starTable(calibration, fit)),
    meta: { zeroPointMag: fit.value, zeroPointErrorMag: fit.error, starsUsed: fit.starsUsed },
  });
  const { value, error, scatter, starsUsed, starsRejected } = fit;
  return {
    says: sentence(brightness, seen),
    facts: {
      ...{ ...brightness, ...solution, starsUsed, starsRejected, calibratedOn: 'Tycho-2 V_T' },
      ...{ zeroPointMag: value, zeroPointErrorMag: error, zeroPointScatterMag: scatter },
      ...{ xPx: place.xPx, yPx: place.yPx, placedBy: place.by, radiusPx: aperture.radiusPx, peakAdu },
      ...{ fwhmPx: detections.fwhmPx, pixelScaleArcsec: wcs.pixelScaleArcsec, rotationDeg: wcs.rotationDeg, warnings },
    },
  };
}

async function readFrame(input: PipelineInput, fail: (message: string) => never): Promise<TimedFrame> {
  const { header, image } = firstImage(readFits(await readFile(input.path)));
  const seen = inspectFrame(header, image);
  const { midAt, exposureS } = seen;
  if (!midAt || !exposureS) return fail('The header does not say when the frame was taken, or for how long.');
  return { input, header, image, seen: { ...seen, midAt, exposureS } };
}

/** Why an aperture's flux is no measure of what is in it. */
function faultOf({ flags }: ApertureFlux): string | undefined {
  if (flags.includes('saturated')) return 'is saturated on this frame: a shorter exposure is wanted';
  return flags.length > 0 ? `cannot be measured: ${flags.join(', ')}` : undefined;
}
