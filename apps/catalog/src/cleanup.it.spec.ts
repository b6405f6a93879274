import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AddProduct,
  ListProductGroups,
  ListProducts,
  newId,
  ProcessSucceeded,
  ProductDeleted,
  type DataProduct,
} from '@nightjar/contracts';
import { ProductStore, type Hears } from '@nightjar/service-kit';
import { eventually, startNight, type Night } from '@nightjar/testkit';
import { existsSync } from 'node:fs';
import { catalog } from './catalog.module.js';

type Told = Hears<typeof ProcessSucceeded>;
const sample = ProcessSucceeded.carries.parse(ProcessSucceeded.example);

describe('what a process removed', () => {
  let night: Night;
  let store: ProductStore;

  beforeAll(async () => {
    night = await startNight({ services: [catalog] });
    store = new ProductStore(night.home);
  }, 240_000);
  afterAll(() => night?.[Symbol.asyncDispose]());

  const processOf = (id: string): Told['process'] => ({ ...sample.process, id, identifier: `thumb_${id.slice(-6)}` });
  const tell = (process: Told['process'], told: Partial<Told>): Promise<void> =>
    night.publish(
      ProcessSucceeded,
      { process, products: [], data: [], group: null, removed: [], ...told },
      { id: newId('msg') },
    );
  /** Products of one process, in its group. */
  const made = async (process: string, ...wanted: Partial<DataProduct>[]): Promise<DataProduct[]> => {
    const products = await Promise.all(
      wanted.map(async (changes, i) => ({
        ...{ ...sample.products[0]!, id: newId('prd'), process, target: null, of: null, name: `${i}.png` },
        ...(await store.put(Buffer.from(newId('msg')))),
        ...changes,
      })),
    );
    const by = processOf(process);
    await tell(by, { products, group: { id: newId('grp'), name: `${by.identifier}_outputs` } });
    const ids = products.map(({ id }) => id);
    const registered = async () => (await night.ask(ListProducts, { ids })).results;
    await eventually(async () => (await registered()).length === ids.length);
    const found = await registered();
    return ids.map((id) => found.find((product) => product.id === id)!);
  };
  const left = async (...products: DataProduct[]): Promise<boolean[]> => {
    const { results } = await night.ask(ListProducts, { ids: products.map(({ id }) => id) });
    return products.map(({ id }) => results.some((product) => product.id === id));
  };

  it('goes with its file, out of every group, and is told of', async () => {
    const process = newId('prc');
    const [first, second] = (await made(process, {}, {})) as [DataProduct, DataProduct];
    const cleanup = processOf(newId('prc'));
    await tell(cleanup, { removed: [{ process, products: [first.id] }] });
    const told = await night.until(ProductDeleted, ({ product }) => product.id === first.id, 20_000);
    expect(told.by).toBe(cleanup.identifier);
    expect(await left(first, second)).toEqual([false, true]);
    const { results } = await night.ask(ListProductGroups, { name: `${processOf(process).identifier}_outputs` });
    expect(results[0]?.products).toEqual([second.id]);
    await eventually(() => !existsSync(store.path(first.sha256)));
    expect(existsSync(store.path(second.sha256))).toBe(true);
  });

  it('keeps its file where another product names the same bytes', async () => {
    const process = newId('prc');
    const file = await store.put(Buffer.from('the same bytes'));
    const [first] = (await made(process, file)) as [DataProduct];
    const upload = await night.ask(AddProduct, {
      name: 'same.txt',
      mediaType: 'text/plain',
      ...file,
      target: null,
      type: 'other',
    });
    await tell(processOf(newId('prc')), { removed: [{ process, products: [first.id] }] });
    await night.until(ProductDeleted, ({ product }) => product.id === first.id, 20_000);
    // what is told next is taken in after the files of what was told before
    await made(newId('prc'), {});
    expect([await left(upload), existsSync(store.path(file.sha256))]).toEqual([[true], true]);
  });

  it('is never an upload, a frame of its own, or what another process made, whatever is told', async () => {
    const [process, another] = [newId('prc'), newId('prc')];
    const [theirs] = (await made(another, {})) as [DataProduct];
    const [edited, difference] = (await made(
      process,
      { type: 'frame', tags: ['crop'] },
      { type: 'frame', tags: ['difference'] },
    )) as [DataProduct, DataProduct];
    const file = await store.put(Buffer.from('of a person'));
    const upload = await night.ask(AddProduct, {
      name: 'mine.txt',
      mediaType: 'text/plain',
      ...file,
      target: null,
      type: 'other',
    });
    const all = [upload, edited, theirs, difference];
    await tell(processOf(newId('prc')), { removed: [{ process, products: all.map(({ id }) => id) }] });
    await made(newId('prc'), {});
    expect(await left(...all)).toEqual([true, true, true, false]);
  });
});
