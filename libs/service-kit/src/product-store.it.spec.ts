import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holderHere } from './holder.js';
import { ProductStore } from './product-store.js';

/** The name of who writes, after a process number that no process has. */
const gone = holderHere('0')
  .replace(/\/\d+\/\d*\//, `/${2 ** 22 + 1}/1/`)
  .replaceAll('/', ',');

describe('the product store', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'nightjar-store-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('keeps a file once under its SHA-256, however many put it at once', async () => {
    const store = new ProductStore(home);
    const content = Buffer.from('a frame');
    const stored = await Promise.all(Array.from({ length: 8 }, () => store.put(content)));
    const [{ sha256 } = { sha256: '' }] = stored;
    expect(new Set(stored.map((file) => file.sha256)).size).toBe(1);
    expect(await readdir(join(home, 'products', sha256.slice(0, 2)))).toEqual([sha256]);
    expect(await store.read(sha256)).toEqual(content);
  });

  it('takes a file in piece by piece, and keeps nothing of one that breaks off', async () => {
    const store = new ProductStore(home);
    const pieces = async function* (breaksOff: boolean): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a fr');
      if (breaksOff) throw new Error('the sender went away');
      yield Buffer.from('ame');
    };
    await expect(store.receive(pieces(true))).rejects.toThrow('went away');
    expect(await readdir(join(home, 'products', 'half'))).toEqual([]);
    expect(await store.receive(pieces(false))).toMatchObject(await store.put(Buffer.from('a frame')));
    expect(await readdir(join(home, 'products'))).toHaveLength(2);
  });

  it('sweeps what a killed process had half written, and nothing that somebody still writes', async () => {
    const store = new ProductStore(home);
    await store.put(Buffer.from('a frame'));
    const half = join(home, 'products', 'half');
    await writeFile(join(half, `${gone}.part`), 'half a fr');
    const [elsewhere, forsaken] = ['other,7,1,0.part', 'other,8,1,0.part'].map((name) => join(half, name));
    for (const path of [elsewhere!, forsaken!]) await writeFile(path, 'half a fr');
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(forsaken!, longAgo, longAgo);
    const writing = store.put(Buffer.alloc(8 * 1024 * 1024));
    expect(await store.sweep()).toBe(2);
    await writing;
    // who writes it is not seen from here
    expect(await readdir(half)).toEqual(['other,7,1,0.part']);
  });

  it('takes out what nobody has touched since, and never what somebody puts at that moment', async () => {
    const [mine, theirs] = [new ProductStore(home), new ProductStore(home)];
    const longAgo = new Date(Date.now() - 10 * 86_400_000);
    const since = new Date(Date.now() - 86_400_000);
    const { sha256 } = await mine.put(Buffer.from('forsaken'));
    expect(await mine.removeUntouched(sha256, since)).toBe(false);
    await utimes(mine.path(sha256), longAgo, longAgo);
    expect([await mine.removeUntouched(sha256, since), await mine.has(sha256)]).toEqual([true, false]);
    await mine.takeBack(sha256);
    expect(await mine.read(sha256)).toEqual(Buffer.from('forsaken'));
    for (let round = 0; round < 200; round++) {
      const content = Buffer.from(`round ${round}`);
      const stored = await mine.put(content);
      await utimes(mine.path(stored.sha256), longAgo, longAgo);
      await Promise.all([mine.removeUntouched(stored.sha256, since), theirs.put(content)]);
      expect([round, await mine.has(stored.sha256)]).toEqual([round, true]);
    }
    const named: string[] = [];
    for await (const names of mine.names()) named.push(...names);
    expect(named).toHaveLength(201);
  });

  it('gives a removed file back until it is erased, and puts it again as any other', async () => {
    const store = new ProductStore(home);
    const { sha256 } = await store.put(Buffer.from('a frame'));
    await store.remove(sha256);
    await store.remove(sha256);
    expect(await store.has(sha256)).toBe(false);
    await store.takeBack(sha256);
    await store.takeBack(sha256);
    expect(await store.read(sha256)).toEqual(Buffer.from('a frame'));
    await store.remove(sha256);
    const later = new Date(Date.now() + 1000);
    expect([await store.removedBefore(new Date(0)), await store.removedBefore(later)]).toEqual([[], [sha256]]);
    await store.erase(sha256);
    await store.takeBack(sha256);
    expect([await store.has(sha256), await store.removedBefore(later)]).toEqual([false, []]);
    await store.put(Buffer.from('a frame'));
    expect(await store.has(sha256)).toBe(true);
  });

  describe('a file that was brought in vain', () => {
    const once = async function* (content: Buffer): AsyncGenerator<Uint8Array> {
      yield content;
    };
    const frame = Buffer.from('a frame');

    it('is taken out again by who brought it', async () => {
      const store = new ProductStore(home);
      const received = await store.receive(once(frame));
      expect([await store.discard(received), await store.has(received.sha256)]).toEqual([true, false]);
      expect(await store.discard(received)).toBe(false);
      expect(await readdir(join(home, 'products', 'half'))).toEqual([]);
    });

    it.each([
      ['was there before', (store: ProductStore) => store.put(frame), undefined],
      ['was put again since', undefined, (store: ProductStore) => store.put(frame)],
      ['was brought by another too', undefined, (store: ProductStore) => store.receive(once(frame))],
    ])('stays when it %s', async (_, before, since) => {
      const store = new ProductStore(home);
      await before?.(store);
      const received = await store.receive(once(frame));
      await since?.(store);
      expect([await store.discard(received), await store.has(received.sha256)]).toEqual([false, true]);
      expect(await readdir(join(home, 'products', 'half'))).toEqual([]);
    });

    it('is never lost to one who puts the same bytes at that moment', async () => {
      const [mine, theirs] = [new ProductStore(home), new ProductStore(home)];
      for (let round = 0; round < 200; round++) {
        const content = Buffer.from(`round ${round}`);
        const received = await mine.receive(once(content));
        const [, stored] = await Promise.all([mine.discard(received), theirs.put(content)]);
        expect([round, await mine.has(stored.sha256)]).toEqual([round, true]);
      }
    });

    it('is back in its place when who was taking it out was killed', async () => {
      const store = new ProductStore(home);
      const { sha256 } = await store.put(frame);
      const half = join(home, 'products', 'half');
      await rename(store.path(sha256), join(half, `${gone}.${sha256}.aside`));
      expect([await store.sweep(), await store.has(sha256)]).toEqual([1, true]);
      expect(await readdir(half)).toEqual([]);
    });
  });

  it('never takes a name from outside for a path', () => {
    expect(() => new ProductStore(home).path('../../etc/passwd')).toThrow(RangeError);
  });

  it('says whether it has a file', async () => {
    const store = new ProductStore(home);
    expect(await store.has('0'.repeat(64))).toBe(false);
  });
});
