import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder in which the real tools run. */
export interface ToolFolder {
  put(files: Readonly<Record<string, string | Buffer>>): void;
  read(name: string): Buffer;
  /** @throws when it ends badly */
  run(program: string, args: readonly string[]): void;
}

/** Does some work in a folder that is gone afterwards. */
export function inToolFolder<T>(work: (folder: ToolFolder) => T): T {
  const path = mkdtempSync(join(tmpdir(), 'nightjar-accuracy-'));
  try {
    return work({
      put: (files) => Object.entries(files).forEach(([name, content]) => writeFileSync(join(path, name), content)),
      read: (name) => readFileSync(join(path, name)),
      run: (program, args) => void execFileSync(program, args, { cwd: path, stdio: ['ignore', 'ignore', 'pipe'] }),
    });
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
