import type { Chain, DataProduct, PipelineInfo } from '@nightjar/contracts';

/** Whether a product may be an input of a pipeline; the server has the last word. */
export const fits = ({ suffixes, types }: PipelineInfo, { name, type }: DataProduct): boolean =>
  (suffixes.length === 0 || suffixes.some((suffix) => name.toLowerCase().endsWith(suffix.toLowerCase()))) &&
  (types.length === 0 || types.includes(type));

/** What keeps a run from being ordered, as a sentence; null when nothing does. */
export const hindrance = (pipeline: PipelineInfo, target: string, inputs: number): string | null => {
  if (pipeline.target === 'needed' && !target) return 'It works on a target: choose one.';
  if (inputs < pipeline.atLeast)
    return `It needs at least ${pipeline.atLeast} ${pipeline.atLeast === 1 ? 'input' : 'inputs'}; ${inputs} chosen.`;
  return null;
};

/** What a pipeline takes, for a person. */
export const takesSay = ({ suffixes, types, atLeast, target }: PipelineInfo): string =>
  [
    atLeast === 0 ? 'no input' : `${atLeast} or more`,
    types.length ? `of ${types.join(' or ')}` : '',
    suffixes.length ? suffixes.join(' ') : '',
    target === 'needed' ? 'with a target' : '',
  ]
    .filter(Boolean)
    .join(', ');

export interface ChainStepShown {
  readonly process: string;
  readonly pipeline: string;
  readonly state: string;
  readonly status: string;
  /** What it waits for, by name; empty for one that may begin at once. */
  readonly after: readonly string[];
}

export const chainSteps = ({ steps }: Chain): ChainStepShown[] =>
  steps.map(({ process, pipeline, state, status, after }) => ({
    process,
    pipeline,
    state,
    status,
    after: after.flatMap((i) => steps[i]?.pipeline ?? []),
  }));

const OVER: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST']);

/** What can be done with a chain: cancelled until it is over, resumed when it ended before its end. */
export const chainActions = ({ state }: Chain): readonly ('cancel' | 'resume')[] => {
  if (!OVER.has(state)) return state === 'CANCELLING' ? [] : ['cancel'];
  return state === 'SUCCEEDED' ? [] : ['resume'];
};

/** The part of a preset or a rule that is edited; its revision, and who changed it when, are the server's to say. */
export const editable = (noun: Readonly<Record<string, unknown>>): string => {
  const { revision: _, changedAt: __, changedBy: ___, ...own } = noun;
  return JSON.stringify(own, null, 2);
};

/** What is saved of an edited text: a change of the revision that was read, so that nobody else's is overwritten unseen. */
export const changeOf = (value: unknown, revision: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, revision } : value;
