import { findSystemProgram } from './find-program.js';
import type { NetworkIsolation } from './network-isolation.js';

/** More than any tool of the field needs on one frame; a run-away ends instead of the machine. */
const MEMORY_BYTES = 4 * 2 ** 30;

/** What a program is kept from. */
export interface Confinement {
  readonly isolation: NetworkIsolation;
  /** Address space of each process. Default 4 GiB; not held where the machine has no `prlimit`. */
  readonly memoryBytes?: number | undefined;
}

/**
 * The command line that starts a program confined. Each part becomes the next one: in the end there is one process, the
 * program itself.
 * @param path folders as in PATH
 */
export function commandLine(
  { isolation, memoryBytes = MEMORY_BYTES }: Confinement,
  path: string,
  argv: readonly string[],
): string[] {
  const prlimit = findSystemProgram('prlimit', path);
  const limits = prlimit === undefined ? [] : [prlimit, `--as=${memoryBytes}`, '--core=0', '--'];
  const alone = isolation.kind === 'none' ? [] : isolation.before;
  return [...alone, ...limits, ...argv];
}
