// The settings of a site: environment first, then nightjar.config.json, then these defaults.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './places.mjs';

/** @typedef {Record<string, string> & typeof DEFAULTS} Settings keys are the names of environment variables */

export const DEFAULTS = {
  NIGHTJAR_HOME: './var',
  NIGHTJAR_HTTP_PORT: '3000',
  NIGHTJAR_VTP_AUTHOR_PORT: '8098',
  NIGHTJAR_VTP_SUBSCRIBER_PORT: '8099',
};

/** Settings that are TCP ports we are going to listen on. */
export const PORT_SETTINGS = /** @type {const} */ ([
  'NIGHTJAR_HTTP_PORT',
  'NIGHTJAR_VTP_AUTHOR_PORT',
  'NIGHTJAR_VTP_SUBSCRIBER_PORT',
]);

const FILE = join(ROOT, 'nightjar.config.json');

/** @param {string} file @returns {Record<string, string>} */
export function readConfig(file = FILE) {
  if (!existsSync(file)) return {};
  try {
    const values = JSON.parse(readFileSync(file, 'utf8'));
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error.message}`, { cause: error });
  }
}

/** @param {NodeJS.ProcessEnv} env @param {Record<string, string>} config @returns {Settings} an empty variable counts as unset */
export function settle(env, config) {
  const set = Object.entries(env).filter(
    ([name, value]) => value !== '' && (name in config || name.startsWith('NIGHTJAR_')),
  );
  /** @type {Settings} */
  const settings = { ...DEFAULTS, ...config, ...Object.fromEntries(set) };
  const faults = PORT_SETTINGS.filter((name) => !isPort(settings[name])).map(
    (name) => `${name}=${settings[name]} is no port`,
  );
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return { ...settings, NIGHTJAR_HOME: resolve(ROOT, settings.NIGHTJAR_HOME) };
}

/** @param {string} text */
const isPort = (text) => /^\d+$/.test(text) && Number(text) > 0 && Number(text) < 65536;
