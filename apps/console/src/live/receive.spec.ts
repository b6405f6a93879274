import { describe, expect, it } from '@jest/globals';
import {
  AgentLost,
  ListProducts,
  ListReducedData,
  ProcessChanged,
  ProductAdded,
  ProductDeleted,
  TargetChanged,
  type DataProduct,
  type ReducedDatum,
} from '@nightjar/contracts';
import { QueryClient } from '@tanstack/react-query';
import { deletions } from './deletions.js';
import type { Page } from './merge.js';
import { RECEIVE } from './receive.js';

const hear = (cache: QueryClient, name: keyof typeof RECEIVE, payload: unknown): void =>
  RECEIVE[name](cache, payload as never, performance.now());

describe('a product that somebody deleted', () => {
  const deleted = ProductDeleted.carries.parse(ProductDeleted.example);
  const [product] = ListProducts.gives.parse(ListProducts.example.gives).results as [DataProduct];
  const [datum] = ListReducedData.gives.parse(ListReducedData.example.gives).results as [ReducedDatum];
  const other = { ...product, id: 'prd_other' };
  const page = <T>(...results: T[]): Page<T> => ({ results, next: null, count: { value: 7, exact: true } });
  const group = { id: 'grp_1', name: 'good', products: [product.id, other.id], createdAt: product.createdAt };

  it('leaves every list, whatever the list was asked for, and its values theirs', () => {
    const cache = new QueryClient();
    cache.setQueryData(['products', { target: 'tgt_1', cursor: 'abc' }], page(other, product));
    cache.setQueryData(['data', { target: product.target }], page(datum));
    hear(cache, 'productDeleted', deleted);
    expect(cache.getQueryData(['products', { target: 'tgt_1', cursor: 'abc' }])).toEqual({
      ...page(other),
      count: { value: 6, exact: true },
    });
    expect(cache.getQueryData<Page<ReducedDatum>>(['data', { target: product.target }])?.results).toEqual([]);
  });

  it('leaves its groups, which stay', () => {
    const cache = new QueryClient();
    cache.setQueryData(['group', group.id], group);
    cache.setQueryData(['groups', {}], page(group));
    hear(cache, 'productDeleted', deleted);
    expect(cache.getQueryData(['group', group.id])).toEqual({ ...group, products: [other.id] });
    expect(cache.getQueryData(['groups', {}])).toEqual(page({ ...group, products: [other.id] }));
  });

  it('is remembered with its name and with who deleted it', () => {
    const cache = new QueryClient();
    hear(cache, 'productDeleted', deleted);
    expect(cache.getQueryData(deletions().queryKey)).toEqual([{ id: product.id, name: product.name, by: deleted.by }]);
  });
});

it('shows what is newly noted of a target where the target is shown, and adds it to no list', () => {
  const cache = new QueryClient();
  const target = TargetChanged.carries.parse(TargetChanged.example);
  const found = { ...target, separationArcsec: 94.2 };
  const changed = { ...target, extras: { redshift: 0.937 } };
  const list = (...results: unknown[]) => ({ results, next: null, count: { value: results.length, exact: true } });
  cache.setQueryData(['targets', { cone: '1,2,3' }], list(found));
  cache.setQueryData(['targets', {}], list());
  cache.setQueryData(['target', found.id], found);
  hear(cache, 'targetChanged', changed);
  expect(cache.getQueryData(['targets', { cone: '1,2,3' }])).toEqual(list({ ...found, extras: { redshift: 0.937 } }));
  expect(cache.getQueryData(['targets', {}])).toEqual(list());
  expect(cache.getQueryData(['target', found.id])).toEqual(changed);
});

it('shows a product that was asked for before the catalogue had it', async () => {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const added = ProductAdded.carries.parse(ProductAdded.example);
  const queryFn = (): Promise<DataProduct> => Promise.reject(new Error('there is no such product'));
  await expect(cache.fetchQuery({ queryKey: ['product', added.id], queryFn })).rejects.toThrow();
  hear(cache, 'productAdded', { ...added, id: 'prd_nobody_asked_for' });
  hear(cache, 'productAdded', added);
  expect(cache.getQueryState(['product', added.id])).toMatchObject({ status: 'success', data: added });
  expect(cache.getQueryCache().getAll()).toHaveLength(1);
});

it('reads the log of a process again when it is over, and not before: its last lines may be lost', () => {
  const cache = new QueryClient();
  const process = ProcessChanged.carries.parse(ProcessChanged.example);
  const isStale = (): boolean | undefined => cache.getQueryState(['log', process.id])?.isInvalidated;
  cache.setQueryData(['log', process.id], []);
  hear(cache, 'processChanged', { ...process, state: 'RUNNING' });
  expect(isStale()).toBe(false);
  hear(cache, 'processChanged', { ...process, state: 'SUCCEEDED' });
  expect(isStale()).toBe(true);
});

it('shows at once that an agent is lost', () => {
  const cache = new QueryClient();
  const lost = AgentLost.carries.parse(AgentLost.example);
  cache.setQueryData(['status'], { agents: [{ name: lost.name, state: 'READY', ageS: 0 }, { name: 'gateway' }] });
  hear(cache, 'agentLost', lost);
  expect(cache.getQueryData(['status'])).toMatchObject({
    agents: [{ name: lost.name, state: 'LOST', because: lost.because }, { name: 'gateway' }],
  });
});
