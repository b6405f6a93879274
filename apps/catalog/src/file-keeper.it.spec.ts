import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AddProduct } from '@nightjar/contracts';
import { ProductStore, type RunningService } from '@nightjar/service-kit';
import { startNight, type Night } from '@nightjar/testkit';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileKeeper } from './file-keeper.js';
import { catalog } from './index.js';

const LONG_AGO = new Date(Date.now() - 30 * 86_400_000);

describe('files that no product names', () => {
  let night: Night;
  let service: RunningService;
  let store: ProductStore;
  beforeAll(async () => {
    night = await startNight();
    service = await night.start(catalog);
    store = new ProductStore(night.home);
  }, 60_000);
  afterAll(async () => {
    await night?.[Symbol.asyncDispose]();
  });

  const put = async (text: string): Promise<{ sha256: string; size: number }> => {
    const stored = await store.put(Buffer.from(text));
    await utimes(store.path(stored.sha256), LONG_AGO, LONG_AGO);
    return stored;
  };
  const keeper = (): FileKeeper => service.app.get(FileKeeper);

  it('are removed after a week, and are there again when a product names them after all', async () => {
    const named = { name: 'a.txt', type: 'other' as const, mediaType: 'text/plain' };
    const [forsaken, kept] = [await put('of a runner that lost its job'), await put('of a product')];
    await night.ask(AddProduct, { ...named, ...kept });
    await utimes(store.path(kept.sha256), LONG_AGO, LONG_AGO);
    const fresh = await store.put(Buffer.from('its event is on its way'));
    await keeper().sweep();
    const there = await Promise.all([forsaken, kept, fresh].map(({ sha256 }) => store.has(sha256)));
    expect(there).toEqual([false, true, true]);
    await night.ask(AddProduct, { ...named, ...forsaken });
    expect(await store.read(forsaken.sha256)).toEqual(Buffer.from('of a runner that lost its job'));
    await keeper().sweep();
    expect(await store.has(forsaken.sha256)).toBe(true);
  });

  it('stay while they are being written, however old what lies beside them is', async () => {
    const half = join(night.home, 'products', 'half');
    await mkdir(half, { recursive: true });
    await writeFile(join(half, 'elsewhere,7,1,0.part'), 'half a fr');
    await utimes(join(half, 'elsewhere,7,1,0.part'), LONG_AGO, LONG_AGO);
    const content = Buffer.alloc(16 * 1024 * 1024, 7);
    const [stored] = await Promise.all([store.put(content), keeper().sweep()]);
    expect(await store.has(stored.sha256)).toBe(true);
    expect(await readdir(half)).toEqual(['elsewhere,7,1,0.part']);
  });
});
