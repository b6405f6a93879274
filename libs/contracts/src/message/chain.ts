import { z } from 'zod';
import { ask, command, event } from '../contract.js';
import {
  Chain,
  ChainId,
  ChainStepOrder,
  Flags,
  Params,
  PipelineInfo,
  Preset,
  PresetId,
  Rule,
  RuleId,
} from '../noun/pipeline.js';
import { Process, ProcessId, ProcessState } from '../noun/process.js';
import { id, page, paging } from '../quantity.js';
import { sampleId, sampleProcess } from './sample.js';

const at = '2008-03-19T06:13:05.000Z';

const samplePipeline: z.input<typeof PipelineInfo> = {
  name: 'photometry',
  title: 'Photometry',
  shortName: 'photometry',
  says: 'Finds sources, solves the field, measures the target.',
  queue: 'photometry',
  origin: 'built-in',
  file: null,
  error: null,
  suffixes: ['.fits'],
  types: ['frame'],
  atLeast: 1,
  target: 'needed',
  flags: [],
  params: { type: 'object', properties: {} },
  tools: [{ program: 'source-extractor', found: true }],
};

const sampleChain: z.input<typeof Chain> = {
  id: sampleId('chn'),
  identifier: 'chain-20080319-061305-1',
  state: 'RUNNING',
  because: null,
  target: sampleId('tgt'),
  inputs: [sampleId('prd')],
  preset: null,
  startedBy: 'ada',
  cause: 'a person',
  steps: [
    {
      pipeline: 'photometry',
      flags: {},
      params: {},
      after: [],
      process: sampleId('prc'),
      state: 'RUNNING',
      status: 'solves the field',
    },
  ],
  createdAt: at,
  finishedAt: null,
  traceId: null,
};

const samplePreset: z.input<typeof Preset> = {
  id: sampleId('pre'),
  name: 'crowded fields',
  says: 'A smaller aperture.',
  group: null,
  pipelines: { photometry: { params: { aperture: 3 } } },
  files: [],
  revision: 1,
  changedAt: at,
  changedBy: 'ada',
};

const sampleRule: z.input<typeof Rule> = {
  id: sampleId('rul'),
  name: 'measure every frame of a target',
  enabled: true,
  on: 'frame-stored',
  where: { target: 'some' },
  steps: [{ pipeline: 'inspect' }, { pipeline: 'photometry' }],
  preset: null,
  priority: 0,
  revision: 1,
  changedAt: null,
  changedBy: null,
};

/** What was read may be sent back as it was; who changed it when is not taken from there. */
const kept = { id: true, revision: true, changedAt: true, changedBy: true } as const;

const what = {
  target: id('tgt').nullable().optional(),
  inputs: z.array(id('prd')).max(10_000).default([]),
  preset: PresetId.optional(),
  priority: z.int().min(-100).max(100).default(0),
  once: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Whoever orders again with the same word here is given what the first order made, and makes no second.'),
};

export const ListPipelines = ask('ask.pipeline.definition.list', {
  says: 'Every pipeline that can be run, and those of the site that cannot, with the reason.',
  takes: z.object({}),
  gives: z.object({ results: z.array(PipelineInfo) }),
  refuses: [],
  example: { takes: {}, gives: { results: [samplePipeline] } },
});

export const RunProcess = command('cmd.pipeline.process.run', {
  says: 'Run a pipeline; the answer is its process, which waits for its turn. What cannot run is refused before.',
  takes: z.object({ pipeline: z.string(), flags: Flags.optional(), params: Params.optional(), ...what }),
  gives: Process,
  refuses: ['not_found', 'invalid', 'cannot_run', 'in_use'],
  example: { takes: { pipeline: 'photometry', inputs: [sampleId('prd')] }, gives: sampleProcess },
});

export const CancelProcess = command('cmd.pipeline.process.cancel', {
  says: 'Cancel a process: one that waits never starts; one that runs is ended with all its programs.',
  takes: z.object({ id: ProcessId, because: z.string().min(1).max(500).default('cancelled') }),
  gives: Process,
  refuses: ['not_found', 'already_over'],
  example: { takes: { id: sampleId('prc') }, gives: sampleProcess },
});

export const RunChain = command('cmd.pipeline.chain.run', {
  says: 'Run pipelines one after the other, or beside one another where they do not depend; the first failure stops it.',
  takes: z.object({ steps: z.array(ChainStepOrder).min(1).max(50), ...what }),
  gives: Chain,
  refuses: ['not_found', 'invalid', 'cannot_run', 'in_use'],
  example: { takes: { steps: [{ pipeline: 'inspect' }, { pipeline: 'photometry' }] }, gives: sampleChain },
});

export const CancelChain = command('cmd.pipeline.chain.cancel', {
  says: 'Cancel a chain: what waits never starts, what runs is ended with all its programs.',
  takes: z.object({ id: ChainId, because: z.string().min(1).max(500).default('cancelled') }),
  gives: Chain,
  refuses: ['not_found', 'already_over'],
  example: { takes: { id: sampleId('chn') }, gives: sampleChain },
});

export const ResumeChain = command('cmd.pipeline.chain.resume', {
  says: 'Run a chain that has ended again from a step on, as a new chain; the results of the steps before are kept.',
  takes: z.object({
    id: ChainId,
    from: z.int().nonnegative().optional().describe('Counted from 0; absent: the first step that did not succeed.'),
  }),
  gives: Chain,
  refuses: ['not_found', 'not_over', 'invalid', 'cannot_run', 'in_use'],
  example: { takes: { id: sampleId('chn') }, gives: sampleChain },
});

export const ListChains = ask('ask.pipeline.chain.list', {
  says: 'Chains, newest first.',
  takes: z.object({
    id: ChainId.optional(),
    target: id('tgt').optional(),
    state: ProcessState.optional(),
    ...paging,
  }),
  gives: page(Chain),
  refuses: [],
  example: { takes: {}, gives: { results: [sampleChain], next: null, count: { value: 1, exact: true } } },
});

export const ChainChanged = event('evt.pipeline.chain.changed', {
  says: 'A chain was made, one of its steps is in another state, or it has ended.',
  carries: Chain,
  example: sampleChain,
});

export const ListPresets = ask('ask.pipeline.preset.list', {
  says: 'Presets, by name.',
  takes: z.object({ id: PresetId.optional(), name: z.string().optional(), group: z.string().optional(), ...paging }),
  gives: page(Preset),
  refuses: [],
  example: { takes: {}, gives: { results: [samplePreset], next: null, count: { value: 1, exact: true } } },
});

export const SavePreset = command('cmd.pipeline.preset.save', {
  says: 'Make a preset, or change the one of this identifier; with the revision that was changed, only where that is still the stored one.',
  takes: Preset.partial(kept),
  gives: Preset,
  refuses: ['not_found', 'invalid', 'conflict', 'name_taken'],
  example: { takes: { name: 'crowded fields', says: '', group: null, pipelines: {}, files: [] }, gives: samplePreset },
});

export const DeletePreset = command('cmd.pipeline.preset.delete', {
  says: 'Delete a preset; what ran with it keeps its parameters.',
  takes: z.object({ id: PresetId }),
  gives: Preset,
  refuses: ['not_found', 'in_use'],
  example: { takes: { id: sampleId('pre') }, gives: samplePreset },
});

export const ListRules = ask('ask.pipeline.rule.list', {
  says: 'Rules that start chains, by name.',
  takes: z.object({ id: RuleId.optional(), ...paging }),
  gives: page(Rule),
  refuses: [],
  example: { takes: {}, gives: { results: [sampleRule], next: null, count: { value: 1, exact: true } } },
});

export const SaveRule = command('cmd.pipeline.rule.save', {
  says: 'Make a rule, or change the one of this identifier; with the revision that was changed, only where that is still the stored one.',
  takes: Rule.partial(kept),
  gives: Rule,
  refuses: ['not_found', 'invalid', 'conflict', 'name_taken'],
  example: {
    takes: { ...sampleRule, id: undefined, revision: undefined, changedAt: undefined, changedBy: undefined },
    gives: sampleRule,
  },
});

export const DeleteRule = command('cmd.pipeline.rule.delete', {
  says: 'Delete a rule; what it started goes on.',
  takes: z.object({ id: RuleId }),
  gives: Rule,
  refuses: ['not_found'],
  example: { takes: { id: sampleId('rul') }, gives: sampleRule },
});
