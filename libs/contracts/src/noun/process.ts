import { z } from 'zod';
import { id, instant, traceId } from '../quantity.js';
import { JobId } from './job.js';
import { DataProduct } from './target.js';

export const ProcessId = id('prc');

export const ProcessState = z.enum(['WAITING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLING', 'CANCELLED', 'LOST']);

export const ProcessStep = z.object({
  name: z.string(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']),
  startedAt: instant,
  finishedAt: instant.nullable(),
  durationS: z.number().nullable(),
  progress: z.number().min(0).max(1).nullable().describe('How far it is; null where it does not tell.'),
});

/** What is needed to run it again, and to know what another run would do differently. */
export const Provenance = z.object({
  inputs: z.array(z.object({ id: id('prd'), sha256: z.string() })),
  versions: z
    .object({
      node: z.string(),
      nightjar: z.string(),
      tools: z.record(z.string(), z.string()).describe('Version of the package that each tool came in.'),
    })
    .nullable()
    .describe('Of its last attempt; null until it has begun.'),
});

/** One run of a pipeline. */
export const Process = z.object({
  id: ProcessId,
  identifier: z
    .string()
    .describe(
      'For people: `<short name>_<target or none>_<yyyymmddhhmmss>`, with a number after it where that is taken.',
    ),
  pipeline: z.string(),
  queue: z.string(),
  job: JobId.nullable().default(null).describe('The job that runs it; revoking that stops it.'),
  target: id('tgt').nullable(),
  state: ProcessState,
  status: z.string().describe('What it does now, or how it ended, for a person.'),
  failureMessage: z.string().nullable(),
  attempt: z.int().nonnegative(),
  created: instant,
  started: instant.nullable(),
  finished: instant.nullable(),
  durationS: z.number().nullable(),
  steps: z.array(ProcessStep),
  flags: z.record(z.string(), z.boolean()),
  params: z.record(z.string(), z.unknown()).describe('With their defaults filled in.'),
  inputs: z.array(id('prd')),
  outputs: z.array(
    z.object({
      kind: z.enum(['data-product', 'reduced-datum']),
      id: z.string(),
      name: z.string(),
      tag: z.string().describe('What kind of thing it is, in the pipeline’s words; may be empty.'),
      type: DataProduct.shape.type
        .optional()
        .describe('What kind of file it is; absent for measured values, and for files of earlier versions.'),
      removed: z
        .object({ at: instant, by: z.string().describe('A person, or the process that cleaned up.') })
        .optional()
        .describe('Absent as long as it is kept.'),
    }),
  ),
  group: z
    .object({ id: id('grp'), name: z.string() })
    .nullable()
    .describe('The group of the files it made; null while or where it made none.'),
  startedBy: z.string(),
  cause: z.string().describe('What it was started by: a person, a rule, a chain.'),
  chain: id('chn').nullable(),
  result: z.record(z.string(), z.unknown()).describe('What the pipeline found, as facts.'),
  provenance: Provenance,
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
