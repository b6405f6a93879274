import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe } from '@jest/globals';

/** The interpreter of the distribution, to which Debian's python3-astropy belongs, whatever else is first on PATH. */
const interpreter = '/usr/bin/python3';

export const onPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

const hasAstropy = ((): boolean => {
  try {
    execFileSync(interpreter, ['-c', 'import astropy.io.fits, astropy.wcs'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('skipped: astropy is not installed, so nothing is compared with it (apt install python3-astropy)');
    return false;
  }
})();

/** A group of specs that need astropy; skipped with a message where there is none. */
export const describeWithAstropy = (title: string, specs: () => void): void =>
  hasAstropy ? describe(title, specs) : describe.skip(title, specs);

/** Runs a script in a folder, with `given` as JSON on its standard input. @returns what it prints. */
export const runAstropy = (script: string, folder: string, given: unknown = null): string =>
  execFileSync(interpreter, ['-W', 'ignore', '-c', script], {
    cwd: folder,
    input: JSON.stringify(given),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['pipe', 'pipe', 'inherit'],
  });

/** Calls `act` with a folder that is gone afterwards. */
export async function inFolder<T>(act: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-imaging-'));
  try {
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Index of the first pixel that differs (NaN equals NaN); -1 for equal arrays. Cheaper than a matcher on a frame. */
export function firstDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  const length = Math.max(ours.length, theirs.length);
  for (let i = 0; i < length; i++) if (!Object.is((ours[i] ?? Infinity) + 0, (theirs[i] ?? -Infinity) + 0)) return i;
  return -1;
}
