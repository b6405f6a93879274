// How the supervisor guards the bus: identities and permissions before NATS starts, streams before the services do.
import { join } from 'node:path';
import { run } from '../programs.mjs';

const here = import.meta.dirname;
/** The keeper of the bus, as `table.mjs` names it; that module is left to the processes below. */
const KEEPER = 'bus';

/** Whether the bus is ours to guard. A server of your own, or one in a container, is as open as it is. @param {NodeJS.ProcessEnv} env */
export const isGuarded = (env) => !env.NIGHTJAR_NATS_URL && env.TEST_CONTAINERS !== '1';

/** @param {string} home NIGHTJAR_HOME */
export const guard = (home) => run(process.execPath, [join(here, 'prepare.mjs'), home]);

/** @param {string} home @param {string} url */
export const declareStreams = (home, url) =>
  run(process.execPath, [join(here, 'streams.mjs'), url, join(home, 'nats', 'identity', `${KEEPER}.nk`)]);
