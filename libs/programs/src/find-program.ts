import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Where a program that can be started by its bare name, or by its full path, lies; undefined when there is none.
 * A name with a slash that is no full path means nothing here: it would depend on the folder it is started in.
 * @param path folders as in the environment's PATH
 */
export function findProgram(name: string, path: string): string | undefined {
  if (isAbsolute(name)) return isExecutable(name) ? name : undefined;
  if (name.includes('/') || name.includes('\0')) return undefined;
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** Where every Linux keeps its own programs, whatever a service's PATH says. */
const SYSTEM = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(delimiter);

/** A program of the system itself, as `unshare`: that of the system before one of the same name that a site put on its path. */
export const findSystemProgram = (name: string, path: string): string | undefined =>
  findProgram(name, `${SYSTEM}${delimiter}${path}`);

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
