import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** Something kept, and when its server gave it. */
export interface Kept {
  readonly content: Buffer;
  readonly at: Date;
}

interface Label {
  readonly key: string;
  readonly at: string;
  readonly sha256: string;
}

const HALF = '.half';
const AN_HOUR_MS = 3_600_000;

/**
 * Answers of servers on disk. A file is written under a temporary name, synced and renamed, and carries its own checksum, so that any
 * number of processes may use one folder: what they find is whole, or not there. The least recently used goes when it grows too large.
 */
export class DiskCache {
  constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
  ) {}

  /** @returns undefined when it is not there, or is damaged; what is damaged is removed */
  async get(key: string): Promise<Kept | undefined> {
    const path = this.path(key);
    const file = await readFile(path).catch(() => undefined);
    if (!file) return undefined;
    const kept = opened(file, key);
    if (!kept) await rm(path, { force: true });
    // its time is when it was last of use; that it may be gone by now harms nobody
    else await utimes(path, new Date(), new Date()).catch(() => undefined);
    return kept;
  }

  /** Keeps an answer in place of an earlier one. One that is larger than the whole cache is not kept. */
  async put(key: string, content: Buffer, at: Date): Promise<void> {
    if (content.length > this.maxBytes) return;
    const sha256 = createHash('sha256').update(content).digest('hex');
    const label = `${JSON.stringify({ key, at: at.toISOString(), sha256 } satisfies Label)}\n`;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const temporary = join(this.folder, `${randomUUID()}${HALF}`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(Buffer.concat([Buffer.from(label), content]));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.path(key));
    } finally {
      await rm(temporary, { force: true });
    }
    await this.prune();
  }

  private path(key: string): string {
    return join(this.folder, createHash('sha256').update(key).digest('hex'));
  }

  /** Another process may prune at the same time: what is gone is gone. */
  private async prune(): Promise<void> {
    const names = await readdir(this.folder);
    const found = await Promise.all(
      names.map(async (name) => {
        const path = join(this.folder, name);
        const about = await stat(path).catch(() => undefined);
        return about?.isFile() ? [{ path, name, size: about.size, usedMs: about.mtimeMs }] : [];
      }),
    );
    const files = found.flat().sort((a, b) => b.usedMs - a.usedMs);
    let sum = 0;
    for (const { path, name, size, usedMs } of files) {
      // what another process writes at this moment is its own; what a killed one left goes after an hour
      if (name.endsWith(HALF)) {
        if (Date.now() - usedMs > AN_HOUR_MS) await rm(path, { force: true });
        continue;
      }
      sum += size;
      if (sum > this.maxBytes) await rm(path, { force: true });
    }
  }
}

function opened(file: Buffer, key: string): Kept | undefined {
  const end = file.indexOf(0x0a);
  try {
    const label = JSON.parse(file.toString('utf8', 0, end)) as Label;
    const content = file.subarray(end + 1);
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (label.key === key && label.sha256 === sha256) return { content, at: new Date(label.at) };
  } catch {
    // falls through: it is none of ours
  }
  return undefined;
}
