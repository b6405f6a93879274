// Notes of our processes in NIGHTJAR_HOME/run, so that a start after a crash finds exactly what we left behind.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning, stopBy } from './processes.mjs';

/** A service gets this long to stop by itself before it is killed. @type {import('./processes.mjs').Stop[]} */
const STOPS = [
  { signal: 'SIGTERM', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];
const SUFFIX = '.process.json';

export class Records {
  /** @param {string} home */
  constructor(home) {
    this.folder = join(home, 'run');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  /** @param {string} name */
  #file(name) {
    return join(this.folder, `${name}${SUFFIX}`);
  }

  /** Whoever reads a note finds the whole of the old or of the new one. @param {string} name @param {number | undefined} pid */
  note(name, pid) {
    const identity = pid && identify(pid);
    if (!identity) return;
    const half = `${this.#file(name)}.half`;
    writeFileSync(half, JSON.stringify({ name, ...identity }));
    renameSync(half, this.#file(name));
  }

  /** @param {string} name */
  forget(name) {
    rmSync(this.#file(name), { force: true });
  }

  /** Stops what a supervisor that was killed has left running. @returns {Promise<string[]>} the names of what was stopped */
  async endLeftovers() {
    const files = existsSync(this.folder) ? readdirSync(this.folder).filter((name) => name.endsWith(SUFFIX)) : [];
    const ended = await Promise.all(files.map((file) => this.#end(join(this.folder, file))));
    return ended.filter((name) => name !== undefined);
  }

  /** @param {string} file @returns {Promise<string | undefined>} */
  async #end(file) {
    const record = read(file);
    const left = record !== undefined && isRunning(record);
    if (left) await stopBy(record, STOPS, { group: true });
    rmSync(file, { force: true });
    return left ? record.name : undefined;
  }
}

/** @param {string} file @returns {(import('./processes.mjs').Identity & { name: string }) | undefined} undefined when it was cut short */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
