import { z } from 'zod';
import { id, instant, traceId } from '../quantity.js';
import { ProcessId, ProcessState } from './process.js';

/** Booleans of a pipeline, by name. */
export const Flags = z.record(z.string(), z.boolean());
/** Anything more; the pipeline's own schema says what. */
export const Params = z.record(z.string(), z.unknown());

/** A pipeline as people and scripts see it. */
export const PipelineInfo = z.object({
  name: z.string(),
  title: z.string(),
  shortName: z.string(),
  says: z.string(),
  queue: z.string(),
  origin: z.enum(['built-in', 'site']),
  file: z.string().nullable().describe('Of a site’s own: its file, relative to the folder of pipelines.'),
  error: z.string().nullable().describe('Why it cannot be run, when it cannot; the rest is then what is known.'),
  suffixes: z.array(z.string()).describe('How names of its inputs may end; empty: anyhow.'),
  types: z.array(z.string()).describe('Types of products it takes; empty: any.'),
  atLeast: z.int().nonnegative(),
  target: z.enum(['needed', 'optional']),
  flags: z.array(
    z.object({
      ...{ name: z.string(), title: z.string(), default: z.boolean() },
      says: z.string().exactOptional().describe('When to set it, and what it costs.'),
      stdweb: z.string().exactOptional().describe('STDWeb’s key for it, where it has one.'),
    }),
  ),
  params: z
    .record(z.string(), z.unknown())
    .describe('JSON schema of its parameters; `stdweb` in one is STDWeb’s key for it.'),
  tools: z.array(z.object({ program: z.string(), found: z.boolean() })),
});
export type PipelineInfo = z.output<typeof PipelineInfo>;

/** Told of what people edit as a whole. */
const revision = z
  .int()
  .positive()
  .describe(
    'Counts its changes, from 1. A change of it that says one is refused (`conflict`) unless it is still the stored one; a change that says none overwrites what is stored.',
  );

export const PresetId = id('pre');

/** Named parameters, for everyone or for a group. */
export const Preset = z.object({
  id: PresetId,
  name: z.string().min(1).max(100),
  says: z.string().max(1000),
  group: z.string().nullable().describe('Whose it is; null: everyone’s.'),
  pipelines: z
    .record(z.string(), z.object({ flags: Flags.default({}), params: Params.default({}) }))
    .describe('By the pipeline’s name.'),
  files: z.array(id('prd')).describe('Products that its runs get beside their own inputs, e.g. a mask or a template.'),
  revision,
  changedAt: instant,
  changedBy: z.string(),
});
export type Preset = z.output<typeof Preset>;

export const ChainId = id('chn');

/** Some of the inputs of a step: what an earlier step made, or what the chain was given. */
export const StepInputs = z.object({
  step: z
    .int()
    .nonnegative()
    .optional()
    .describe('Products that this earlier step made, counted from 0; absent: the inputs of the chain.'),
  type: z.string().optional().describe('Only products of this type.'),
  tag: z.string().optional().describe('Only those with this tag.'),
  suffix: z.string().optional().describe('Only those whose names end so.'),
});
export type StepInputs = z.output<typeof StepInputs>;

const stepInputs = z.array(StepInputs).min(1).max(50).optional();

/** What a step of a chain is to be; `after` and `inputs` name steps by their position, counted from 0. */
export const ChainStepOrder = z.object({
  pipeline: z.string(),
  flags: Flags.optional(),
  params: Params.optional(),
  after: z
    .array(z.int().nonnegative())
    .optional()
    .describe('Steps that must have succeeded first; absent: the step before; empty: none.'),
  inputs: stepInputs.describe(
    'What it works on, each product once, in this order, found when it starts; it comes after each step that is named. Absent: the inputs of the chain.',
  ),
});
export type ChainStepOrder = z.output<typeof ChainStepOrder>;

/** Processes in order. */
export const Chain = z.object({
  id: ChainId,
  identifier: z.string(),
  state: ProcessState,
  because: z.string().nullable(),
  target: id('tgt').nullable(),
  inputs: z.array(id('prd')),
  preset: PresetId.nullable(),
  startedBy: z.string(),
  cause: z.string().describe('What it was started by: a person, a rule, another chain.'),
  steps: z.array(
    z.object({
      pipeline: z.string(),
      flags: Flags,
      params: Params,
      after: z.array(z.int().nonnegative()),
      inputs: stepInputs.describe(
        'Where its inputs come from; absent: from the chain. Its process has what they were.',
      ),
      process: ProcessId,
      state: ProcessState,
      status: z.string(),
    }),
  ),
  createdAt: instant,
  finishedAt: instant.nullable(),
  traceId,
});
export type Chain = z.output<typeof Chain>;

export const RuleId = id('rul');

/** When this happens, start that. */
export const Rule = z.object({
  id: RuleId,
  name: z.string().min(1).max(100),
  enabled: z.boolean(),
  on: z
    .enum(['frame-stored', 'product-added', 'observation-completed', 'frames-measured'])
    .describe(
      'frames-measured: photometry has succeeded on so many frames of a target in one filter, and again whenever half as many more have come. The newest of them and their wcs are what its chain works on.',
    ),
  where: z
    .object({
      target: z.enum(['some', 'none', 'any']).default('any').describe('Whether the product belongs to a target.'),
      type: z.string().optional(),
      filter: z.string().optional().describe('Photometric filter of the frame.'),
      instrument: z.string().optional(),
      name: z.string().optional().describe('How the file’s name ends.'),
      frames: z.int().min(2).max(1000).optional().describe('With frames-measured: how many at first; absent: 5.'),
    })
    .describe('All of these must hold.'),
  steps: z.array(ChainStepOrder).min(1).max(50),
  preset: PresetId.nullable(),
  priority: z.int().min(-100).max(100),
  revision,
  changedAt: instant.nullable().describe('null: as it came with Nightjar, or before this was kept.'),
  changedBy: z.string().nullable(),
});
export type Rule = z.output<typeof Rule>;
