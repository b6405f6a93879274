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

/**
 * What failed, a line each with the first line of its reason: a long log is often kept only in part.
 * @param {{ testResults: { name: string, message?: string, status?: string, assertionResults: { status: string, fullName: string, failureMessages?: string[] | null }[] }[] }} result
 * @param {string} root the files are named from here
 */
export function failures({ testResults }, root) {
  return testResults.flatMap(({ name, message = '', status, assertionResults }) => {
    const file = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name;
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${file}: ${firstLine(message)}`];
    return failed.map((test) => `${file}: ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? '')}`);
  });
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** @param {string} text */
const firstLine = (text) => {
  const lines = text.replace(COLOURS, '').split('\n');
  const said = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('●'));
  return (said.slice(0, 3).join(' | ') || 'no reason given').slice(0, 300);
};

/** @param {Tally} tally */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
