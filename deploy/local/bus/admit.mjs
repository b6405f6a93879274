// Takes in an agent that is not one of ours: node admit.mjs HOME FILE, where FILE is a module that exports its definition.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rightsOf } from '@nightjar/service-kit';
import { commandLine } from '../processes.mjs';
import { KeyRing } from './key-ring.mjs';
import { prepare } from './prepare.mjs';
import { serviceRights } from './services.mjs';
import { KEEPER } from './table.mjs';

/** Whether a value is what `defineService` gives. @param {any} value */
const isDefinition = (value) => typeof value?.name === 'string' && typeof value.module === 'function' && value.config;

/** Names that can be a token of a subject and a file. */
const NAME = /^[a-z][a-z0-9-]*$/;

/** @param {string} file @returns {Promise<import('./table.mjs').Rights>} */
async function rightsIn(file) {
  const found = Object.values(await import(pathToFileURL(resolve(file)).href)).filter(isDefinition);
  if (found.length !== 1) throw new Error(`${file} exports ${found.length} definitions of a service; one is wanted`);
  const rights = rightsOf(found[0]);
  if (!NAME.test(rights.service))
    throw new Error(`${rights.service} is no name: lower-case letters, digits and - only`);
  const taken = [KEEPER, ...serviceRights().map(({ service }) => service)];
  if (taken.includes(rights.service)) throw new Error(`${rights.service} is the observatory's own; take another name`);
  return rights;
}

/** Lets a running server read whom it admits. @param {string} home @returns {boolean} false when none runs */
function reload(home) {
  const note = join(home, 'nats', 'nats.pid');
  const pid = existsSync(note) ? Number(readFileSync(note, 'utf8')) : 0;
  if (!(pid > 0) || !commandLine(pid).includes(note)) return false;
  process.kill(pid, 'SIGHUP');
  return true;
}

/** @param {string} home NIGHTJAR_HOME @param {string} file @returns {Promise<{ service: string, identity: string, live: boolean }>} */
export async function admit(home, file) {
  const rights = await rightsIn(file);
  const ring = new KeyRing(join(home, 'nats', 'identity'));
  ring.admit(rights);
  prepare(home);
  return { service: rights.service, identity: ring.file(rights.service), live: reload(home) };
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(JSON.stringify(await admit(process.argv[2] ?? '', process.argv[3] ?? '')));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
