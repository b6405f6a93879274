// The compiler: TypeScript 7, called by its own path because other packages bring a `tsc` too.
import { readFileSync } from 'node:fs';
import { ROOT, installed } from './places.mjs';
import { run } from './programs.mjs';

const COMPILER = installed('typescript-native');

/** Checks the pages' types: Vite builds them without a look at those. @returns {Promise<string>} */
export async function checkConsole() {
  await run(process.execPath, [`${COMPILER}/bin/tsc`, '-p', 'apps/console'], { cwd: ROOT });
  return 'tsc -p apps/console';
}

/** Compiles every project that changed. @returns {Promise<string>} */
export async function compile() {
  const { version } = JSON.parse(readFileSync(`${COMPILER}/package.json`, 'utf8'));
  await run(process.execPath, [`${COMPILER}/bin/tsc`, '-b'], { cwd: ROOT });
  return `tsc -b, TypeScript ${version}`;
}
