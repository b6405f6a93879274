import { describe, expect, it } from '@jest/globals';
import { judgeFault } from './judge-fault.js';

const running = new AbortController().signal;
const fault = new Error('Error: solve-field ended with exit code 3\n    at somewhere');

describe('a fault of a process', () => {
  it('is tried again until the last attempt, and told in one line', () => {
    expect(judgeFault(fault, { attempt: 1, attempts: 3, signal: running })).toEqual({
      final: false,
      because: 'attempt 1 of 3 failed: solve-field ended with exit code 3; tried again',
    });
    expect(judgeFault(fault, { attempt: 3, attempts: 3, signal: running })).toEqual({
      final: true,
      because: 'attempt 3 of 3 failed: solve-field ended with exit code 3',
    });
  });

  it('is not the process’s own when its runner stops', () => {
    const stopped = { attempt: 3, attempts: 3, signal: AbortSignal.abort() };
    expect(judgeFault(fault, stopped)).toEqual({ final: false, because: 'its runner stopped; waits for another' });
  });
});
