// An embedded NATS server with JetStream in a folder of ours.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lastWords, launch, retried } from './embedded.mjs';
import { natsBinary } from './nats-binary.mjs';
import { freePort, greeting, untilAnswered } from './ports.mjs';
import { commandLine, identify, stopBy } from './processes.mjs';
import { dyingWithParent } from './unprivileged.mjs';

const START_TIMEOUT_MS = 60_000; // it reads its streams before it listens
/** @type {import('./processes.mjs').Stop[]} */
const STOPS = [
  { signal: 'SIGTERM', waitMs: 10_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** Whom a guarded server admits, and to what; beside its configuration. */
const AUTHORIZATION = 'authorization.conf';

/** Ends a server that still runs on our folder. @param {string} home */
async function evict(home) {
  const note = join(home, 'nats.pid');
  if (!existsSync(note)) return;
  const pid = Number(readFileSync(note, 'utf8'));
  const identity = pid > 0 ? identify(pid) : undefined;
  if (identity && commandLine(pid).includes(note)) await stopBy(identity, STOPS);
  rmSync(note, { force: true });
}

/** Servers before 2.10 refuse the setting that syncs every message. @param {string | undefined} version */
function canSyncAlways(version) {
  const [major, minor] = (version ?? '0.0').split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}

/**
 * No monitoring port is opened. The name stands here and not among the arguments: a reload would lose it.
 * @param {string} home @param {{ name: string, syncAlways: boolean, guarded: boolean }} options
 */
function writeConfig(home, { name, syncAlways, guarded }) {
  const file = join(home, 'nats.conf');
  const sync = syncAlways ? '  sync_interval: always\n' : '';
  const admits = guarded ? `include "${AUTHORIZATION}"\n` : '';
  writeFileSync(file, `server_name: ${name}\njetstream {\n  store_dir: ${JSON.stringify(home)}\n${sync}}\n${admits}`);
  return file;
}

/** A name for the server that works in this folder, by which it is told from another on the same port. @param {string} home */
const nameOf = (home) => `nightjar-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;

/**
 * What our server says of itself when a client connects.
 * @param {number} port @param {string} name
 * @returns {Promise<{ version: string } | undefined>}
 */
async function info(port, name) {
  const line = await greeting(port);
  const said = line?.startsWith('INFO ') ? JSON.parse(line.slice(5)) : undefined;
  return said?.server_name === name ? said : undefined;
}

/** Waits until it serves. @param {import('./embedded.mjs').Embedded} server @param {{ port: number, name: string, log: string }} at @returns {Promise<string>} its version */
const answered = (server, { port, name, log }) =>
  untilAnswered(() => info(port, name), {
    what: 'NATS',
    timeoutMs: START_TIMEOUT_MS,
    giveUp: () => server.ended() && `${server.ended()}: ${lastWords(log)}`,
  }).then(
    (greeting) => greeting.version,
    async (error) => {
      await server.stop();
      throw error;
    },
  );

/**
 * @param {import('./servers.d.mts').NatsOptions} [options]
 *   `dir`: where it lives (unset: a temporary folder, removed on stop). `durable`: syncs every message before it acknowledges.
 * @returns {Promise<import('./servers.d.mts').Server>}
 */
export async function embeddedNats({ dir, port, durable = false, guarded = false, log } = {}) {
  const binary = await natsBinary();
  const home = dir ? resolve(dir) : mkdtempSync(join(tmpdir(), 'nightjar-nats-'));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  await evict(home);
  const file = log ?? join(home, 'nats.log');
  const name = nameOf(home);
  const config = writeConfig(home, { name, syncAlways: durable && canSyncAlways(binary.version), guarded });
  const { server, at, version } = await retried(
    async () => {
      const at = port ?? (await freePort());
      const args = ['-c', config, '-a', '127.0.0.1', '-p', String(at), '-P', join(home, 'nats.pid')];
      const server = await launch([...dyingWithParent('TERM'), binary.path, ...args], { log: file, stops: STOPS });
      return { server, at, version: await answered(server, { port: at, name, log: file }) };
    },
    { anyPort: port === undefined },
  );
  return {
    url: `nats://127.0.0.1:${at}`,
    how: `NATS ${version}, ${binary.how}`,
    pid: server.pid,
    port: at,
    exited: server.exited,
    stop: async () => {
      await server.stop();
      rmSync(join(home, 'nats.pid'), { force: true });
      if (!dir) rmSync(home, { recursive: true, force: true });
    },
  };
}
