import { readFileSync } from 'node:fs';

/** Where the kernel begins again, having come to the end. Source: RESERVED_PIDS in kernel/pid.c. */
const BEGINS_AGAIN = 300;

/** How far the kernel had come with the numbers that it gives to processes, one after the other and round again. */
export interface Births {
  /** The number given last. */
  readonly last: number;
  /** Numbers given since the machine started, to threads and to processes. */
  readonly given: number;
  /** The numbers end here, and begin again. */
  readonly end: number;
}

/**
 * How far it has come now; undefined where that is not told, as in sandboxes that play a kernel.
 * Source: proc(5), /proc/loadavg (fifth field), /proc/stat (`processes`), /proc/sys/kernel/pid_max.
 */
export function birthsSoFar(): Births | undefined {
  const last = numberIn('/proc/loadavg', /(\d+)\s*$/);
  const given = numberIn('/proc/stat', /^processes (\d+)$/m);
  const end = numberIn('/proc/sys/kernel/pid_max', /^(\d+)/);
  return last && given && end ? { last, given, end } : undefined;
}

/**
 * Whether a process of this number may have begun between two moments. It is never said of one that it has not when it
 * has: where the numbers may have come round, or are not told, it may be any.
 */
export function mayHaveBegun(
  pid: number,
  { since, until }: { readonly since: Births | undefined; readonly until: Births | undefined },
): boolean {
  // what is given while one looks is not counted yet: half a round is left for it
  if (!since || !until || until.given - since.given >= (until.end - BEGINS_AGAIN) / 2) return true;
  return until.last >= since.last ? pid > since.last && pid <= until.last : pid > since.last || pid <= until.last;
}

function numberIn(file: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
