// npm run fault [-- NAME [--rounds N] [--seed S]]: one fault of e2e/faults against a whole observatory; without a name, what there is.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { compile } from './compile.mjs';
import { ROOT } from './places.mjs';
import { step } from './progress.mjs';

await step('compile', compile);
const fault = spawn(process.execPath, [join(ROOT, 'e2e', 'dist', 'faults', 'main.js'), ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => fault.kill(signal));
process.exit(await new Promise((resolve) => fault.once('close', (code) => resolve(code ?? 1))));
