// What a test run counted.

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** @type {Tally} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** @param {Tally} a @param {Partial<Tally>} b @returns {Tally} */
export const add = (a, b) => ({
  passed: a.passed + (b.passed ?? 0),
  failed: a.failed + (b.failed ?? 0),
  skipped: a.skipped + (b.skipped ?? 0),
});

/**
 * Jest's own result. A file that could not even be run is one failure; so is an exit code that no failed test explains.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, numRuntimeErrorTestSuites: number }} result
 * @param {number | null} exitCode
 * @returns {Tally}
 */
export function fromJest(result, exitCode) {
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** @param {Tally} tally */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
