import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Text, or bytes, also in parts one after the other. */
type Content = string | Uint8Array | readonly Uint8Array[];

/** Writes the files that a tool wants into its folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, Content>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}
