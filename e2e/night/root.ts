import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout's folder: these files run from source and compiled, at different depths. */
export const ROOT: string = (() => {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
  }
  throw new Error(`no checkout above ${import.meta.dirname}`);
})();
