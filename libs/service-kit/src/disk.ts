import { statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Below this much free space new work is refused before the disk is full; of a small disk, below a tenth of it. */
const LOWEST_FREE_BYTES = 256 * 1024 * 1024;
const LOWEST_FREE_SHARE = 0.1;

/** What the embedded servers keep, under a home; either may be a disk of its own. */
const SERVER_FOLDERS = ['nats', 'postgres'];

/** @throws naming every folder of a home, its servers' included, whose disk is nearly full */
export async function disksHaveRoom(home: string): Promise<void> {
  const folders = [home, ...SERVER_FOLDERS.map((name) => join(home, name))];
  const outcomes = await Promise.allSettled(folders.map(diskHasRoom));
  // A server of one's own keeps nothing here.
  const full = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
  const faults = full.filter((fault) => !('code' in fault && fault.code === 'ENOENT'));
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('; '));
}

/** @throws when too little is free where a folder lies */
export async function diskHasRoom(folder: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < Math.min(LOWEST_FREE_BYTES, blocks * bsize * LOWEST_FREE_SHARE))
    throw new Error(`only ${Math.round(free / 2 ** 20)} MiB are free under ${folder}`);
}
