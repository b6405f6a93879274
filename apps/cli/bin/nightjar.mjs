#!/usr/bin/env node
// The `nightjar` command: hands the process over to the compiled program. No dependencies, so that it can say what is missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const OLDEST_MAJOR = 24;

const program = new URL('../dist/main.js', import.meta.url);
if (!existsSync(fileURLToPath(program))) {
  process.stderr.write('nightjar is not built yet. Run `npm start` once, or `npm ci && npm run build`.\n');
  process.exit(1);
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_MAJOR) await handOver();

/** Runs this file again with the Node that the checkout brings. Does not return. */
async function handOver() {
  const pinned = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
  if (!existsSync(pinned)) {
    process.stderr.write(
      `nightjar needs Node ${OLDEST_MAJOR} or newer, this is ${process.versions.node}: run \`npm ci\`.\n`,
    );
    process.exit(1);
  }
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((done) => child.once('exit', (...how) => done(how)));
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interrupted.abort());
for (const stream of [process.stdout, process.stderr]) {
  // `nightjar events tail | head` closes our end of the pipe: that is the end of the work, and no failure
  stream.on('error', (fault) => process.exit(fault.code === 'EPIPE' ? 0 : 1));
}

const { main } = await import(program.href);
process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  say: (text) => process.stdout.write(text),
  talk: (text) => process.stderr.write(text),
  colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
  terminal: process.stderr.isTTY === true,
  interrupted: interrupted.signal,
});
