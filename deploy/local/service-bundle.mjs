// The services, each with all that it imports in a few files: a process that reads those starts in a fraction of the time
// that it takes to find, read and link a thousand modules.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CACHE, ROOT } from './places.mjs';

/** Each compilation has a folder of its own in it: what runs keeps the files that it was started from. */
const BUNDLES = join(CACHE, 'services');
const KEPT = 3;

/** Packages that start threads from files of their own. */
const LEFT_ALONE = [/^pino($|\/)/, /^pino-/, /^thread-stream/];
/** What packages look for and do without; none of it is among ours. */
const OPTIONAL = [
  /^@nestjs\/(websockets|platform-socket\.io|platform-fastify)/,
  /^class-(transformer|validator)/,
  /^pg-native$/,
  /^(libsql|mariadb|mysql2|better-sqlite3|tedious|oracledb|mongodb)/,
];

/** Every app that is a service. */
const apps = () =>
  readdirSync(join(ROOT, 'apps'))
    .filter((app) => existsSync(join(ROOT, 'apps', app, 'dist', 'main.js')) && app !== 'cli')
    .sort();

/** Tells compilations apart. @returns {string} */
function fingerprint() {
  const hash = createHash('sha256');
  const infos = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name, 'dist', '.tsbuildinfo')),
  );
  for (const file of [...infos.sort(), join(ROOT, 'package-lock.json'), import.meta.filename])
    if (existsSync(file)) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Where the services of this compilation are bundled. @type {string | undefined} */
let current;

/** What Node is given to run a service. @param {string} app */
export const entryOf = (app) => join((current ??= join(BUNDLES, fingerprint())), `${app}.mjs`);

/**
 * Files are looked for beside the module that names them, wherever that is bundled to; a stack trace names our sources.
 * @type {import('rolldown').Plugin}
 */
const ours = {
  name: 'ours',
  load(id) {
    if (!id.startsWith(ROOT) || !id.endsWith('.js') || id.includes('/node_modules/')) return null;
    const code = readFileSync(id, 'utf8')
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)));
    return { code, map: existsSync(`${id}.map`) ? readFileSync(`${id}.map`, 'utf8') : null };
  },
};

/** Bundles the services when they were compiled anew. @returns {Promise<string>} */
export async function bundleServices() {
  current = join(BUNDLES, fingerprint());
  if (existsSync(current)) return 'unchanged';
  const { rolldown, VERSION } = await import('rolldown');
  const bundle = await rolldown({
    input: Object.fromEntries(apps().map((app) => [app, join(ROOT, 'apps', app, 'dist', 'main.js')])),
    platform: 'node',
    external: [...LEFT_ALONE, ...OPTIONAL],
    treeshake: false, // decorators and entities work by being there
    plugins: [ours],
    logLevel: 'silent',
  });
  mkdirSync(BUNDLES, { recursive: true });
  const dir = mkdtempSync(join(BUNDLES, 'new-'));
  await bundle.write({
    dir,
    format: 'esm',
    sourcemap: true,
    sourcemapExcludeSources: true,
    strictExecutionOrder: true, // reflect-metadata comes before the first decorator
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  });
  await bundle.close();
  if (existsSync(current))
    rmSync(dir, { recursive: true }); // another was quicker
  else renameSync(dir, current);
  forgetOldest();
  return `${apps().length} services, Rolldown ${VERSION}`;
}

function forgetOldest() {
  const folders = readdirSync(BUNDLES).map((name) => join(BUNDLES, name));
  const age = (/** @type {string} */ folder) => statSync(folder).mtimeMs;
  for (const folder of folders.sort((a, b) => age(b) - age(a)).slice(KEPT)) rmSync(folder, { recursive: true });
}
