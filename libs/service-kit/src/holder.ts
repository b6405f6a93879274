import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** State and field 22 of /proc/PID/stat: when a process began, so that a number used again is not taken for the same. */
function processAt(pid: number): { state: string; began: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', began: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** This process, as no other ever was. Several services in one process are told apart by their boot. */
export const holderHere = (bootId: string): string =>
  `${hostname()}/${process.pid}/${processAt(process.pid)?.began ?? ''}/${bootId}`;

/** Whether a holder was a process of this machine that has ended. Of another machine's nothing is known. */
export function hasEnded(holder: string): boolean {
  const [host, pid, began] = holder.split('/');
  if (host !== hostname()) return false;
  const found = processAt(Number(pid));
  // Z: it has been killed, and its parent has not looked yet.
  return found?.began !== began || found?.state === 'Z';
}
