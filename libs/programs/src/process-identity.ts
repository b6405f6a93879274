import { readFileSync, readlinkSync } from 'node:fs';

/** What a process of this machine is at: `Z` has been killed, and its parent has not looked yet. */
export interface ProcessState {
  readonly state: string;
  /** When it began, in ticks since the machine started: a number used again is not taken for the same. */
  readonly began: string;
}

/** State and field 22 of /proc/PID/stat; undefined where no such process is seen from here. */
export function processAt(pid: number): ProcessState | undefined {
  const stat = orNothing(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === undefined) return undefined;
  // The command's name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', began: fields[19] ?? '' };
}

/**
 * Where process numbers mean what they mean here: one start of one machine, and in it one container. Two containers may
 * share the name of their host, and see nothing of each other's processes. No `-` or `/` in it.
 */
export const machineHere = ((): string => {
  const start = orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) ?? '';
  const numbers = orNothing(() => readlinkSync('/proc/self/ns/pid')) ?? '';
  return `${start.slice(0, 8)}${numbers.replaceAll(/\D/g, '')}` || 'here';
})();

function orNothing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
