import { Refusal, type Chain, type ChainStepOrder } from '@nightjar/contracts';

/**
 * What each step comes after: steps that stand before it, so that no chain can wait for itself, among them those whose
 * outputs it works on.
 * @throws Refusal `invalid`
 */
export function orderOf(steps: readonly Pick<ChainStepOrder, 'after' | 'inputs'>[]): number[][] {
  return steps.map(({ after, inputs = [] }, i) => {
    const before = [...(after ?? (i === 0 ? [] : [i - 1])), ...inputs.flatMap(({ step }) => step ?? [])];
    const wrong = before.find((step) => step >= i);
    if (wrong !== undefined)
      throw new Refusal('invalid', `Step ${i} cannot come after step ${wrong}: name steps that stand before it.`);
    return [...new Set(before)].sort((a, b) => a - b);
  });
}

/**
 * The step from which a chain is run again: the first that did not succeed unless another is named. What stands before
 * it is kept, so it must have succeeded.
 * @throws Refusal `invalid`
 */
export function resumption({ steps }: Pick<Chain, 'steps'>, from: number | undefined): number {
  const first = steps.findIndex(({ state }) => state !== 'SUCCEEDED');
  const chosen = from ?? first;
  if (chosen < 0) throw new Refusal('invalid', 'Every step has succeeded: name the step to run again from.');
  if (chosen >= steps.length)
    throw new Refusal('invalid', `There is no step ${chosen}: the steps are 0 to ${steps.length - 1}.`);
  if (first >= 0 && first < chosen)
    throw new Refusal('invalid', `Step ${first} (${steps[first]?.pipeline}) did not succeed: resume from it.`);
  return chosen;
}
