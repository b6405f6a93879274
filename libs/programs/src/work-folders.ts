import { lstat, mkdir, readdir, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { birthsSoFar, type Births } from './births.js';
import { machineHere, processAt } from './process-identity.js';
import { endProgramsIn } from './programs-in.js';

const FORSAKEN_MS = 3_600_000;

/**
 * Where work is done: a folder for each runner, named by its process id, start time and machine, and in it one for each piece of
 * work while it lasts. What a killed runner leaves is told from what one that lives works on, and removed by any other.
 */
export class WorkFolders {
  private readonly root: string;
  private readonly ours = runnerName(process.pid);

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** Makes a folder, and removes it with everything that runs in it when the work is over, however it ended. */
  async during<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.root, this.ours, name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const began = birthsSoFar();
    try {
      return await work(folder);
    } finally {
      await remove(folder, began);
    }
  }

  /**
   * Removes what killed runners left: their programs first, then their files. A runner of another machine or container
   * counts as killed when it has not swept for an hour. @returns how many runners those were
   */
  async sweep(): Promise<number> {
    const now = new Date();
    await utimes(join(this.root, this.ours), now, now).catch(() => undefined);
    let swept = 0;
    for (const runner of await readdir(this.root).catch(() => [])) {
      const folder = join(this.root, runner);
      if (!(hasEnded(runner) ?? (await isForsaken(folder, now)))) continue;
      await remove(folder);
      swept += 1;
    }
    return swept;
  }

  /** An orderly end leaves nothing; what another service of this program works on stays. */
  async close(): Promise<void> {
    await rmdir(join(this.root, this.ours)).catch(() => undefined);
  }
}

async function isForsaken(folder: string, now: Date): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined && found.mtimeMs < now.getTime() - FORSAKEN_MS;
}

/** A program that is being killed may still make a file between two looks at the folder. */
async function remove(folder: string, since?: Births): Promise<void> {
  await endProgramsIn(folder, since);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * A folder in a place that others may write to, as /tmp: ours alone, and closed to them.
 * @throws when somebody else has made it
 */
export async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const found = await lstat(path);
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0) return path;
  throw new Error(`${path} is not ours alone: remove it, or set TMPDIR to another folder`);
}

/** A process id is used again; with its start, and where it was, it is not. */
const runnerName = (pid: number): string => `${pid}-${processAt(pid)?.began ?? 'alive'}-${machineHere}`;

/** Whether the runner of a folder has ended, as far as that is seen from here; undefined where it is not. */
function hasEnded(runner: string): boolean | undefined {
  const [pid, began, machine] = runner.split('-');
  if (machine !== machineHere || !/^\d+$/.test(pid ?? '')) return undefined;
  const found = processAt(Number(pid));
  if (!found) return began !== 'alive' || !isAlive(Number(pid));
  return found.began !== began || found.state === 'Z';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
