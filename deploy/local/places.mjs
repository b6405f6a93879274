// Where things are in a checkout. No dependencies: the bootstrap uses it too.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What can be made again: downloads, compile caches. Safe to delete while nothing runs. */
export const CACHE = join(ROOT, '.cache');

/** @param {string[]} path below `node_modules` */
export const installed = (...path) => join(ROOT, 'node_modules', ...path);
