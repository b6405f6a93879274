import type { Tool } from '@nightjar/pipelines';
import { execFile } from 'node:child_process';

/** Versions change when packages are installed, not while a runner works. */
const known = new Map<string, Promise<string>>();

/** The version of the package that each tool came in; `unknown` where the machine keeps no packages of that name. */
export async function toolVersions(tools: readonly Tool[]): Promise<Record<string, string>> {
  const pairs = tools.map(async (tool) => [tool.program, await versionOf(tool.package)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

function versionOf(name: string): Promise<string> {
  const found = known.get(name) ?? ask(name);
  known.set(name, found);
  return found;
}

const ask = (name: string): Promise<string> =>
  new Promise((done) => {
    execFile('dpkg-query', ['-W', '-f=${Version}', '--', name], { timeout: 5000 }, (fault, stdout) =>
      done(fault || stdout === '' ? 'unknown' : stdout),
    );
  });
