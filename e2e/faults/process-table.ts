import { readdir, readFile, readlink } from 'node:fs/promises';
import { sep } from 'node:path';

export interface Seen {
  readonly pid: number;
  /** Its command line. */
  readonly says: string;
  /** Itself, its parent, and so on up to the first process. */
  readonly ancestors: readonly number[];
}

/** Every process, but this one, whose arguments, working folder or environment name a folder. */
export async function belongingTo(folder: string): Promise<Seen[]> {
  const parents = await parentsOfAll();
  const pids = [...parents.keys()].filter((pid) => pid !== process.pid);
  const mine = await Promise.all(pids.map(async (pid) => ((await names(pid, folder)) ? pid : undefined)));
  return Promise.all(
    mine
      .filter((pid) => pid !== undefined)
      .map(async (pid) => ({ pid, says: (await words(pid, 'cmdline')).join(' '), ancestors: lineage(pid, parents) })),
  );
}

/** A process and all that it has started, and those again. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const parents = await parentsOfAll();
  return [...parents.keys()].filter((each) => lineage(each, parents).includes(pid));
}

async function parentsOfAll(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  return new Map(await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const)));
}

async function names(pid: number, folder: string): Promise<boolean> {
  const at = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  if (`${at}${sep}`.startsWith(folder + sep)) return true;
  const all = [...(await words(pid, 'cmdline')), ...(await words(pid, 'environ'))];
  return all.some((word) => word.includes(folder));
}

const words = async (pid: number, file: 'cmdline' | 'environ'): Promise<string[]> =>
  (await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')).split('\0').filter(Boolean);

/** Field 4 of the status, after the name in brackets, which may hold anything. */
async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function lineage(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const above: number[] = [];
  for (let each: number | undefined = pid; each; each = parents.get(each)) above.push(each);
  return above;
}
