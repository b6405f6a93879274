import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiskCache } from './disk-cache.js';
import { TestFolder } from './sky.fixture.js';

const at = new Date('2026-01-02T03:04:05Z');
const filled = (size: number, value: number): Buffer => Buffer.alloc(size, value);

describe('the cache on disk', () => {
  it('gives back what was kept and when it was given, also to another process', async () => {
    using folder = new TestFolder();
    await new DiskCache(folder.path, 1e6).put('a', Buffer.from('x\ny'), at);
    expect(await new DiskCache(folder.path, 1e6).get('a')).toEqual({ content: Buffer.from('x\ny'), at });
    expect(await new DiskCache(folder.path, 1e6).get('b')).toBeUndefined();
  });

  it('takes what is damaged for not there, and removes it', async () => {
    using folder = new TestFolder();
    const cache = new DiskCache(folder.path, 1e6);
    await cache.put('a', filled(1000, 1), at);
    const [name = ''] = readdirSync(folder.path);
    const path = join(folder.path, name);
    writeFileSync(path, readFileSync(path).subarray(0, 600));
    expect(await cache.get('a')).toBeUndefined();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('stays below its size and keeps what was used last', async () => {
    using folder = new TestFolder();
    const cache = new DiskCache(folder.path, 3500);
    const later = () => new Promise((done) => setTimeout(done, 5));
    for (const key of ['a', 'b', 'c']) {
      await cache.put(key, filled(900, 1), at);
      await later();
    }
    await cache.get('a');
    await later();
    await cache.put('d', filled(900, 1), at);
    const kept = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (key) => [key, (await cache.get(key)) !== undefined]),
    );
    expect(Object.fromEntries(kept)).toEqual({ a: true, b: false, c: true, d: true });
  });

  it('keeps nothing that is larger than the whole of it', async () => {
    using folder = new TestFolder();
    const cache = new DiskCache(folder.path, 100);
    await cache.put('a', filled(101, 1), at);
    expect(await cache.get('a')).toBeUndefined();
  });

  it('is whole at every moment while many write, read and prune at once', async () => {
    using folder = new TestFolder();
    const users = Array.from({ length: 6 }, () => new DiskCache(folder.path, 40_000));
    const rounds = users.flatMap((cache, user) =>
      Array.from({ length: 12 }, async (_, round) => {
        const key = `k${(user + round) % 8}`;
        if (round % 2 === 0) await cache.put(key, filled(8000, key.charCodeAt(1)), at);
        const found = await cache.get(key);
        if (found) expect(found.content.every((byte) => byte === key.charCodeAt(1))).toBe(true);
      }),
    );
    await Promise.all(rounds);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.half'))).toEqual([]);
  });
});
