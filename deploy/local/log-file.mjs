// A service's log as JSON lines, in a file that starts anew when it is full.
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

const FULL_BYTES = 20 * 1024 * 1024;
const KEPT = 3;

export class LogFile {
  #path;
  #fullBytes;
  #fd;
  #size;

  /** @param {string} path @param {number} [fullBytes] */
  constructor(path, fullBytes = FULL_BYTES) {
    this.#path = path;
    this.#fullBytes = fullBytes;
    this.#fd = openSync(path, 'a', 0o600);
    this.#size = fstatSync(this.#fd).size;
  }

  /** @param {string} line */
  write(line) {
    this.#size += writeSync(this.#fd, `${line}\n`);
    if (this.#size >= this.#fullBytes) this.#turnOver();
  }

  /** log -> log.1 -> log.2 -> log.3, and the oldest is overwritten. */
  #turnOver() {
    closeSync(this.#fd);
    for (let age = KEPT; age > 0; age--)
      move(age === 1 ? this.#path : `${this.#path}.${age - 1}`, `${this.#path}.${age}`);
    this.#fd = openSync(this.#path, 'a', 0o600);
    this.#size = 0;
  }

  close() {
    closeSync(this.#fd);
  }
}

/** @param {string} from @param {string} to */
function move(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
