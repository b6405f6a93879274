import type { ChainStepOrder, PipelineInfo } from '@nightjar/contracts';
import { fieldsOf, readField, written } from '../pipelines/fields.js';
import { inputsSay, isUsual, lawfulSources, OF_CHAIN, sourcesOrdered, stepsIn, type Source } from './sources.js';

/** A step of a chain that is being put together. */
export interface StepDraft {
  /** Its own for as long as the form is open. */
  readonly key: number;
  readonly pipeline: string;
  readonly flags: Readonly<Record<string, boolean>>;
  /** Parameters as they stand in their fields; what is not there is as usual. */
  readonly texts: Readonly<Record<string, string>>;
  /** Keys of the steps that must have succeeded first. */
  readonly after: readonly number[];
  /** Where what it works on comes from. */
  readonly sources: readonly Source[];
}

type Draft = readonly StepDraft[];
type Pipelines = readonly PipelineInfo[];

const pipelineOf = (pipelines: Pipelines, { pipeline }: StepDraft): PipelineInfo | undefined =>
  pipelines.find(({ name, error }) => name === pipeline && error === null);

/** The chain with one step more, after the last one. */
export const withStep = (draft: Draft, pipeline: string): Draft => {
  const last = draft.at(-1);
  const key = Math.max(-1, ...draft.map((step) => step.key)) + 1;
  const own = { flags: {}, texts: {}, after: last ? [last.key] : [], sources: [OF_CHAIN] };
  return [...draft, { key, pipeline, ...own }];
};

/** A step waits only for steps that stand before it, and works only on what those make. */
const lawful = (draft: Draft): Draft =>
  draft.map((step, at) => {
    const before = draft.slice(0, at).map(({ key }) => key);
    const after = step.after.filter((key) => before.includes(key));
    return { ...step, after, sources: lawfulSources(step.sources, before) };
  });

/** Without a step; what waited for it waits for what it waited for. */
export const withoutStep = (draft: Draft, key: number): Draft => {
  const gone = draft.find((step) => step.key === key);
  return lawful(
    draft
      .filter((step) => step.key !== key)
      .map((step) =>
        step.after.includes(key) ? { ...step, after: [...new Set([...step.after, ...(gone?.after ?? [])])] } : step,
      ),
  );
};

/** A step one place further up; a row of steps stays a row, other waits are kept as far as they can be. */
export const movedUp = (draft: Draft, key: number): Draft => {
  const at = draft.findIndex((step) => step.key === key);
  const [before, step] = [draft[at - 1], draft[at]];
  if (!before || !step) return draft;
  const swapped = draft.with(at - 1, step).with(at, before);
  return lawful(isRow(draft) ? asRow(swapped) : swapped);
};

/** Whether each step waits for the one before it and for no other. */
export const isRow = (draft: Draft): boolean =>
  draft.every(({ after }, at) => after.join() === (at === 0 ? '' : String(draft[at - 1]?.key)));

const asRow = (draft: Draft): Draft =>
  draft.map((step, at) => ({ ...step, after: draft.slice(Math.max(0, at - 1), at).map(({ key }) => key) }));

export const changed = (draft: Draft, key: number, values: Partial<StepDraft>): Draft =>
  draft.map((step) => (step.key === key ? { ...step, ...values } : step));

/** The steps as they are ordered; what is as usual is left out, so that a preset is heard. */
export const stepsOrdered = (draft: Draft, pipelines: Pipelines): ChainStepOrder[] =>
  draft.map((step) => {
    const pipeline = pipelineOf(pipelines, step);
    const usual = new Map(pipeline?.flags.map((flag) => [flag.name, flag.default]));
    const params = fieldsOf(pipeline?.params ?? {}).flatMap((field) => {
      const read = readField(field, step.texts[field.name] ?? written(field.default));
      return read.ok && written(read.value) !== written(field.default) ? [[field.name, read.value] as const] : [];
    });
    const positionOf = (key: number): number => draft.findIndex((one) => one.key === key);
    const inputs = sourcesOrdered(step.sources, positionOf);
    return {
      pipeline: step.pipeline,
      ...(inputs ? { inputs } : {}),
      flags: Object.fromEntries(Object.entries(step.flags).filter(([name, on]) => usual.get(name) !== on)),
      params: Object.fromEntries(params),
      after: step.after.map(positionOf).sort((a, b) => a - b),
    };
  });

const stepHindrance = (step: StepDraft, at: number, pipelines: Pipelines, target: string, inputs: number) => {
  const pipeline = pipelineOf(pipelines, step);
  const name = `Step ${at + 1}, ${step.pipeline},`;
  if (!pipeline) return `${name} cannot be run.`;
  if (pipeline.target === 'needed' && !target) return `${name} works on a target: choose one.`;
  if (!step.sources.length) return `${name} works on nothing: tick where its inputs come from.`;
  if (isUsual(step.sources) && inputs < pipeline.atLeast)
    return `${name} needs at least ${pipeline.atLeast} of the inputs; ${inputs} chosen.`;
  for (const field of fieldsOf(pipeline.params)) {
    const read = readField(field, step.texts[field.name] ?? written(field.default));
    if (!read.ok) return `${name} ${field.name}: ${read.because}.`;
  }
  return null;
};

/** What keeps a chain from being ordered, as a sentence; null when nothing does. */
export const chainHindrance = (draft: Draft, pipelines: Pipelines, target: string, inputs: number): string | null => {
  if (!draft.length) return 'A chain has at least one step: add one.';
  for (const [at, step] of draft.entries()) {
    const hinders = stepHindrance(step, at, pipelines, target, inputs);
    if (hinders) return hinders;
  }
  return null;
};

/** Keys of the steps that a step comes after: those it waits for, and those whose products it works on. */
export const comesAfter = ({ after, sources }: StepDraft): number[] => [...new Set([...after, ...stepsIn(sources)])];

/** How the steps follow one another and what they work on, in words. */
export const courseSays = (draft: Draft, at: number): string => {
  const step = draft[at];
  if (!step) return '';
  const positionOf = (key: number): number => draft.findIndex((one) => one.key === key);
  const nameOf = (of: number): string => draft[of]?.pipeline ?? '';
  const inputs = sourcesOrdered(step.sources, positionOf);
  const works = inputs?.length ? `, works on ${inputsSay(inputs, nameOf)}` : '';
  const names = comesAfter(step).map((key) => `${positionOf(key) + 1} ${nameOf(positionOf(key))}`);
  if (names.length) return `waits for ${names.join(' and ')}${works}`;
  return `${at === 0 ? 'begins at once' : 'begins at once, beside the others'}${works}`;
};
