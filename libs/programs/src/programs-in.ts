import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { setImmediate as others } from 'node:timers/promises';
import { birthsSoFar, mayHaveBegun, type Births } from './births.js';

/** So many are looked at before others have their turn. */
const IN_A_ROW = 50;

/**
 * Process ids of what works in a folder, or was started for it: also what has left its group, its session and the folder.
 * @param since a moment before anything began in it: what was there then need not be looked at
 */
export async function programsIn(folder: string, since?: Births): Promise<number[]> {
  const names = orNothing(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name));
  const until = birthsSoFar();
  const pids = names.filter((name) => mayHaveBegun(Number(name), { since, until }));
  const found: number[] = [];
  for (const [i, pid] of pids.entries()) {
    if (i % IN_A_ROW === IN_A_ROW - 1) await others();
    if (worksIn(pid, folder)) found.push(Number(pid));
  }
  return found;
}

/** The kernel answers from memory: to wait for it would cost more than to ask. */
function worksIn(pid: string, folder: string): boolean {
  const at = orNothing(() => readlinkSync(`/proc/${pid}/cwd`), '');
  if (isWithin(at.replace(/ \(deleted\)$/, ''), folder)) return true;
  const environment = orNothing(() => readFileSync(`/proc/${pid}/environ`, 'utf8'), '');
  const home = /(?:^|\0)HOME=([^\0]*)/.exec(environment)?.[1];
  return home !== undefined && isWithin(home, folder);
}

/** One that has ended meanwhile, or is not ours to look at. */
function orNothing<T>(look: () => T, nothing: T): T {
  try {
    return look();
  } catch {
    return nothing;
  }
}

const isWithin = (path: string, folder: string): boolean => `${path}${sep}`.startsWith(folder + sep);

/** Ends all of them: nobody waits for them any more. */
export async function endProgramsIn(folder: string, since?: Births): Promise<void> {
  for (const pid of await programsIn(folder, since)) {
    if (pid === process.pid) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended meanwhile
    }
  }
}
