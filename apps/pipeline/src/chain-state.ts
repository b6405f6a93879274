import type { Process, ProcessState } from '@nightjar/contracts';
import type { z } from 'zod';

type State = z.output<typeof ProcessState>;
type Step = Pick<Process, 'pipeline' | 'state' | 'status'>;

const over: readonly State[] = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST'];

/** How a chain stands, and why, where it did not end well: one that goes on is never said to have failed yet. */
export function chainState(steps: readonly Step[]): { readonly state: State; readonly because: string | null } {
  const has = (state: State): boolean => steps.some((step) => step.state === state);
  if (!steps.every(({ state }) => over.includes(state))) {
    const state = has('CANCELLING') ? 'CANCELLING' : has('RUNNING') || has('SUCCEEDED') ? 'RUNNING' : 'WAITING';
    return { state, because: null };
  }
  // what only fell with it says less than what it fell with
  const state = (['FAILED', 'LOST', 'CANCELLED'] as const).find(has);
  if (state === undefined) return { state: 'SUCCEEDED', because: null };
  const first = steps.find((step) => step.state === state);
  return { state, because: first ? `${first.pipeline}: ${first.status}` : null };
}

export const isOver = (state: State): boolean => over.includes(state);
