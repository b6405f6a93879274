// The secret halves of the identities: one file each, readable by its owner alone, made once.
import { newSeed, publicKeyOf, readSeed } from '@nightjar/bus';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./table.mjs').Rights} Rights */

const GUEST = '.guest.json';

export class KeyRing {
  /** @param {string} folder made when it is not there */
  constructor(folder) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  }

  /** @param {string} name */
  file(name) {
    return join(this.folder, `${name}.nk`);
  }

  /** The public half of an identity, which is made if need be. @param {string} name @returns {string} */
  publicKey(name) {
    const file = this.file(name);
    if (!existsSync(file)) write(file, `${newSeed()}\n`);
    return publicKeyOf(readSeed(file));
  }

  /** Takes in an agent that is not one of ours, or what it declares now. @param {Rights} rights */
  admit(rights) {
    write(join(this.folder, `${rights.service}${GUEST}`), JSON.stringify(rights, null, 2));
  }

  /** What the agents that were taken in declare. @returns {Rights[]} */
  guests() {
    const files = readdirSync(this.folder).filter((file) => file.endsWith(GUEST));
    return files.sort().map((file) => JSON.parse(readFileSync(join(this.folder, file), 'utf8')));
  }
}

/** In one move, so that nobody ever reads half a file. @param {string} file @param {string} text */
function write(file, text) {
  const half = `${file}.${process.pid}`;
  writeFileSync(half, text, { mode: 0o600 });
  renameSync(half, file);
}
