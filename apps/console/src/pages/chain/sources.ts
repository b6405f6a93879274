import type { PipelineInfo, StepInputs } from '@nightjar/contracts';

/** Where some of a step's inputs come from, in a form: a text that is empty narrows nothing. */
export interface Source {
  /** Key of the step whose products they are; null: what the chain is given. */
  readonly from: number | null;
  readonly type: string;
  readonly tag: string;
  readonly suffix: string;
}

export const OF_CHAIN: Source = { from: null, type: '', tag: '', suffix: '' };

/** What a pipeline takes of a step: where it takes one type alone, the others would only make it fail. */
export const sourceFor = (pipeline: Pick<PipelineInfo, 'types'> | undefined, from: number | null): Source => ({
  ...OF_CHAIN,
  from,
  type: pipeline?.types.length === 1 && from !== null ? (pipeline.types[0] ?? '') : '',
});

/** Whether a step is given exactly what the chain is given. */
export const isUsual = (sources: readonly Source[]): boolean => {
  const [first, ...others] = sources;
  return first !== undefined && !others.length && first.from === null && !narrowing(first);
};

const narrowing = ({ type, tag, suffix }: Source): boolean => [type, tag, suffix].some((text) => text.trim() !== '');

/** Without what comes of steps that do not stand before it; whom nothing is left to is given what the chain is given. */
export const lawfulSources = (sources: readonly Source[], before: readonly number[]): readonly Source[] => {
  const kept = sources.filter(({ from }) => from === null || before.includes(from));
  return kept.length || !sources.length ? kept : [OF_CHAIN];
};

/** Keys of the steps whose products a step works on: it comes after them. */
export const stepsIn = (sources: readonly Source[]): number[] => sources.flatMap(({ from }) => from ?? []);

/** As they are ordered, steps by their position; undefined for what the chain is given. */
export const sourcesOrdered = (
  sources: readonly Source[],
  positionOf: (key: number) => number,
): StepInputs[] | undefined =>
  isUsual(sources)
    ? undefined
    : sources.map(({ from, ...texts }) => ({
        ...(from === null ? {} : { step: positionOf(from) }),
        ...Object.fromEntries(
          Object.entries(texts).flatMap(([name, text]) => (text.trim() ? [[name, text.trim()]] : [])),
        ),
      }));

/** Where inputs come from, in words: `frame of 1 inspect and the inputs of the chain`. */
export const inputsSay = (inputs: readonly StepInputs[], pipelineOf: (step: number) => string): string =>
  inputs
    .map(({ step, type, tag, suffix }) => {
      const only = [type, tag && `tagged ${tag}`, suffix && `named …${suffix}`].filter(Boolean).join(' ');
      const from = step === undefined ? 'the inputs of the chain' : `${step + 1} ${pipelineOf(step)}`;
      return only ? `${only} of ${from}` : step === undefined ? from : `what ${from} makes`;
    })
    .join(' and ');
