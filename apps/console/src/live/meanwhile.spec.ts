import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  ListProducts,
  ListTargets,
  ProductAdded,
  ProductDeleted,
  TargetChanged,
  type DataProduct,
  type Target,
} from '@nightjar/contracts';
import { QueryClient } from '@tanstack/react-query';
import { deletions } from './deletions.js';
import { Meanwhile } from './meanwhile.js';
import type { Page } from './merge.js';
import type { SubjectName } from './subjects.js';

const [product] = ListProducts.gives.parse(ListProducts.example.gives).results as [DataProduct];
const added: DataProduct = { ...ProductAdded.carries.parse(ProductAdded.example), id: 'prd_added' };
const page = <T>(...results: T[]): Page<T> => ({ results, next: null, count: { value: results.length, exact: true } });

describe('what is heard while a list is under way', () => {
  let cache: QueryClient;
  let meanwhile: Meanwhile;
  beforeEach(() => {
    cache = new QueryClient();
    meanwhile = new Meanwhile(cache);
    meanwhile.watch();
  });
  const hear = (name: SubjectName, payload: unknown): void => meanwhile.hear(name, payload, performance.now());
  const asks = <T>(queryKey: readonly unknown[]): { answer: (gives: T) => Promise<T | undefined> } => {
    let answered: (gives: T) => void = () => undefined;
    const done = cache.fetchQuery({ queryKey, queryFn: () => new Promise<T>((resolve) => (answered = resolve)) });
    return {
      answer: async (gives) => {
        answered(gives);
        await done;
        return cache.getQueryData<T>(queryKey);
      },
    };
  };

  it('is in the list when its first answer, made before, is there', async () => {
    const list = asks<Page<DataProduct>>(['products', {}]);
    hear('productAdded', added);
    expect(await list.answer(page(product))).toEqual(page(added, product));
  });

  it('is not undone by the answer of a list that is asked for again', async () => {
    cache.setQueryData(['products', {}], page(product));
    const list = asks<Page<DataProduct>>(['products', {}]);
    hear('productAdded', added);
    expect(await list.answer(page(product))).toEqual(page(added, product));
  });

  it('is in the list once, also where the answer knows of it', async () => {
    const list = asks<Page<DataProduct>>(['products', {}]);
    hear('productAdded', added);
    expect(await list.answer(page(added, product))).toEqual(page(added, product));
  });

  it('is put in as it was heard: what was added and deleted is not there, and is told of once', async () => {
    const list = asks<Page<DataProduct>>(['products', {}]);
    hear('productAdded', added);
    const deleted = { ...ProductDeleted.carries.parse(ProductDeleted.example), product: added };
    hear('productDeleted', deleted);
    expect((await list.answer(page(added, product)))?.results).toEqual([product]);
    expect(cache.getQueryData(deletions().queryKey)).toHaveLength(1);
  });

  it('changes a single thing that was asked for', async () => {
    const [target] = ListTargets.gives.parse(ListTargets.example.gives).results;
    if (!target) throw new Error('the example of ListTargets has none');
    const one = asks<Target>(['target', target.id]);
    const changed = { ...TargetChanged.carries.parse(TargetChanged.example), id: target.id };
    hear('targetChanged', changed);
    expect(await one.answer(target)).toEqual(changed);
  });

  it('waits for each of two lists', async () => {
    const [first, second] = [
      asks<Page<DataProduct>>(['products', {}]),
      asks<Page<DataProduct>>(['products', { limit: '5' }]),
    ];
    hear('productAdded', added);
    expect(await first.answer(page(product))).toEqual(page(added, product));
    hear('productAdded', { ...added, id: 'prd_later' });
    expect((await second.answer(page(product)))?.results.map(({ id }) => id)).toEqual([
      'prd_later',
      added.id,
      product.id,
    ]);
  });

  it('is forgotten when nothing is under way: a list asked for later is shown as it is answered', async () => {
    const first = asks<Page<DataProduct>>(['products', {}]);
    hear('productAdded', added);
    await first.answer(page());
    expect(await asks<Page<DataProduct>>(['products', { limit: '5' }]).answer(page(product))).toEqual(page(product));
  });

  it('and was missed while the stream was cut lets the list be asked for again when it is there', async () => {
    const list = asks<Page<DataProduct>>(['products', {}]);
    meanwhile.missed();
    await list.answer(page(product));
    expect(cache.getQueryState(['products', {}])?.isInvalidated).toBe(true);
    const again = asks<Page<DataProduct>>(['products', {}]);
    await again.answer(page(product));
    expect(cache.getQueryState(['products', {}])?.isInvalidated).toBe(false);
  });

  it('of which too much was heard lets the list be asked for again', async () => {
    const list = asks<Page<DataProduct>>(['products', {}]);
    for (let n = 0; n < 6000; n++) hear('processLog', { process: 'prc_1', offset: n, at: '', level: 'info', says: '' });
    await list.answer(page(product));
    expect(cache.getQueryState(['products', {}])?.isInvalidated).toBe(true);
  });
});
