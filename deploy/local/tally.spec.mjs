import { describe, expect, it } from '@jest/globals';
import { add, closingLine, failures, fromJest, NOTHING } from './tally.mjs';

/** @param {Partial<Parameters<typeof fromJest>[0]>} counts */
const jest = (counts) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  ...counts,
});

describe('the tally of a test run', () => {
  it('ends in the line that continuous integration reads', () => {
    expect(closingLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
    expect(closingLine({ passed: 7, failed: 1, skipped: 2 })).toBe('7 passed, 1 failed, 2 skipped');
  });

  it('counts a file that could not be run as one failure', () => {
    expect(fromJest(jest({ numPassedTests: 3, numRuntimeErrorTestSuites: 1 }), 1)).toEqual({
      passed: 3,
      failed: 1,
      skipped: 0,
    });
  });

  it('never reports success when Jest itself failed', () => {
    expect(fromJest(jest({ numPassedTests: 3 }), 1).failed).toBe(1);
  });

  it('adds what each part counted', () => {
    expect(add(add(NOTHING, { passed: 2 }), { failed: 1, skipped: 1 })).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  it('names what failed once more at the end, a line each, with its reason', () => {
    const passed = { status: 'passed', fullName: 'the sky turns', failureMessages: [] };
    const late = {
      status: 'failed',
      fullName: 'the dome opens',
      failureMessages: ['\u001b[31mError: not within 15 s\u001b[39m\n\n    at eventually (a.ts:5:45)'],
    };
    const broken = {
      name: '/house/b.spec.ts',
      status: 'failed',
      message: '  ● Test suite failed to run\n\n    no such module',
    };
    const testResults = [
      { name: '/house/a.spec.ts', status: 'failed', message: '', assertionResults: [passed, late] },
      { ...broken, assertionResults: [] },
    ];
    expect(failures({ testResults }, '/house')).toEqual([
      'a.spec.ts: the dome opens: Error: not within 15 s | at eventually (a.ts:5:45)',
      'b.spec.ts: no such module',
    ]);
  });
});
