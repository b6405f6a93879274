import { readdir, readFile, readlink } from 'node:fs/promises';
import { sep } from 'node:path';

/** Process ids of what works in a folder, or was started for it: also what has left its group, its session and the folder. */
export async function programsIn(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const judged = await Promise.all(pids.map(async (pid) => ((await worksIn(pid, folder)) ? [Number(pid)] : [])));
  return judged.flat();
}

async function worksIn(pid: string, folder: string): Promise<boolean> {
  const at = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  if (isWithin(at.replace(/ \(deleted\)$/, ''), folder)) return true;
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  const home = /(?:^|\0)HOME=([^\0]*)/.exec(environment)?.[1];
  return home !== undefined && isWithin(home, folder);
}

const isWithin = (path: string, folder: string): boolean => `${path}${sep}`.startsWith(folder + sep);

/** Ends all of them: nobody waits for them any more. */
export async function endProgramsIn(folder: string): Promise<void> {
  for (const pid of await programsIn(folder)) {
    if (pid === process.pid) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended meanwhile
    }
  }
}
