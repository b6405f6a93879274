// Which nats-server: NATS_SERVER, our cache, else the newest one in Debian's archive, else the one on PATH.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showStatus } from './apt.mjs';
import { CACHE } from './places.mjs';
import { onPath, run } from './programs.mjs';

/** @typedef {{ path: string, version: string | undefined, how: string }} NatsBinary */

const CACHED = join(CACHE, 'nats-server');
/** Newest first. Each needs only the C library of bookworm. */
const SUITES = ['forky', 'trixie', 'bookworm'];
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** @param {string} path @returns {string | undefined} undefined when it does not run here */
const versionOf = (path) => spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.match(/v(\d+\.\d+\.\d+)/)?.[1];

/** @param {string} path @param {string} how @returns {NatsBinary | undefined} */
function usable(path, how) {
  const version = versionOf(path);
  return version ? { path, version, how } : undefined;
}

/** The archive this machine already uses: no host is named in our files. */
async function mirror() {
  const uris = await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(ORIGIN)']);
  const lines = uris.split('\n').filter((line) => line && !line.includes('security'));
  return (lines.find((line) => line.endsWith(' Debian')) ?? lines[0])?.split(' ')[0];
}

/** Options that give apt a state of its own in `folder`; the machine's is not touched, signatures are checked. @param {string} folder */
const privateState = (folder) =>
  [
    `Dir::Etc::SourceList=${folder}/sources.list`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::lists=${folder}/lists`,
    `Dir::Cache=${folder}/cache`,
    'Dir::State::status=/dev/null',
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
    'APT::Status-Fd=3',
  ].flatMap((option) => ['-o', option]);

/** Fetches the suite's nats-server and unpacks it into our cache; nothing is installed. @param {string} suite @param {string} from @param {import('./progress.mjs').Report} report */
async function download(suite, from, report) {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-apt-'));
  try {
    for (const part of ['lists/partial', 'cache/archives/partial', 'out'])
      mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'sources.list'), `deb [signed-by=${KEYRING}] ${from} ${suite} main\n`);
    /** @param {string[]} args */
    const apt = (args) =>
      run('apt-get', [...privateState(folder), '-q', ...args], {
        cwd: join(folder, 'out'),
        timeoutMs: 180_000,
        onStatus: (line) =>
          showStatus(line, ({ fraction }) => report({ fraction, detail: `nats-server from Debian ${suite}` })),
      });
    await apt(['update']);
    await apt(['download', 'nats-server']);
    const [deb] = readdirSync(join(folder, 'out'));
    await run('dpkg-deb', ['-x', join(folder, 'out', deb), join(folder, 'unpacked')]);
    const program = ['usr/sbin', 'usr/bin'].map((at) => join(folder, 'unpacked', at, 'nats-server')).find(existsSync);
    if (!program) throw new Error('no program in the package');
    keep(program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Into the cache in one move, so that nobody ever runs half a file. @param {string} binary */
function keep(binary) {
  mkdirSync(CACHE, { recursive: true });
  const half = `${CACHED}.${process.pid}`;
  copyFileSync(binary, half);
  chmodSync(half, 0o755);
  renameSync(half, CACHED);
}

/** @param {import('./progress.mjs').Report} report */
async function fromDebian(report) {
  const from = await mirror().catch(() => undefined);
  if (!from) return { binary: undefined, refusals: ['apt-get knows no archive'] };
  const refusals = [];
  for (const suite of SUITES) {
    try {
      await download(suite, from, report);
      const binary = usable(CACHED, `Debian ${suite}`);
      if (binary) return { binary, refusals };
      refusals.push(`${suite}: the program does not run here`);
    } catch (error) {
      refusals.push(`${suite}: ${error.message.split('\n').slice(0, 2).join(' ')}`);
    }
  }
  return { binary: undefined, refusals };
}

/**
 * @param {import('./progress.mjs').Report} [report]
 * @returns {Promise<NatsBinary>}
 * @throws when there is none, saying what was tried and what to do
 */
export async function natsBinary(report = () => {}) {
  if (process.env.NATS_SERVER)
    return { path: process.env.NATS_SERVER, version: versionOf(process.env.NATS_SERVER), how: 'NATS_SERVER' };
  const cached = usable(CACHED, 'embedded');
  if (cached) return cached;
  const { binary, refusals } = await fromDebian(report);
  if (binary) return binary;
  const system = onPath('nats-server') ?? ['/usr/sbin/nats-server'].find(existsSync);
  const found = system && usable(system, system);
  if (found) return found;
  throw new Error(
    `no nats-server: run \`apt-get install nats-server\`, or set NATS_SERVER or NIGHTJAR_NATS_URL (${refusals.join('; ')})`,
  );
}
