// What can be known of a process that is not (any more) our child, so that only provable leftovers are ever stopped.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** @typedef {{ pid: number, startTime: string }} Identity a pid alone is reused; with its start time it is not */

/** @typedef {{ signal: NodeJS.Signals, waitMs: number }} Stop a signal and how long it is given */

const PROC = existsSync('/proc/self/stat');

/** @param {string} column of ps @param {number} pid */
function ps(column, pid) {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** @template T @param {() => T} read */
function orUndefined(read) {
  try {
    return read();
  } catch {
    return undefined; // the process went away while we looked
  }
}

/** The fields of /proc/PID/stat after the command, which itself may hold blanks and brackets. @param {number} pid */
function statFields(pid) {
  const stat = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** When the process started, in the system's own form; undefined when there is none (or only its zombie). @param {number} pid */
export function startTime(pid) {
  if (!PROC) return ps('lstart', pid);
  const fields = statFields(pid);
  return fields && fields[0] !== 'Z' && fields[0] !== 'X' ? fields[19] : undefined;
}

/** @param {number} pid @returns {Identity | undefined} */
export function identify(pid) {
  const at = startTime(pid);
  return at === undefined ? undefined : { pid, startTime: at };
}

/** Whether exactly this process still runs. @param {Identity} identity */
export const isRunning = (identity) => startTime(identity.pid) === identity.startTime;

/** @param {number} pid @returns {string[]} the argument vector, empty when unknown */
export function commandLine(pid) {
  if (!PROC) return ps('command', pid)?.split(' ') ?? [];
  return (
    orUndefined(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      ?.split('\0')
      .slice(0, -1) ?? []
  );
}

/** @param {number} pid @returns {number | undefined} */
export function parentOf(pid) {
  const parent = Number(PROC ? statFields(pid)?.[1] : ps('ppid', pid));
  return parent > 0 ? parent : undefined;
}

/** @param {number} pid */
export const workingFolder = (pid) => (PROC ? orUndefined(() => readlinkSync(`/proc/${pid}/cwd`)) : undefined);

/** @param {number} pid negative for a whole process group @param {NodeJS.Signals} signal */
export const signal = (pid, signal) => orUndefined(() => process.kill(pid, signal)) ?? false;

/** @param {Identity} identity @param {number} timeoutMs @returns {Promise<boolean>} whether it is gone */
export async function gone(identity, timeoutMs) {
  for (const end = Date.now() + timeoutMs; isRunning(identity); await pause(20)) if (Date.now() > end) return false;
  return true;
}

/**
 * Stops a process by ever harder signals; each is given its time.
 * @param {Identity} identity
 * @param {Stop[]} steps
 * @param {{ group?: boolean }} [options] `group`: the signal goes to its whole process group
 * @returns {Promise<NodeJS.Signals | undefined>} the signal that did it
 */
export async function stopBy(identity, steps, { group = false } = {}) {
  for (const step of steps) {
    if (!isRunning(identity)) return undefined;
    signal(group ? -identity.pid : identity.pid, step.signal);
    if (await gone(identity, step.waitMs)) return step.signal;
  }
  return undefined;
}
