// One service as a child process, in a process group of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from './places.mjs';
import { signal } from './processes.mjs';

/** @typedef {{ name: string, argv: string[], env?: Record<string, string> }} Service `argv`: what Node is given */

/** How long a service may take to finish what it has in hand. */
const PATIENCE_MS = 10_000;
/** So long after its end its last lines may be on their way to us; only what a program that left its group holds open takes that long. */
const LAST_WORDS_MS = 10_000;

/**
 * What one service is to be started by, e.g. NIGHTJAR_WITHIN_PIPELINE_INSPECT=`nice -n 5`: a priority, a control group,
 * a network namespace. It must hand on standard input and end with the service.
 * @param {string} name @param {NodeJS.ProcessEnv} env
 */
const within = (name, env) =>
  (env[`NIGHTJAR_WITHIN_${name.toUpperCase().replaceAll('-', '_')}`] ?? '').split(' ').filter(Boolean);

/**
 * Its stdin is a pipe that we hold: when we die, however we die, the service reads its end and leaves.
 * @param {Service} service
 * @param {{ env: NodeJS.ProcessEnv, onLine: (line: string, stream: 'out' | 'err') => void, patienceMs?: number, onImpatience?: (afterMs: number) => void }} options
 * @returns {Promise<import('./keeper.mjs').Running>}
 */
export async function startService(service, { env, onLine, patienceMs = PATIENCE_MS, onImpatience }) {
  const [command, ...args] = [...within(service.name, env), process.execPath, ...service.argv];
  const child = spawn(command ?? '', args, {
    cwd: ROOT,
    env: { ...env, ...service.env, NIGHTJAR_SUPERVISED: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a Ctrl-C in the terminal is the supervisor's to deal with, in order
  });
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) =>
    child.once('exit', (code, by) => resolve(by ? `killed by ${by}` : `exit code ${code}`)),
  );
  const out = createInterface({ input: child.stdout }).on('line', (line) => onLine(line, 'out'));
  const err = createInterface({ input: child.stderr }).on('line', (line) => onLine(line, 'err'));
  const silent = Promise.all([once(out, 'close'), once(err, 'close')]);
  child.stdin.on('error', () => {}); // it closed its end first
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = /** @type {number} */ (child.pid);
  void exited.then(() => signal(-pid, 'SIGKILL')); // programs it had started do not outlive it

  /** @param {AbortSignal} hurry */
  const stop = async (hurry) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const outOfPatience = pause(patienceMs, undefined, { signal: hurry, ref: false }).catch(() => {});
    const ended = await Promise.race([exited, outOfPatience]);
    if (ended === undefined && !hurry.aborted) onImpatience?.(patienceMs);
    signal(-pid, 'SIGKILL');
    await exited;
    await Promise.race([silent, pause(LAST_WORDS_MS, undefined, { signal: hurry }).catch(() => {})]);
  };
  return { pid, exited, stop };
}
