import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** The real path of a file of the workdir; undefined when it is not there, or a link leads out. */
export async function fileWithin(workdir: string, file: string): Promise<string | undefined> {
  const folder = await realpath(workdir);
  const at = await realpath(join(workdir, file)).catch(() => undefined);
  return at?.startsWith(folder + sep) ? at : undefined;
}
