// The compiler: TypeScript 7, called by its own path because other packages bring a `tsc` too.
import { readFileSync } from 'node:fs';
import { ROOT, installed } from './places.mjs';
import { run } from './programs.mjs';

const COMPILER = installed('typescript-native');

/** Compiles every project that changed. @returns {Promise<string>} */
export async function compile() {
  const { version } = JSON.parse(readFileSync(`${COMPILER}/package.json`, 'utf8'));
  await run(process.execPath, [`${COMPILER}/bin/tsc`, '-b'], { cwd: ROOT });
  return `tsc -b, TypeScript ${version}`;
}
