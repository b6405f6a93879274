import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@nightjar/service-kit';
import { mkdir, readdir, readFile, readlink, rm, rmdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { PipelineConfig } from './pipeline.config.js';

/**
 * Where processes work: a folder for each runner, named by its process id and start time, and in it one for each
 * process while it runs.
 */
@Injectable()
export class WorkFolder {
  private readonly root: string;

  constructor(@Inject(CONFIG) config: PipelineConfig) {
    this.root = resolve(config.NIGHTJAR_HOME, 'work');
  }

  /** Makes a folder, and removes it when the work is over, however it ended. */
  async during<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.root, await runnerName(process.pid), name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await work(folder);
    } finally {
      await endProgramsOf(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  /** Removes what killed runners left: their tools first, then their files. @returns how many runners those were */
  async sweep(): Promise<number> {
    const runners = await readdir(this.root).catch(() => []);
    let swept = 0;
    for (const runner of runners) {
      const pid = Number(runner.split('-')[0]);
      if (!Number.isInteger(pid) || (await runnerName(pid)) === runner) continue;
      const folder = join(this.root, runner);
      await endProgramsOf(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      swept += 1;
    }
    return swept;
  }

  /** An orderly end leaves nothing; what another service of this program works on stays. */
  async close(): Promise<void> {
    await rmdir(join(this.root, await runnerName(process.pid))).catch(() => undefined);
  }
}

/** A process id is used again; with its start time (in ticks since boot) it is not. */
async function runnerName(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // the command's name, in brackets, may hold anything
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return `${pid}-${started ?? (isAlive(pid) ? 'alive' : 'gone')}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends every program of a folder, children of children too: nobody waits for them any more. One that has gone elsewhere,
 * into a session of its own, still has the folder as its home.
 */
async function endProgramsOf(folder: string): Promise<void> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      if (!(await worksIn(pid, folder)) && !(await isAtHomeIn(pid, folder))) return;
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // it ended meanwhile
      }
    }),
  );
}

const worksIn = async (pid: string, folder: string): Promise<boolean> =>
  `${await readlink(`/proc/${pid}/cwd`).catch(() => '')}${sep}`.startsWith(folder + sep);

async function isAtHomeIn(pid: string, folder: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').some((word) => `${word}${sep}`.startsWith(`HOME=${folder}${sep}`));
}
