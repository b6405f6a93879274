// Which site is served: a built-in one by name, or a file.
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { ROOT } from './places.mjs';

/** @typedef {{ named: string, file: string, simulated: boolean, devicePorts: number[] }} Site */

export const DEMONSTRATION_SITE = 'san-pedro-martir';
/** @param {string} name */
const builtIn = (name) => join(ROOT, 'fixtures', 'sites', `${name}.json`);

/** @param {string} named a name or a path */
function fileOf(named) {
  const places = [
    builtIn(named),
    isAbsolute(named) ? named : resolve(process.env.INIT_CWD ?? ROOT, named),
    resolve(ROOT, named),
  ];
  return places.find((file) => file.endsWith('.json') && existsSync(file));
}

/** Every number under a key `port`, however deep: where the simulated devices will listen. @param {unknown} value @returns {number[]} */
function ports(value) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'port' && typeof inner === 'number' ? [inner] : ports(inner),
  );
}

/** @param {string} named @returns {Site} @throws saying which sites there are */
export function findSite(named) {
  const file = fileOf(named);
  if (!file) throw new Error(`NIGHTJAR_SITE=${named}: neither a site in fixtures/sites nor a .json file`);
  const site = JSON.parse(readFileSync(file, 'utf8'));
  const simulated = site.simulated === true;
  return {
    named: file === builtIn(named) ? named : file,
    file,
    simulated,
    devicePorts: simulated ? [...new Set(ports(site))] : [],
  };
}
