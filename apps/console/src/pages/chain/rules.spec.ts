import { describe, expect, it } from '@jest/globals';
import { ListChains, ListProcesses, type Chain, type Process } from '@nightjar/contracts';
import { canResumeFrom, chainSays, progressOf, stepsOfChain } from './rules.js';

const [chain] = ListChains.gives.parse(ListChains.example.gives).results as [Chain];
const [process] = ListProcesses.gives.parse(ListProcesses.example.gives).results as [Process];
const step = chain.steps[0]!;
const steps: Chain['steps'] = [
  { ...step, state: 'SUCCEEDED', after: [] },
  { ...step, state: 'FAILED', after: [0] },
  { ...step, state: 'CANCELLED', after: [1] },
];

describe('a chain', () => {
  it('is resumed from any step whose predecessors succeeded, once it is over', () => {
    const from = (state: Chain['state']) => [0, 1, 2, 3].map((at) => canResumeFrom({ state, steps }, at));
    expect(from('FAILED')).toEqual([true, true, false, false]);
    expect(from('RUNNING')).toEqual([false, false, false, false]);
  });

  it('tells of each step how far and how long, and of what it waits for by number and name', () => {
    const startedAt = process.created;
    const running: Process = {
      ...process,
      id: step.process,
      ...{ state: 'RUNNING', started: startedAt, finished: null, durationS: null },
      steps: [{ name: 'solve', status: 'RUNNING', startedAt, finishedAt: null, durationS: null, progress: 0.25 }],
    };
    const nowMs = Date.parse(startedAt) + 65_000;
    const [first, second] = stepsOfChain({ ...chain, steps }, [running], nowMs);
    expect(first).toMatchObject({ progress: 0.25, elapsedS: 65, waitsFor: '' });
    expect(second?.waitsFor).toBe(`after 1 ${step.pipeline}`);
  });

  it('says where the inputs of a step come from, and nothing where it is given what the chain is given', () => {
    const works = [steps[0]!, { ...steps[1]!, inputs: [{ step: 0, type: 'frame' }, { tag: 'mask' }, { step: 0 }] }];
    expect(stepsOfChain({ ...chain, steps: works }, [], 0).map(({ worksOn }) => worksOn)).toEqual([
      '',
      `on frame of 1 ${step.pipeline} and tagged mask of the inputs of the chain and what 1 ${step.pipeline} makes`,
    ]);
  });

  it('does not guess how far a step is that does not tell', () => {
    expect(progressOf(undefined)).toBeNull();
    expect(progressOf({ state: 'RUNNING', steps: [] })).toBeNull();
    expect(progressOf({ state: 'SUCCEEDED', steps: [] })).toBe(1);
  });

  it('says how many steps are done and how long it took', () => {
    const finishedAt = new Date(Date.parse(chain.createdAt) + 65_000).toISOString();
    expect(chainSays({ ...chain, steps, finishedAt }, 0)).toBe('1 of 3 steps done, 65 s');
  });
});
