import { z } from 'zod';
import { decDeg, id, instant, positiveSeconds, quantity, raDeg, traceId } from '../quantity.js';

export const InstrumentKind = z.enum(['telescope', 'camera', 'dome', 'weather']);

/** What one device is told to do. */
export const Order = z.discriminatedUnion('action', [
  z.object({ action: z.literal('slew'), raDeg, decDeg }),
  z.object({ action: z.literal('stop') }),
  z.object({ action: z.literal('park') }),
  z.object({ action: z.literal('unpark') }),
  z.object({
    action: z.literal('expose'),
    exposureS: positiveSeconds,
    filter: z.string().min(1),
    object: z.string().default(''),
  }),
  z.object({ action: z.literal('abort') }),
  z.object({ action: z.literal('open') }),
  z.object({ action: z.literal('close') }),
]);
export type Order = z.output<typeof Order>;

/**
 * The life of a command. UNKNOWN is the honest state when the wire broke after SENT: it is never sent again, the
 * device is read and the command concluded from what it says.
 */
export const CommandState = z.enum([
  'RECEIVED',
  'REJECTED',
  'SENT',
  'ACCEPTED',
  'RUNNING',
  'DONE',
  'FAILED',
  'ABORTED',
  'TIMEOUT',
  'UNKNOWN',
]);
export type CommandState = z.output<typeof CommandState>;
export const isFinal = (state: CommandState): boolean =>
  state === 'DONE' || state === 'FAILED' || state === 'ABORTED' || state === 'REJECTED' || state === 'TIMEOUT';

export const Command = z.object({
  id: id('cmd'),
  instrument: z.string(),
  order: Order,
  state: CommandState,
  because: z.string().nullable(),
  observation: id('obs').nullable(),
  actor: z.string(),
  sentAt: instant.nullable().describe('Wall clock of the first byte to the device.'),
  createdAt: instant,
  finishedAt: instant.nullable(),
  frame: z.string().nullable().describe('SHA-256 of the frame an exposure brought.'),
  traceId,
});
export type Command = z.output<typeof Command>;

export const Instrument = z.object({
  name: z.string(),
  kind: InstrumentKind,
  state: z
    .string()
    .describe(
      'OFFLINE, or the state the device itself gives: IDLE, SLEWING, TRACKING, PARKED, EXPOSING, READING, OPEN, …',
    ),
  ageS: quantity('s', z.number().nonnegative())
    .nullable()
    .describe('Wall-clock age of the last word from the device; null: never heard.'),
  values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  interlocks: z.array(z.object({ name: z.string(), ok: z.boolean(), says: z.string() })),
  lastCommand: Command.nullable(),
});
export type Instrument = z.output<typeof Instrument>;
