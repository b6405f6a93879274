// One line per step: what, how, how long. On a terminal a bar or spinner while it lasts; elsewhere a plain line now and
// then. Everything goes to stderr, so that stdout carries only what a machine may want to read. No dependencies, Node >= 18.

/** @typedef {{ fraction?: number, detail?: string }} Progress `fraction` in 0..1 when it is known. */
/** @typedef {(progress: Progress) => void} Report */

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const BAR_CELLS = 24;
const REDRAW_MS = 100;
const PLAIN_EVERY_MS = 15_000;

/** @param {number} fraction 0..1 */
export function bar(fraction) {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_CELLS);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_CELLS - full)}] ${String(Math.floor(fraction * 100)).padStart(3)} %`;
}

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** @param {string} text the line, to be cut to the terminal's width */
const fitted = (text) => text.slice(0, Math.max(20, (process.stderr.columns ?? 100) - 1));

/** Draws over itself on a terminal. @param {string} what @param {() => Progress} now @param {number} startedAt */
function drawOnTerminal(what, now, startedAt) {
  let frame = 0;
  const timer = setInterval(() => {
    const { fraction, detail = '' } = now();
    const shape = fraction === undefined ? SPINNER[frame++ % SPINNER.length] : bar(fraction);
    process.stderr.write(`\r\x1b[2K${fitted(`  ${what}  ${shape} ${detail}  ${seconds(Date.now() - startedAt)}`)}`);
  }, REDRAW_MS);
  return () => {
    clearInterval(timer);
    process.stderr.write('\r\x1b[2K');
  };
}

/** One plain line every quarter of a minute. @param {string} what @param {() => Progress} now @param {number} startedAt */
function drawPlainly(what, now, startedAt) {
  const timer = setInterval(() => {
    const { fraction, detail = '' } = now();
    const share = fraction === undefined ? '' : `${Math.floor(fraction * 100)} % `;
    process.stderr.write(`  ${what}: ${share}${detail} (${seconds(Date.now() - startedAt)} so far)\n`);
  }, PLAIN_EVERY_MS);
  return () => clearInterval(timer);
}

/** @param {string} mark @param {string} what @param {string} how @param {number} ms */
function finalLine(mark, what, how, ms) {
  process.stderr.write(`${mark} ${what.padEnd(11)} ${how.padEnd(72)} ${seconds(ms).padStart(8)}\n`);
}

/**
 * Runs one step and prints its line.
 * @param {string} what the step's name
 * @param {(report: Report) => Promise<string>} work resolves to how it was done, for the line
 * @throws what `work` throws, after printing a line that says so
 */
export async function step(what, work) {
  const startedAt = Date.now();
  /** @type {Progress} */
  let progress = {};
  const draw = process.stderr.isTTY ? drawOnTerminal : drawPlainly;
  const finish = draw(what, () => progress, startedAt);
  try {
    const how = await work((next) => (progress = next));
    finish();
    finalLine('✓', what, how, Date.now() - startedAt);
  } catch (error) {
    finish();
    finalLine('✗', what, error instanceof Error ? error.message.split('\n')[0] : String(error), Date.now() - startedAt);
    throw error;
  }
}
