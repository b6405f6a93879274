import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProductStore } from './product-store.js';

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
    expect(await store.receive(pieces(false))).toEqual(await store.put(Buffer.from('a frame')));
    expect(await readdir(join(home, 'products'))).toHaveLength(2);
  });

  it('sweeps what a killed process had half written, and nothing that somebody still writes', async () => {
    const store = new ProductStore(home);
    await store.put(Buffer.from('a frame'));
    const half = join(home, 'products', 'half');
    const name = (pid: number): string => `${hostname()},${pid},1,0.part`;
    await writeFile(join(half, name(2 ** 22 + 1)), 'half a fr');
    const writing = store.put(Buffer.alloc(8 * 1024 * 1024));
    expect(await store.sweep()).toBe(1);
    await writing;
    expect(await readdir(half)).toEqual([]);
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

  it('never takes a name from outside for a path', () => {
    expect(() => new ProductStore(home).path('../../etc/passwd')).toThrow(RangeError);
  });

  it('says whether it has a file', async () => {
    const store = new ProductStore(home);
    expect(await store.has('0'.repeat(64))).toBe(false);
  });
});
