import { existsSync } from 'node:fs';
import { findProgram } from './find-program.js';

/** What something needs of the machine. */
export interface Need {
  readonly program: string;
  /** Debian's package that brings it. */
  readonly package: string;
  /** A file without which it is of no use, with the package that brings that. */
  readonly data?: { readonly name: string; readonly path: string; readonly package: string };
}

/** The one command that installs packages. */
export const installCommand = (...packages: readonly string[]): string =>
  `sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;

/**
 * What is not on this machine, as a sentence with the command that installs it, each package once; undefined when all
 * is there. @param path folders as in PATH
 */
export function missingOf(needs: readonly Need[], path: string): string | undefined {
  const programs = needs.filter(({ program }) => findProgram(program, path) === undefined);
  const data = needs.flatMap((need) => (need.data && !existsSync(need.data.path) ? [need.data] : []));
  if (programs.length === 0 && data.length === 0) return undefined;
  const names = new Set([...programs.map(({ program }) => program), ...data.map(({ name }) => name)]);
  // a program that a site wrote itself comes in no package
  const packages = new Set([...programs, ...data].map((one) => one.package).filter((name) => !name.includes('/')));
  const get = packages.size === 0 ? '' : ` Run: ${installCommand(...packages)}.`;
  return `not installed: ${[...names].join(', ')}.${get} nightjar doctor shows what else there is`;
}
