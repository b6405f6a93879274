import { z } from 'zod';
import { decDeg, id, instant, raDeg, traceId } from '../quantity.js';
import { Configuration } from './site.js';

export const RequestId = id('req');

export const RequestState = z.enum([
  'PENDING',
  'SCHEDULED',
  'RUNNING',
  'COMPLETED',
  'EXPIRED',
  'CANCELLED',
  'REJECTED',
]);

/** A stretch of time in which an observation must lie wholly. */
export const Window = z.object({ startAt: instant, endAt: instant });

export const Constraints = z.object({
  minAltitudeDeg: z.number(),
  minMoonSeparationDeg: z.number(),
  maxSunAltitudeDeg: z.number(),
});
export type Constraints = z.output<typeof Constraints>;

/** The wish to observe a target, and what has become of it. */
export const ObservationRequest = z.object({
  id: RequestId,
  name: z.string().nullish().describe('What a person calls it; a request of a notice has none.'),
  template: id('tpl').nullish().describe('The template it was made of.'),
  target: id('tgt'),
  targetName: z.string(),
  raDeg,
  decDeg,
  notice: id('ntc').nullable(),
  strategy: z.string().nullable(),
  state: RequestState,
  because: z.string().describe('Why it is in this state.'),
  priority: z.number(),
  interrupts: z.boolean(),
  windows: z.array(Window),
  constraints: Constraints,
  camera: z.string(),
  configurations: z.array(Configuration),
  remaining: z.array(Configuration).describe('What of the configurations is still to be exposed.'),
  createdAt: instant,
  traceId,
});
export type ObservationRequest = z.output<typeof ObservationRequest>;

/** A stretch of the night given to one request. */
export const Block = z.object({
  request: RequestId,
  target: id('tgt'),
  targetName: z.string(),
  raDeg,
  decDeg,
  startAt: instant,
  endAt: instant,
  airmass: z.number().describe('Mean over the block, 1/sin(altitude).'),
  priority: z.number(),
  interrupts: z.boolean(),
  camera: z.string(),
  configurations: z.array(Configuration),
  constraints: Constraints,
  traceId,
});
export type Block = z.output<typeof Block>;

/** What will be observed until morning, and for everything else why not. */
export const NightPlan = z.object({
  version: z.int(),
  createdAt: instant,
  night: z.object({ startAt: instant, endAt: instant }).nullable(),
  blocks: z.array(Block),
  unscheduled: z.array(z.object({ request: RequestId, reason: z.string(), says: z.string() })),
});
export type NightPlan = z.output<typeof NightPlan>;

export const ObservationState = z.enum(['RUNNING', 'COMPLETED', 'INTERRUPTED', 'FAILED']);

/** A block being or having been carried out. */
export const Observation = z.object({
  id: id('obs'),
  request: RequestId,
  target: id('tgt'),
  targetName: z.string(),
  state: ObservationState,
  step: z.string().describe('What happens now, for a person.'),
  because: z.string().nullable(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  frames: z.int().nonnegative(),
  framesPlanned: z.int().nonnegative(),
  traceId,
});
export type Observation = z.output<typeof Observation>;
