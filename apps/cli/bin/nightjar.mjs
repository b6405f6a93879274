#!/usr/bin/env node
// The `nightjar` command: hands the process over to the compiled program. No dependencies, so that it can say what is missing.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/main.js', import.meta.url);
if (!existsSync(fileURLToPath(program))) {
  process.stderr.write('nightjar is not built yet. Run `npm start` once, or `npm ci && npm run build`.\n');
  process.exit(1);
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
