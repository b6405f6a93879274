import { lstat, mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { endProgramsIn } from './programs-in.js';

/**
 * Where work is done: a folder for each runner, named by its process id and start time, and in it one for each piece of
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
    const folder = join(this.root, await this.ours, name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await work(folder);
    } finally {
      await remove(folder);
    }
  }

  /** Removes what killed runners left: their programs first, then their files. @returns how many runners those were */
  async sweep(): Promise<number> {
    const runners = await readdir(this.root).catch(() => []);
    let swept = 0;
    for (const runner of runners) {
      const pid = Number(runner.split('-')[0]);
      if (!Number.isInteger(pid) || (await runnerName(pid)) === runner) continue;
      await remove(join(this.root, runner));
      swept += 1;
    }
    return swept;
  }

  /** An orderly end leaves nothing; what another service of this program works on stays. */
  async close(): Promise<void> {
    await rmdir(join(this.root, await this.ours)).catch(() => undefined);
  }
}

/** A program that is being killed may still make a file between two looks at the folder. */
async function remove(folder: string): Promise<void> {
  await endProgramsIn(folder);
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

/** A process id is used again; with its start time (in ticks since boot) it is not. */
async function runnerName(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // the command's name, in brackets, may hold anything
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Z: it has been killed, and its parent has not looked yet
  if (stat !== '' && state === 'Z') return `${pid}-gone`;
  return `${pid}-${rest[18] ?? (isAlive(pid) ? 'alive' : 'gone')}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
