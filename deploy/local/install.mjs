// The locked install. No dependencies, Node >= 18.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CACHE, ROOT, installed } from './places.mjs';

const LOCK_FILE = join(ROOT, 'package-lock.json');
// npm writes this record last, after every package is in place: an install that was killed has none.
const RECORD = installed('.package-lock.json');

/** @param {string} file @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[] }>} */
const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};

/**
 * Why an install is needed, or undefined when what is on disk is what the lock asks for.
 * Compares npm's own record of the install with the lock, then looks that every recorded package is there.
 */
export function missing() {
  if (!existsSync(RECORD))
    return existsSync(installed()) ? 'the last install did not finish' : 'nothing is installed yet';
  try {
    return difference(packagesIn(LOCK_FILE), packagesIn(RECORD));
  } catch {
    return 'the record of the last install cannot be read';
  }
}

/** @param {ReturnType<typeof packagesIn>} wanted @param {ReturnType<typeof packagesIn>} present */
function difference(wanted, present) {
  for (const [at, pkg] of Object.entries(wanted)) {
    if (!at.includes('node_modules/')) continue;
    const have = present[at];
    if (!have && !pkg.optional) return `${at} is not installed`;
    if (have && (have.version !== pkg.version || have.integrity !== pkg.integrity)) return `${at} has changed`;
  }
  const gone = Object.keys(present).find((at) => at.includes('node_modules/') && !existsSync(join(ROOT, at)));
  return gone && `${gone} is gone`;
}

/** How many packages are unpacked in `node_modules` now; npm makes all the folders first, so those alone say nothing. */
function countOnDisk() {
  const names = namesIn(installed()).filter((name) => !name.startsWith('.'));
  const packages = names.flatMap((name) =>
    name.startsWith('@') ? namesIn(installed(name)).map((rest) => `${name}/${rest}`) : [name],
  );
  return packages.filter((name) => existsSync(installed(name, 'package.json'))).length;
}

/** npm removes folders while we count: one that is gone has nothing in it. @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Top-level packages the lock wants on this kind of machine. */
function countWanted() {
  /** @param {string[] | undefined} allowed @param {string} here */
  const fits = (allowed, here) => !allowed || allowed.includes(here);
  return Object.entries(packagesIn(LOCK_FILE)).filter(
    ([at, pkg]) =>
      /^node_modules\/(@[^/]+\/)?[^/]+$/.test(at) && fits(pkg.os, process.platform) && fits(pkg.cpu, process.arch),
  ).length;
}

/** @param {import('./progress.mjs').Report} report @returns {Promise<void>} */
function npmCi(report) {
  const wanted = countWanted();
  const timer = setInterval(() => {
    const here = countOnDisk();
    report({ fraction: Math.min(0.99, here / wanted), detail: `${here} of about ${wanted} packages` });
  }, 500);
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  /** @type {Promise<void>} */
  const ended = new Promise((resolve, reject) => {
    npm.once('error', (error) => reject(new Error(`npm cannot be run: ${error.message}`)));
    npm.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`npm ci failed (exit ${code})\n${said}`))));
  });
  return ended.finally(() => clearInterval(timer));
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Only one install at a time in a checkout: `npm start` and `npm test` may be typed at once.
 * @template T
 * @param {import('./progress.mjs').Report} report
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function alone(report, work) {
  const lock = join(CACHE, 'install.lock');
  mkdirSync(CACHE, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
      if (holder && !alive(holder)) rmSync(lock, { force: true });
      report({ detail: `waiting for the install of process ${holder}` });
      await pause(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Installs exactly what the lock says. @param {import('./progress.mjs').Report} report */
export const install = (report) =>
  alone(report, async () => {
    const because = missing(); // asked again: somebody else may just have done it
    if (!because) return 'installed meanwhile';
    await npmCi(report);
    return `npm ci, because ${because}`;
  });
