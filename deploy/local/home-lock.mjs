// One supervisor for each NIGHTJAR_HOME.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning } from './processes.mjs';

/** @typedef {import('./processes.mjs').Identity & { since: string, url: string }} Holder */

/** Somebody else holds the home. */
export class HomeTaken extends Error {
  /** @param {string} home @param {Holder} holder */
  constructor(home, holder) {
    super(
      `Nightjar already runs in ${home}: process ${holder.pid}, since ${holder.since}, console ${holder.url}.\n` +
        'Stop that one, or set NIGHTJAR_HOME to another folder (and NIGHTJAR_HTTP_PORT and the VTP ports to free ones).',
    );
    this.holder = holder;
  }
}

/** @param {string} file @returns {Holder | undefined} */
function holderIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // nobody's, or cut short by a crash
  }
}

/**
 * Takes the home for this process. The lock of a process that no longer runs is taken over.
 * @param {string} home @param {string} url where its console will be
 * @returns {() => void} gives it back
 * @throws {HomeTaken}
 */
export function lockHome(home, url) {
  mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 });
  const file = join(home, 'run', 'supervisor.json');
  const mine = JSON.stringify({ ...identify(process.pid), since: new Date().toISOString(), url });
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = holderIn(file);
    if (holder && isRunning(holder)) throw new HomeTaken(home, holder);
    setAside(file);
  }
}

/** Removes a dead lock by renaming it first: of two that try at once, one succeeds. @param {string} file */
function setAside(file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
