import type { PhotometryDatum } from '@nightjar/contracts';
import type { Pipeline, PipelineInput, PipelineTarget } from './definition.js';

/** What a pipeline is asked to work on. */
export interface Asked {
  readonly target: Pick<PipelineTarget, 'id'> | null;
  /** Undefined where they are not known yet: they are judged when it runs. */
  readonly inputs: readonly Pick<PipelineInput, 'product'>[] | undefined;
  readonly data?: readonly PhotometryDatum[];
}

/**
 * Why a pipeline cannot run on these, as a sentence; undefined when it can. Target, inputs and suffixes are spoken of
 * in the words that pages made for tom_education look for.
 */
export function faultOfInputs(
  { title, accepts }: Pick<Pipeline, 'title' | 'accepts'>,
  { target, inputs, data = [] }: Asked,
): string | undefined {
  if (accepts.target === 'needed' && target === null)
    return `Process must have an associated target: ${title} works on one.`;
  if (inputs?.length === 0 && accepts.atLeast > 0)
    return `No input files to process: ${title} needs at least ${accepts.atLeast}.`;
  if (inputs && inputs.length < accepts.atLeast)
    return `${title} needs at least ${accepts.atLeast} input files, not ${inputs.length}.`;
  if (accepts.data !== undefined && !data.some(({ kind }) => kind === accepts.data))
    return `No reduced data to process: ${title} needs ${accepts.data} of the target.`;
  for (const { product } of inputs ?? []) {
    const { suffixes, types } = accepts;
    if (suffixes && !suffixes.some((suffix) => product.name.toLowerCase().endsWith(suffix.toLowerCase())))
      return `Error running pipeline File '${product.name}' does not end an allowed filename suffix (${suffixes.join(', ')})`;
    if (types && !types.includes(product.type))
      return `${title} works on products of type ${types.join(' or ')}; ${product.name} is a ${product.type}.`;
  }
  return undefined;
}
