// PostgreSQL and NATS, whoever provides them: yours by URL, else a container when asked for and possible, else embedded.
import { containedNats, containedPostgres } from './containers.mjs';
import { embeddedNats } from './nats.mjs';
import { embeddedPostgres } from './postgres.mjs';

/** @typedef {import('./servers.d.mts').Server} Server */

/** @param {string} url @param {string} what @returns {Server} */
const external = (url, what) => ({
  url,
  how: `${what}, external`,
  pid: undefined,
  port: undefined,
  exited: undefined,
  stop: async () => {},
});

/** @template {object} O @param {(options: O) => Promise<Server>} contained @param {(options: O) => Promise<Server>} embedded @param {O} options */
async function containedOrEmbedded(contained, embedded, options) {
  if (process.env.TEST_CONTAINERS !== '1') return embedded(options);
  try {
    return await contained(options);
  } catch (error) {
    const server = await embedded(options);
    return { ...server, how: `${server.how} (no container: ${error.message.split('\n')[0]})` };
  }
}

/** @param {import('./servers.d.mts').PostgresOptions} [options] @returns {Promise<Server>} */
export async function startPostgres(options = {}) {
  const url = process.env.NIGHTJAR_DATABASE_URL;
  return url ? external(url, 'PostgreSQL') : containedOrEmbedded(containedPostgres, embeddedPostgres, options);
}

/** @param {import('./servers.d.mts').NatsOptions} [options] @returns {Promise<Server>} */
export async function startNats(options = {}) {
  const url = process.env.NIGHTJAR_NATS_URL;
  return url ? external(url, 'NATS') : containedOrEmbedded(containedNats, embeddedNats, options);
}
