import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes the files that a tool wants into its folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}
