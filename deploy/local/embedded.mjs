// One embedded server process: started with its output in a file, watched, stopped by ever harder signals.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { identify, stopBy } from './processes.mjs';

/**
 * @typedef {object} Embedded
 * @property {number} pid
 * @property {Promise<string>} exited says how it ended, once it has
 * @property {() => string | undefined} ended the same, undefined while it runs
 * @property {() => Promise<void>} stop
 */

/** The last words in a log file. @param {string} file */
export const lastWords = (file) =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-6).join('\n') : '';

/**
 * Starts a server in its own session, so that a Ctrl-C in the terminal reaches only the supervisor.
 * @param {string[]} argv
 * @param {{ log: string, stops: import('./processes.mjs').Stop[] }} options `stops`: the orderly signal first
 * @returns {Promise<Embedded>}
 */
export async function launch([command, ...args], { log, stops }) {
  const out = openSync(log, 'a', 0o600);
  const child = spawn(command, args, { stdio: ['ignore', out, out], detached: true });
  closeSync(out);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = /** @type {number} */ (child.pid);
  const identity = identify(pid);
  /** @type {string | undefined} */
  let end;
  const exited = new Promise((resolve) =>
    child.once('exit', (code, signal) => resolve((end = signal ? `killed by ${signal}` : `exit code ${code}`))),
  );
  const stop = async () => {
    if (identity && end === undefined) await stopBy(identity, stops);
    await exited;
  };
  return { pid, exited, ended: () => end, stop };
}

/** Passes by itself: children of a killed server are still leaving. */
const LEAVING = /shared memory block .* still in use|lock file "postmaster.pid" already exists/i;
/** Passes with the next port, if any will do. */
const PORT_TAKEN = /address already in use/i;
const PASSES_WITHIN_MS = 10_000;

/**
 * Tries a start again while what hinders it will pass.
 * @template T
 * @param {() => Promise<T>} start
 * @param {{ anyPort: boolean }} options `anyPort`: each attempt takes another port
 * @returns {Promise<T>}
 */
export async function retried(start, { anyPort }) {
  for (const end = Date.now() + PASSES_WITHIN_MS; ; await pause(200)) {
    try {
      return await start();
    } catch (error) {
      const passing = LEAVING.test(error.message) || (anyPort && PORT_TAKEN.test(error.message));
      if (!passing || Date.now() > end) throw error;
    }
  }
}
