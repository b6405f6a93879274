import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const ANSWER_WITHIN_MS = 10_000;

/** The first executable file of that name on a path like that of the environment. */
export const onPath = (name: string, path: string | undefined): string | undefined =>
  (path ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What a program says when asked for its version, on either stream and whatever it exits with. */
export const wordsOf = (file: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(file, args, { timeout: ANSWER_WITHIN_MS }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
