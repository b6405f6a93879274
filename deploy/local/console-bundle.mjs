// The console's pages, bundled when their sources have changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, installed } from './places.mjs';
import { run } from './programs.mjs';

const CONSOLE = join(ROOT, 'apps', 'console');
const STAMP = join(CONSOLE, 'dist', '.sources');
/** The console's own files and what it may import. */
const SOURCES = [
  'apps/console/src',
  'apps/console/public',
  'apps/console/index.html',
  'apps/console/package.json',
  'libs/astro/src',
  'libs/contracts/src',
  'libs/imaging/src',
  'package-lock.json',
];

/** @param {string} at relative to the root @returns {string[]} every file below it, in order */
function files(at) {
  if (!existsSync(join(ROOT, at))) return [];
  const entries = readdirSync(join(ROOT, at, '..'), { withFileTypes: true });
  if (entries.find(({ name }) => at.endsWith(`/${name}`) || at === name)?.isFile()) return [at];
  return readdirSync(join(ROOT, at))
    .sort()
    .flatMap((name) => files(`${at}/${name}`));
}

/** @param {string} config the bundler's settings file */
function fingerprint(config) {
  const hash = createHash('sha256');
  for (const file of [...SOURCES, `apps/console/${config}`].flatMap(files))
    hash.update(file).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** @returns {Promise<string>} */
export async function bundleConsole() {
  const config = existsSync(CONSOLE) && readdirSync(CONSOLE).find((name) => name.startsWith('vite.config.'));
  if (!config) return 'no console in this checkout';
  const now = fingerprint(config);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === now) return 'unchanged';
  const { version } = JSON.parse(readFileSync(installed('vite', 'package.json'), 'utf8'));
  await run(process.execPath, [installed('vite', 'bin', 'vite.js'), 'build', CONSOLE], { cwd: ROOT });
  writeFileSync(STAMP, now);
  return `vite build, Vite ${version}`;
}
