import { describe, expect, it } from '@jest/globals';
import type { Process } from '@nightjar/contracts';
import { chainState } from './chain-state.js';

const steps = (...states: Process['state'][]) =>
  states.map((state, i) => ({ pipeline: `p${i}`, state, status: `is ${state}` }));

describe('a chain', () => {
  it('waits until one of its steps has begun, and runs until the last is over', () => {
    expect(chainState(steps('WAITING', 'WAITING')).state).toBe('WAITING');
    expect(chainState(steps('RUNNING', 'WAITING')).state).toBe('RUNNING');
    expect(chainState(steps('SUCCEEDED', 'WAITING'))).toEqual({ state: 'RUNNING', because: null });
    expect(chainState(steps('FAILED', 'RUNNING'))).toEqual({ state: 'RUNNING', because: null });
    expect(chainState(steps('CANCELLING', 'CANCELLED')).state).toBe('CANCELLING');
  });

  it('succeeds when all of it has, and otherwise ends as the step did that stopped it', () => {
    expect(chainState(steps('SUCCEEDED', 'SUCCEEDED'))).toEqual({ state: 'SUCCEEDED', because: null });
    expect(chainState(steps('SUCCEEDED', 'FAILED', 'CANCELLED'))).toEqual({
      state: 'FAILED',
      because: 'p1: is FAILED',
    });
    expect(chainState(steps('LOST', 'CANCELLED')).state).toBe('LOST');
    expect(chainState(steps('SUCCEEDED', 'CANCELLED'))).toEqual({ state: 'CANCELLED', because: 'p1: is CANCELLED' });
  });
});
