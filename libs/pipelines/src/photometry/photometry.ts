import { funpack } from '../frame/tools.js';
import { definePipeline, type PipelineContext } from '../kit/definition.js';
import { wantedTargets } from '../targets/wanted-targets.js';
import { matchStars } from './calibration-stars.js';
import { datumOf, factsOf, sentence, type Findings, type Timed } from './facts.js';
import { calibrateObjects, limitsOf } from './limits.js';
import { measureTarget, placeTargets, type TargetMeasure } from './measure-target.js';
import { FLAGS, Params, type Settings } from './params.js';
import { keepProducts } from './products.js';
import { openedFrame, surveyField, type OpenedFrame } from './reduction.js';
import { identify } from './star-choice.js';
import { timedSteps } from './timed-steps.js';
import { queryStarkd, solveField, sourceExtractor } from './tools.js';
import { fitZeroPoint } from './zero-point.js';

type Context = PipelineContext<Params, typeof FLAGS>;

/** Calibrates a frame against a catalogue, and measures targets on it. */
export const photometry = definePipeline({
  name: 'photometry',
  title: 'Photometry',
  says: 'Finds sources and where a frame looks, calibrates it against a catalogue, and measures targets.',
  queue: 'photometry',
  accepts: { target: 'optional', types: ['frame'], atLeast: 1 },
  tools: [sourceExtractor, solveField, queryStarkd, funpack],
  needs: () => [sourceExtractor, solveField, queryStarkd],
  flags: FLAGS,
  params: Params,
  run: measureFrame,
});

async function measureFrame(given: Context) {
  const settings: Settings = { ...given.params, flags: given.flags };
  const ctx = settings.flags.timing ? timedSteps(given) : given;
  const { step, log, fail } = ctx;
  const [input] = ctx.inputs;
  if (!input) return fail('Photometry needs a frame.');
  const frame = await step('read', async () => {
    const opened = await openedFrame(ctx, input, settings);
    if (ctx.target) timeOf(opened, fail);
    return opened;
  });
  const { targets: wanted, lost } = await wantedTargets(ctx, settings.targets);
  const field = await surveyField(ctx, frame, settings);
  const { image, seen, objects, reference, solution } = field;
  const { wcs } = solution;
  const { saturationAdu } = seen;
  const surroundings = { image, saturationAdu, wcs, objects, settings };

  const { matched, zeroPoint, places } = await step('zero point', () => {
    const sources = objects.objects.map(({ source }) => source);
    const near = identify(sources, reference.stars, wcs, 3 * wcs.pixelScaleArcsec);
    const placed = placeTargets(wanted, near, surroundings);
    // of several targets the others may be stars of the catalogue that are compared with the first
    const on = placed.slice(0, 1).flatMap((place) => place ?? []);
    const stars = matchStars(image, wcs, objects, reference, saturationAdu, on, settings);
    return { matched: stars, places: placed, zeroPoint: fitZeroPoint(stars, reference, settings) };
  });
  if (typeof zeroPoint === 'string') return fail(zeroPoint);
  const { fit } = zeroPoint;
  log(`zero point ${fit.value.toFixed(4)} ± ${fit.error.toFixed(4)} mag from ${fit.starsUsed} stars`);
  for (const note of zeroPoint.notes) log(note);

  const { calibrated, limits } = await step('calibrate', () => {
    const all = calibrateObjects(objects.objects, fit.model);
    return { calibrated: all, limits: limitsOf(all, settings.limitSigma) };
  });
  const targets = await step('measure', () => {
    const neighbours = reference.stars.flatMap((star) => wcs.skyToPixel(star) ?? []);
    return wanted.map((one, i) => measureTarget(one, places[i], fit.model, neighbours, surroundings));
  });
  const own = targets.find(({ wanted: { isOwn } }) => isOwn);
  if (own && own.kind !== 'measured') return fail(own.because);
  const warnings = [...lost, ...zeroPoint.warnings, ...targets.flatMap(warningsOf)];
  for (const warning of warnings) log(warning, 'warn');

  const findings: Findings = { field, zeroPoint, limits, targets, warnings, settings };
  if (own) ctx.datum(datumOf(own.measured.brightness, timeOf(frame, fail), field, input));
  await step('products', () => keepProducts(ctx, input, findings, matched, calibrated));
  return { says: sentence(findings), facts: factsOf(findings) };
}

/** A point of a light curve has a time. */
function timeOf({ seen }: OpenedFrame, fail: (message: string) => never): Timed {
  const { midAt, exposureS } = seen;
  if (!midAt || !exposureS) return fail('The header does not say when the frame was taken, or for how long.');
  return { ...seen, midAt, exposureS };
}

const warningsOf = (target: TargetMeasure): readonly string[] =>
  target.kind === 'measured' ? target.measured.warnings : [target.because];
