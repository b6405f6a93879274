import { z } from 'zod';
import type { ImageResult, StepResult } from './result.js';

const number = z.number().nullable().catch(null);
const text = z.string().nullable().catch(null);
const truth = z.boolean().catch(false);
const one = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.object(shape).nullable().catch(null);
const many = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.array(z.object(shape)).catch([]);
const place = { raDeg: number, decDeg: number, xPx: number, yPx: number, mag: number, magError: number };

/** A reason is a text, or a filter with its verdict and why: `shape failed: 2.1 times as wide as a star`. */
const reason = z.union([
  z.string(),
  z
    .object({ filter: z.string(), verdict: z.string(), because: z.string() })
    .transform(({ filter, verdict, because }) => `${filter} ${verdict}: ${because}`),
]);

/** What a catalogue or SkyBoT knows at a candidate's place. */
const known = many({ name: text, kind: text, type: text, catalogue: text, separationArcsec: number });

/** What pipelines find of a frame, by the names of their facts; null where no step said it. Others are left out. */
const Facts = z.object({
  filter: text,
  gainEPerAdu: number,
  saturationAdu: number,
  /** Start of the exposure, UTC. */
  startedAt: text,
  maskedFraction: number,
  objects: number,
  fwhmPx: number,
  wcs: one({
    ...{ centerRaDeg: number, centerDecDeg: number, pixelScaleArcsec: number, widthPx: number, heightPx: number },
    ...{ residualArcsec: number, source: text },
  }),
  zeroPoint: one({
    ...{ value: number, error: number, rms: number, starsUsed: number, catalogue: text, filter: text },
    colorTerm: number,
  }),
  limits: one({ '10': number, '5': number, '3': number }),
  targets: many({
    ...{ name: text, ...place, limitMag: number, fluxAdu: number, fluxErrorAdu: number, detected: truth },
  }),
  /** What the difference says at the places of the targets. */
  differenceTargets: many({
    ...{ name: text, raDeg: number, decDeg: number, xPx: number, yPx: number, snr: number },
    ...{ fluxAdu: number, fluxErrorAdu: number, because: text },
    brightness: one({ kind: text, mag: number, magError: number, limitMag: number }),
  }),
  candidates: many({
    ...{ name: text, ...place, snr: number, fluxAdu: number, fluxErrorAdu: number },
    ...{ known, reasons: z.array(reason).catch([]), kept: truth },
  }),
  warnings: z.array(z.string()).catch([]),
});

/** The same without leniency: what is there must be what it is named. */
const Faultless = strictly(Facts);

function strictly(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodCatch) return strictly(schema.def.innerType).optional();
  if (schema instanceof z.ZodNullable) return strictly(schema.def.innerType).nullable();
  if (schema instanceof z.ZodArray) return z.array(strictly(schema.def.element));
  if (schema instanceof z.ZodObject) {
    const parts = Object.entries(schema.def.shape).map(([name, part]) => [name, strictly(part)]);
    return z.object(Object.fromEntries(parts) as Record<string, z.ZodType>);
  }
  return schema as z.ZodType;
}

/** What of a step's facts is left out, as it is not what its name says: a pipeline of the site may say anything. */
function leftOut({ pipeline, facts }: StepResult): string[] {
  const issues = Faultless.safeParse(facts).error?.issues ?? [];
  return issues.map(
    ({ path, message }) => `${pipeline}: ${path.join('.')} is left out: ${message.replace(/^Invalid input: /, '')}`,
  );
}

const stepOf = ({ pipeline, outcome, durationS }: StepResult) => ({
  name: pipeline,
  state: outcome,
  seconds: durationS,
});

/** With the keys of a target of photometry; `because` where the difference cannot be measured. */
const onDifference = ({ brightness, because, ...target }: z.output<typeof Facts>['differenceTargets'][number]) => ({
  ...target,
  ...{ mag: brightness?.mag ?? null, magError: brightness?.magError ?? null, limitMag: brightness?.limitMag ?? null },
  ...{ detected: brightness?.kind === 'detection', because },
});

/**
 * The one object that `process --json` prints for a file, always with the same keys. What several steps say of the frame is told
 * by the last of them; products, candidates and warnings are those of all. A fact that is not what its name says is a warning, and why
 * a step failed is the last one.
 */
export function frameResult(result: ImageResult) {
  const said = result.steps.map(({ facts }) => facts);
  const {
    startedAt,
    candidates: _,
    warnings: __,
    differenceTargets,
    ...facts
  } = Facts.parse(Object.assign({}, ...said));
  const failed = result.steps.filter(({ outcome }) => outcome === 'failed');
  const { filter, gainEPerAdu, saturationAdu, ...found } = facts;
  return {
    file: result.file,
    state: failed.length > 0 ? ('failed' as const) : ('succeeded' as const),
    steps: result.steps.map(stepOf),
    ...{ filter, gainEPerAdu, saturationAdu, time: startedAt, ...found },
    differenceTargets: differenceTargets.map(onDifference),
    candidates: said.flatMap(({ candidates }) => Facts.shape.candidates.parse(candidates ?? [])),
    products: result.steps.flatMap(({ outputs }) => outputs),
    warnings: [
      ...new Set(said.flatMap(({ warnings }) => Facts.shape.warnings.parse(warnings))),
      ...result.steps.flatMap(leftOut),
      ...failed.map(({ pipeline, says }) => `${pipeline}: ${says}`),
    ],
  };
}
export type FrameResult = ReturnType<typeof frameResult>;
