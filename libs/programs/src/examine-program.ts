import { execFile } from 'node:child_process';
import { findProgram } from './find-program.js';
import type { KnownProgram } from './known-programs.js';

const ANSWER_WITHIN_MS = 10_000;

/** Where a program lies, and which version of it; null for what is not there, or does not say. */
export interface ProgramFinding {
  readonly at: string | null;
  readonly version: string | null;
}

/** Looks for a program and asks it for its version. @param path folders as in PATH */
export async function examineProgram(
  { program, ask, version }: Pick<KnownProgram, 'program' | 'ask' | 'version'>,
  path: string,
): Promise<ProgramFinding> {
  const at = findProgram(program, path) ?? null;
  return { at, version: at === null ? null : (version.exec(await wordsOf(at, ask))?.[1] ?? null) };
}

/** What a program says when asked for its version, on either stream and whatever it exits with. */
export const wordsOf = (file: string, args: readonly string[]): Promise<string> =>
  new Promise((done) => {
    execFile(file, args, { timeout: ANSWER_WITHIN_MS }, (_, stdout, stderr) => done(stdout + stderr));
  });
