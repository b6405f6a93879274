import { execFile } from 'node:child_process';
import type { Need } from './missing.js';

const ANSWER_WITHIN_MS = 5000;

/** Versions change when packages are installed, not while a runner works. */
const known = new Map<string, Promise<string>>();

/** The version of the package that each program came in; `unknown` where the machine keeps no packages of that name. */
export async function versionsOf(needs: readonly Need[]): Promise<Record<string, string>> {
  const pairs = needs.map(async (need) => [need.program, await packageVersion(need.package)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

function packageVersion(name: string): Promise<string> {
  const found = known.get(name) ?? ask(name);
  known.set(name, found);
  return found;
}

const ask = (name: string): Promise<string> =>
  new Promise((done) => {
    execFile('dpkg-query', ['-W', '-f=${Version}', '--', name], { timeout: ANSWER_WITHIN_MS }, (fault, stdout) =>
      done(fault || stdout === '' ? 'unknown' : stdout),
    );
  });
