// npm test [-- PATTERN]: tools, compile, format, lint, then every spec and story against real servers.
// The last line is always `N passed, N failed` (`, N skipped` when some were); a failed check counts as one failed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { astronomyTools } from './astronomy-tools.mjs';
import { checkConsole, compile } from './compile.mjs';
import { bundleConsole } from './console-bundle.mjs';
import { natsBinary } from './nats-binary.mjs';
import { CACHE, ROOT, installed } from './places.mjs';
import { run } from './programs.mjs';
import { step } from './progress.mjs';
import { bundleServices } from './service-bundle.mjs';
import { startNats, startPostgres } from './servers.mjs';
import { add, closingLine, failures, fromJest, NOTHING } from './tally.mjs';

/** Specs wait for servers and processes most of the time; a story is a whole observatory that waits for its night. */
const [SPECS_AT_ONCE, STORIES_AT_ONCE] = [3, 2];
const chosen = process.argv.slice(2);
const everything = chosen.length === 0;
let total = NOTHING;
/** @type {string[]} */
const failed = [];

/** A check of the whole tree: counts as one test. @param {string} what @param {(report: import('./progress.mjs').Report) => Promise<string>} work */
async function check(what, work) {
  try {
    await step(what, work);
    total = add(total, { passed: 1 });
  } catch (error) {
    console.error(error.message);
    failed.push(`${what}: see above`);
    total = add(total, { failed: 1 });
  }
}

/** Something later tests want, which is no test: its failure shows in those. @param {string} what @param {(report: import('./progress.mjs').Report) => Promise<string>} work */
const prepare = (what, work) => step(what, work).catch((error) => console.error(error.message));

const format = async () => {
  const args = [
    installed('prettier', 'bin', 'prettier.cjs'),
    '--check',
    '--cache',
    '--cache-location',
    join(CACHE, 'prettier'),
    '.',
  ];
  await run(process.execPath, args, { cwd: ROOT });
  return 'prettier --check';
};

const lint = async () => {
  await run(process.execPath, [installed('eslint', 'bin', 'eslint.js'), '.'], { cwd: ROOT });
  return 'eslint';
};

/** What the tests may see of the machine's settings: none of a site's own. @param {{ url: string }} postgres @param {{ url: string }} nats */
function testEnvironment(postgres, nats) {
  const foreign = /^NIGHTJAR_(?!TEST_)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return {
    ...env,
    NIGHTJAR_TEST_DATABASE_URL: postgres.url,
    NIGHTJAR_TEST_NATS_URL: nats.url,
    NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
    NX_DAEMON: 'false',
  };
}

/** @type {import('node:child_process').ChildProcess | undefined} */
let jest;

/** Runs Jest to its end and adds what it counted. @param {string[]} args @param {NodeJS.ProcessEnv} env */
async function runJest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-test-'));
  const result = join(folder, 'result.json');
  const own = ['--json', `--outputFile=${result}`, '--passWithNoTests', `--cacheDirectory=${join(CACHE, 'jest')}`];
  jest = spawn(process.execPath, [installed('jest', 'bin', 'jest.js'), ...chosen, ...own, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'inherit'], // its report goes to stderr; stdout would only repeat the JSON
  });
  const code = await new Promise((resolve) => jest?.once('close', resolve));
  const said = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : undefined;
  total = add(total, said ? fromJest(said, code) : { failed: 1 });
  failed.push(...(said ? failures(said, ROOT) : ['jest ended without a result']));
  rmSync(folder, { recursive: true, force: true });
}

/** @type {import('./servers.d.mts').Server[]} */
const servers = [];
let interrupted = false;

async function runTests() {
  await step('servers', async () => {
    // the servers named for tests, if any; a site's own are never used for tests unless named so
    process.env.NIGHTJAR_DATABASE_URL =
      process.env.NIGHTJAR_TEST_DATABASE_URL ?? process.env.NIGHTJAR_DATABASE_URL ?? '';
    process.env.NIGHTJAR_NATS_URL = process.env.NIGHTJAR_TEST_NATS_URL ?? process.env.NIGHTJAR_NATS_URL ?? '';
    for (const start of [startPostgres, startNats]) servers.push(await start());
    return servers.map((server) => server.how).join('; ');
  });
  const env = testEnvironment(servers[0], servers[1]);
  await runJest([`--maxWorkers=${SPECS_AT_ONCE}`, '--testMatch', '**/*.spec.ts', '**/*.spec.mjs'], env);
  if (!interrupted) await runJest([`--maxWorkers=${STORIES_AT_ONCE}`, '--testMatch', '**/*.story.ts'], env);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    interrupted = true;
    jest?.kill('SIGTERM');
  });
}

await prepare('tools', astronomyTools);
await prepare('broker', async (report) => {
  const { path, version, how } = await natsBinary(report);
  return `nats-server ${version}, ${how}, ${path}`;
});
await check('compile', compile);
if (everything) await check('pages', checkConsole);
await prepare('services', bundleServices);
await prepare('console', bundleConsole);
if (everything) await check('format', format);
if (everything && existsSync(join(ROOT, 'eslint.config.mjs'))) await check('lint', lint);
const before = total;
try {
  await runTests();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total = add(total, { failed: 1 });
} finally {
  await Promise.all(servers.map((server) => server.stop()));
}
if (!everything && total.passed + total.failed === before.passed + before.failed) {
  console.error(`no test file matches ${chosen.join(' ')}`);
  total = add(total, { failed: 1 });
}
if (failed.length > 0) console.log(['Failed:', ...failed].join('\n  '));
console.log(closingLine(total));
process.exit(interrupted ? 130 : total.failed > 0 ? 1 : 0);
