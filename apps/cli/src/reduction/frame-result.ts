import { z } from 'zod';
import type { ImageResult, StepResult } from './result.js';

const number = z.number().nullable().catch(null);
const text = z.string().nullable().catch(null);
const truth = z.boolean().catch(false);
const one = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.object(shape).nullable().catch(null);
const many = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.array(z.object(shape)).catch([]);
const place = { raDeg: number, decDeg: number, xPx: number, yPx: number, mag: number, magError: number };

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
  candidates: many({ ...place, snr: number, reasons: z.array(z.string()).catch([]), kept: truth }),
});

const stepOf = ({ pipeline, outcome, durationS }: StepResult) => ({
  name: pipeline,
  state: outcome,
  seconds: durationS,
});

/**
 * The one object that `process --json` prints for a file, always with the same keys. What several steps say of the frame is told
 * by the last of them; products, candidates and warnings are those of all. Why a step failed is the last warning.
 */
export function frameResult(result: ImageResult) {
  const said = result.steps.map(({ facts }) => facts);
  const { startedAt, candidates: _, ...facts } = Facts.parse(Object.assign({}, ...said));
  const failed = result.steps.filter(({ outcome }) => outcome === 'failed');
  const { filter, gainEPerAdu, saturationAdu, ...found } = facts;
  return {
    file: result.file,
    state: failed.length > 0 ? ('failed' as const) : ('succeeded' as const),
    steps: result.steps.map(stepOf),
    ...{ filter, gainEPerAdu, saturationAdu, time: startedAt, ...found },
    candidates: said.flatMap(({ candidates }) => Facts.shape.candidates.parse(candidates ?? [])),
    products: result.steps.flatMap(({ outputs }) => outputs),
    warnings: [
      ...new Set(
        said.flatMap(({ warnings }) =>
          z
            .array(z.string())
            .catch([])
            .parse(warnings ?? []),
        ),
      ),
      ...failed.map(({ pipeline, says }) => `${pipeline}: ${says}`),
    ],
  };
}
export type FrameResult = ReturnType<typeof frameResult>;
