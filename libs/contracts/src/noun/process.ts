import { z } from 'zod';
import { id, instant, traceId } from '../quantity.js';
import { JobId } from './job.js';

export const ProcessId = id('prc');

export const ProcessState = z.enum(['WAITING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLING', 'CANCELLED', 'LOST']);

export const ProcessStep = z.object({
  name: z.string(),
  state: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']),
  startedAt: instant,
  durationS: z.number().nullable(),
});

/** One run of a pipeline. */
export const Process = z.object({
  id: ProcessId,
  identifier: z.string().describe('For people: pipeline and a time-ordered number.'),
  pipeline: z.string(),
  queue: z.string(),
  job: JobId.nullable().default(null).describe('The job that runs it; revoking that stops it.'),
  target: id('tgt').nullable(),
  state: ProcessState,
  status: z.string().describe('What it does now, or how it ended, for a person.'),
  failureMessage: z.string().nullable(),
  attempt: z.int().nonnegative(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  durationS: z.number().nullable(),
  steps: z.array(ProcessStep),
  inputs: z.array(id('prd')),
  outputs: z.array(z.object({ kind: z.enum(['data-product', 'reduced-datum']), id: z.string(), name: z.string() })),
  result: z.record(z.string(), z.unknown()).describe('What the pipeline found, as facts.'),
  traceId,
});
export type Process = z.output<typeof Process>;

export const LogLine = z.object({
  offset: z.int(),
  at: instant,
  level: z.enum(['info', 'warn', 'error']),
  text: z.string(),
});
export type LogLine = z.output<typeof LogLine>;
