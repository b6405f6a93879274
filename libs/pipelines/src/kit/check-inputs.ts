import type { Pipeline, PipelineInput, PipelineTarget } from './definition.js';

/** Why a pipeline cannot run on these, as a sentence; undefined when it can. */
export function faultOfInputs(
  { title, accepts }: Pipeline,
  target: PipelineTarget | null,
  inputs: readonly Pick<PipelineInput, 'product'>[],
): string | undefined {
  if (accepts.target === 'needed' && target === null) return `${title} needs a target.`;
  if (inputs.length < accepts.atLeast)
    return `${title} needs at least ${accepts.atLeast} input${accepts.atLeast === 1 ? '' : 's'}, not ${inputs.length}.`;
  const wrong = inputs.find(({ product }) => !accepts.types.includes(product.type));
  if (wrong)
    return `${title} works on products of type ${accepts.types.join(' or ')}; ${wrong.product.name} is a ${wrong.product.type}.`;
  return undefined;
}
