import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hasEnded, holderHere } from './holder.js';

/** A file in the store. */
export interface StoredFile {
  readonly sha256: string;
  readonly size: number;
}

/** What a file was when it was brought: another one of the same bytes, or one that somebody has come for since, differs. */
interface Mark {
  readonly inode: bigint;
  readonly writtenNs: bigint;
}

/** A file that came in. */
export interface ReceivedFile extends StoredFile {
  /** Set where the store had no such file before. */
  readonly own?: Mark;
}

/**
 * Files, each kept once under its SHA-256. A file is written under a temporary name, synced and renamed, so that a name
 * that exists is always whole.
 */
export class ProductStore {
  private readonly root: string;
  /** Files half written, each named by who writes it; on the same file system as the rest. */
  private readonly half: string;
  /** Files that nothing names any more, until they are erased. */
  private readonly removed: string;

  constructor(home: string) {
    this.root = resolve(home, 'products');
    this.half = join(this.root, 'half');
    this.removed = join(this.root, 'removed');
  }

  /** Where a file lies. @param sha256 64 hexadecimal digits */
  path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError(`${sha256} is no SHA-256`);
    return join(this.root, sha256.slice(0, 2), sha256);
  }

  async put(content: Uint8Array): Promise<StoredFile> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (!(await this.claim(sha256))) await this.write(content, () => sha256);
    return { sha256, size: content.length };
  }

  /** Takes a file in as it comes, however long. @throws what `content` throws; nothing of it is kept then */
  async receive(content: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
    const hash = createHash('sha256');
    let size = 0;
    async function* hashed(): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    }
    return { ...(await this.write(hashed(), () => hash.digest('hex'))), size };
  }

  /**
   * Takes a file out again that was brought in vain. Only who brought it may, and only while nobody else has put, or
   * been given, the same bytes since. Whether a record names it is for the caller to know.
   * @returns whether it is gone
   */
  async discard({ sha256, own }: ReceivedFile): Promise<boolean> {
    if (!own) return false;
    const [path, aside] = [this.path(sha256), join(this.half, `${this.partName()}.${sha256}${ASIDE}`)];
    // out of everybody's sight first: who comes from now on finds nothing, and writes it anew
    if (!(await rename(path, aside).then(() => true, onlyIf('ENOENT', false)))) return false;
    const found = await markOf(aside);
    const isOurs = found.inode === own.inode && found.writtenNs === own.writtenNs;
    if (!isOurs) await link(aside, path).catch(onlyIf('EEXIST', undefined));
    await rm(aside, { force: true });
    return isOurs;
  }

  async has(sha256: string): Promise<boolean> {
    return stat(this.path(sha256)).then(
      (found) => found.isFile(),
      () => false,
    );
  }

  /** @throws when the file is not in the store */
  async read(sha256: string): Promise<Buffer> {
    return readFile(this.path(sha256));
  }

  stream(sha256: string): ReadStream {
    return createReadStream(this.path(sha256));
  }

  /** Takes a file out of the store; until it is erased it can be taken back. */
  async remove(sha256: string): Promise<void> {
    const path = this.path(sha256);
    await mkdir(this.removed, { recursive: true });
    const now = new Date();
    await utimes(path, now, now).catch(unlessMissing);
    await rename(path, join(this.removed, sha256)).catch(unlessMissing);
  }

  /** The names of all files, folder by folder. What is half written is none of them. */
  async *names(): AsyncGenerator<readonly string[]> {
    const folders = await readdir(this.root).catch(onlyIf('ENOENT', []));
    for (const folder of folders.filter((name) => /^[0-9a-f]{2}$/.test(name)))
      yield (await readdir(join(this.root, folder))).filter((name) => /^[0-9a-f]{64}$/.test(name));
  }

  /**
   * Takes a file out as `remove` does, unless somebody has put, or been given, the same bytes since an instant.
   * @returns whether it was taken out
   */
  async removeUntouched(sha256: string, since: Date): Promise<boolean> {
    const [path, aside] = [this.path(sha256), join(this.removed, sha256)];
    const found = await stat(path).catch(onlyIf('ENOENT', undefined));
    if (!found || found.mtime >= since) return false;
    await mkdir(this.removed, { recursive: true });
    if (!(await rename(path, aside).then(() => true, onlyIf('ENOENT', false)))) return false;
    // one that was touched between the look and the move is somebody's again
    if ((await stat(aside)).mtime >= since) {
      await this.takeBack(sha256);
      return false;
    }
    const now = new Date();
    await utimes(aside, now, now);
    return true;
  }

  /** Puts a file back that was removed; one that is in the store stays as it is. */
  async takeBack(sha256: string): Promise<void> {
    if (await this.has(sha256)) return;
    await mkdir(dirname(this.path(sha256)), { recursive: true });
    await rename(join(this.removed, sha256), this.path(sha256)).catch(unlessMissing);
  }

  /** Files that were removed before an instant and are not erased. */
  async removedBefore(instant: Date): Promise<string[]> {
    const names = await readdir(this.removed).catch(() => []);
    const dated = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(this.removed, name)).catch(() => undefined))?.mtime })),
    );
    return dated.flatMap(({ name, at }) => (at && at < instant ? [name] : []));
  }

  /** Ends a removed file for good. */
  async erase(sha256: string): Promise<void> {
    await rm(join(this.removed, sha256), { force: true });
  }

  /**
   * Removes what killed processes had half written: those that are known to have ended, and those of other machines and
   * containers that have not written for a day. @returns how many files those were
   */
  async sweep(): Promise<number> {
    const left: string[] = [];
    for (const name of await readdir(this.half).catch(() => []))
      if (hasEnded(name.replaceAll(',', '/')) || (await this.isForsaken(name))) left.push(name);
    for (const name of left) {
      const sha256 = name.endsWith(ASIDE) ? name.slice(0, -ASIDE.length).slice(-64) : undefined;
      // whether it was to go is not known any more
      if (sha256) await link(join(this.half, name), this.path(sha256)).catch(onlyIf('EEXIST', undefined));
      await rm(join(this.half, name), { force: true });
    }
    return left.length;
  }

  private async isForsaken(name: string): Promise<boolean> {
    const found = await stat(join(this.half, name)).catch(() => undefined);
    // one that was moved aside is as old as what it holds; when it was moved the other time says
    const sinceMs = name.endsWith(ASIDE) ? found?.ctimeMs : found?.mtimeMs;
    return sinceMs !== undefined && sinceMs < Date.now() - FORSAKEN_MS;
  }

  /** Says that somebody counts on a file from now on. @returns false when there is none */
  private async claim(sha256: string): Promise<boolean> {
    const now = new Date();
    const touched = await utimes(this.path(sha256), now, now).then(() => true, onlyIf('ENOENT', false));
    // one that is being discarded may have been touched after it was looked at; then it is not here any more
    return touched && (await this.has(sha256));
  }

  private partName(): string {
    return holderHere(randomUUID()).replaceAll('/', ',');
  }

  /** @param nameOf is asked once everything is written */
  private async write(
    content: Uint8Array | AsyncIterable<Uint8Array>,
    nameOf: () => string,
  ): Promise<Pick<ReceivedFile, 'sha256' | 'own'>> {
    const temporary = join(this.half, `${this.partName()}.part`);
    await mkdir(this.half, { recursive: true });
    try {
      const file = await open(temporary, 'wx', 0o640);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      const sha256 = nameOf();
      const path = this.path(sha256);
      await mkdir(dirname(path), { recursive: true });
      const mark = await markOf(temporary);
      // a link does not replace what is there, so that exactly one is told that it is the first
      const isFirst = await link(temporary, path).then(
        () => true,
        () => false,
      );
      if (isFirst) return { sha256, own: mark };
      // there is one already, or the file system has no links
      if (!(await this.claim(sha256))) await rename(temporary, path);
      return { sha256 };
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

/** Somebody else may have done it already. */
function unlessMissing(fault: unknown): void {
  if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
}

const FORSAKEN_MS = 86_400_000;
/** The end of the name of a file that is being taken out. */
const ASIDE = '.aside';

async function markOf(path: string): Promise<Mark> {
  const { ino, mtimeNs } = await stat(path, { bigint: true });
  return { inode: ino, writtenNs: mtimeNs };
}

/** Answers one fault of the file system with a value. @throws every other */
const onlyIf =
  <T>(code: string, value: T) =>
  (fault: NodeJS.ErrnoException): T => {
    if (fault.code === code) return value;
    throw fault;
  };
