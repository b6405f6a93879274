// node bootstrap.mjs SCRIPT [ARGS]: makes the locked install when it is missing, then hands over to the pinned Node.
// No dependencies and nothing newer than Node 18: this is the first thing that runs on a bare machine.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { install, missing } from './install.mjs';
import { ROOT, installed } from './places.mjs';
import { commandLine, identify, isRunning, parentOf } from './processes.mjs';
import { step } from './progress.mjs';

const PINNED = installed('.bin', 'node');
const OLDEST_MAJOR = 24;

/** The pinned Node where a package has it for this platform, else the one we run on if it is new enough. */
function node() {
  if (existsSync(PINNED)) return PINNED;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR) return process.execPath;
  throw new Error(
    `no pinned Node for ${process.platform}-${process.arch}: install Node ${OLDEST_MAJOR} and start again`,
  );
}

/** @param {string} script @param {string[]} args @param {number} startedAt wall clock, ms */
function handOver(script, args, startedAt) {
  const env = {
    ...process.env,
    PATH: `${installed('.bin')}${delimiter}${process.env.PATH ?? ''}`,
    NIGHTJAR_BOOTSTRAP_AT: String(startedAt),
    NIGHTJAR_BOOTSTRAP_PID: String(process.pid),
  };
  const child = spawn(node(), [resolve(script), ...args], { cwd: ROOT, env, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  child.once('error', (error) => fail(error));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}

/** The npm that runs us, if one does: our parent, or its parent when npm put a shell between. */
function npm() {
  if (!process.env.npm_lifecycle_event) return undefined;
  const shell = commandLine(process.ppid)[1] === '-c';
  const pid = shell ? parentOf(process.ppid) : process.ppid;
  return pid && identify(pid);
}

/** npm that was killed outright forwards nothing: when it is gone, the child is asked to stop. @param {import('node:child_process').ChildProcess} child */
function stopWithNpm(child) {
  const above = npm();
  if (!above) return;
  const timer = setInterval(() => {
    if (isRunning(above)) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, 1000);
}

/** @param {unknown} error */
function fail(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const startedAt = Date.now();
const [script, ...args] = process.argv.slice(2);
if (!script) fail('usage: node bootstrap.mjs SCRIPT [ARGS]');
try {
  if (missing()) await step('packages', install);
  handOver(script, args, startedAt);
} catch (error) {
  fail(error);
}
