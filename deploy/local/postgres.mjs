// An embedded PostgreSQL in a folder of ours.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { lastWords, launch, retried } from './embedded.mjs';
import { freePort, untilAnswered } from './ports.mjs';
import { postgresBinaries } from './postgres-binaries.mjs';
import { commandLine, identify, stopBy, workingFolder } from './processes.mjs';
import { dyingWithParent, giveToUnprivileged, unprivileged } from './unprivileged.mjs';

const USER = 'nightjar';
const START_TIMEOUT_MS = 120_000; // recovery after a crash may have much to read
/** Fast shutdown; then immediate; then no more asking. @type {import('./processes.mjs').Stop[]} */
const DURABLE_STOPS = [
  { signal: 'SIGINT', waitMs: 10_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];
const SCRATCH_STOPS = DURABLE_STOPS.slice(1);
/** Above the highest number Linux gives. */
const NO_PROCESS = 2 ** 31 - 1;
const NOT_DURABLE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** Runs one of PostgreSQL's tools to its end. @param {string[]} argv */
function run(argv) {
  const [command, ...args] = [...unprivileged(), ...argv];
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0 ? done(undefined) : fail(new Error(`${argv[0]} failed: ${said.trim()}`)),
    );
  });
}

/** The password of a durable server: made once, readable by its owner alone. @param {string} dir */
function password(dir) {
  const file = join(dir, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/**
 * Makes the cluster beside its place and moves it there when complete: a start that was killed leaves no half of one.
 * @param {string} bin @param {string} dir @param {boolean} durable
 */
async function initialise(bin, dir, durable) {
  const data = join(dir, 'data');
  if (existsSync(join(data, 'PG_VERSION'))) return;
  const fresh = join(dir, 'data.new');
  rmSync(fresh, { recursive: true, force: true });
  const access = durable ? ['-A', 'scram-sha-256', '--pwfile', join(dir, 'password')] : ['-A', 'trust', '-N'];
  await run([join(bin, 'initdb'), '-D', fresh, '-U', USER, ...access, '--locale=C', '--encoding=UTF8']);
  renameSync(fresh, data);
}

/**
 * Ends a server that still runs on our data. A process counts as such only if it works in that very folder, or was given
 * it as an argument.
 * @param {string} data
 */
async function evict(data) {
  const note = join(data, 'postmaster.pid');
  if (!existsSync(note)) return;
  const pid = Number(readFileSync(note, 'utf8').split('\n')[0]);
  const identity = pid > 0 ? identify(pid) : undefined;
  const ours = workingFolder(pid) === realpathSync(data) || commandLine(pid).includes(data);
  if (identity && ours) await stopBy(identity, DURABLE_STOPS);
  if (existsSync(note)) markDead(note);
}

/**
 * Puts a number no process can have into the note. PostgreSQL would take another program that has got the number, or a
 * zombie nobody reaped, for a running server. The rest of the note stays: by it PostgreSQL knows whether children of the
 * dead server still write.
 * @param {string} note
 */
function markDead(note) {
  const [, ...rest] = readFileSync(note, 'utf8').split('\n');
  writeFileSync(note, [NO_PROCESS, ...rest].join('\n'), { mode: 0o600 });
}

/** @param {string} data @param {number} port @param {boolean} durable */
const settings = (data, port, durable) => {
  const values = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=300',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(durable ? [] : NOT_DURABLE),
  ];
  return ['-D', data, ...values.flatMap((value) => ['-c', value])];
};

/**
 * Connects, and makes the database when it is not there.
 * @param {string} url @param {string} database @param {string} data the folder our server works in
 * @returns {Promise<string | undefined>} its version; undefined while our server cannot be reached (another may hold the port)
 */
async function reach(url, database, data) {
  const client = new pg.Client({ connectionString: `${url}/postgres`, connectionTimeoutMillis: 5000 });
  client.on('error', () => {}); // the server may go away while it starts; the next attempt will tell
  try {
    await client.connect();
    if ((await client.query('show data_directory')).rows[0].data_directory !== data) return undefined;
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (!rowCount) await client.query(`create database "${database.replaceAll('"', '""')}"`);
    return (await client.query('show server_version')).rows[0].server_version;
  } catch (error) {
    if (error.code === '28P01')
      throw new Error(`the PostgreSQL at this port refuses the password in ${data}`, { cause: error });
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Waits until it serves. @param {import('./embedded.mjs').Embedded} server @param {{ url: string, database: string, data: string, log: string }} at */
const answered = (server, { url, database, data, log }) =>
  untilAnswered(() => reach(url, database, data), {
    what: 'PostgreSQL',
    timeoutMs: START_TIMEOUT_MS,
    giveUp: () => server.ended() && `${server.ended()}: ${lastWords(log)}`,
  }).catch(async (error) => {
    await server.stop();
    throw error;
  });

/**
 * @param {{ dir?: string, port?: number, database?: string, durable?: boolean, log?: string }} [options]
 *   `dir`: where it lives (unset: a temporary folder, removed on stop). `durable`: syncs to disk and asks for a password.
 * @returns {Promise<import('./servers.d.mts').Server>}
 */
export async function embeddedPostgres({ dir, port, database = 'nightjar', durable = false, log } = {}) {
  const { bin, how } = postgresBinaries();
  const home = dir ? resolve(dir) : mkdtempSync(join(tmpdir(), 'nightjar-pg-'));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  giveToUnprivileged(home);
  const secret = durable ? `:${password(home)}` : '';
  const stops = durable ? DURABLE_STOPS : SCRATCH_STOPS;
  const data = join(home, 'data');
  await evict(data);
  await initialise(bin, home, durable);
  const file = log ?? join(home, 'postgres.log');
  const { server, at, url, version } = await retried(
    async () => {
      const at = port ?? (await freePort());
      const url = `postgres://${USER}${secret}@127.0.0.1:${at}`;
      const argv = [...unprivileged(), ...dyingWithParent(durable ? 'INT' : 'QUIT'), join(bin, 'postgres')];
      const server = await launch([...argv, ...settings(data, at, durable)], { log: file, stops });
      return { server, at, url, version: await answered(server, { url, database, data, log: file }) };
    },
    { anyPort: port === undefined },
  );
  return {
    url: `${url}/${database}`,
    how: `PostgreSQL ${version}, ${how}`,
    pid: server.pid,
    port: at,
    exited: server.exited,
    stop: async () => {
      await server.stop();
      if (!dir) rmSync(home, { recursive: true, force: true });
    },
  };
}
