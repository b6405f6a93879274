// The services of a site. The order is the one they are started in; none waits for another.
import { existsSync } from 'node:fs';
import { entryOf } from './service-bundle.mjs';

/** @typedef {import('./service-process.mjs').Service} Service */

/** @param {string} app @param {string} [name] @param {Record<string, string>} [env] @returns {Service} */
const service = (app, name = app, env = {}) => ({
  name,
  argv: ['--enable-source-maps', entryOf(app)],
  env,
});

/** One runner for each queue: never two jobs of a queue at once. */
const QUEUES = ['inspect', 'photometry', 'site'];

/** @param {{ simulated: boolean }} site @returns {Service[]} */
export const services = ({ simulated }) => [
  ...(simulated ? [service('simulator')] : []),
  service('instruments'),
  service('catalog'),
  service('scheduler'),
  service('sequencer'),
  ...QUEUES.map((queue) => service('pipeline', `pipeline-${queue}`, { NIGHTJAR_QUEUE: queue })),
  service('alerts'),
  service('automation'),
  service('gateway'),
];

/** @param {Service} service */
export const isBuilt = ({ argv }) => existsSync(argv[argv.length - 1] ?? '');
