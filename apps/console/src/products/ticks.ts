import type { DataProduct } from '@nightjar/contracts';
import type { Deleted } from '../live/deletions.js';

/** What is ticked, by identifier, in the order of ticking: the product goes with it, so that it has a name when it is gone. */
export type Ticks = ReadonlyMap<string, DataProduct>;

export const NONE: Ticks = new Map();

export const withThese = (ticks: Ticks, products: readonly DataProduct[]): Ticks =>
  new Map([...ticks, ...products.map((product) => [product.id, product] as const)]);

export const withoutThese = (ticks: Ticks, ids: Iterable<string>): Ticks => {
  const gone = new Set(ids);
  return new Map([...ticks].filter(([id]) => !gone.has(id)));
};

/** From one row to another, both included, in either direction; the second alone where the first is not shown. */
export const stretch = (shown: readonly DataProduct[], from: string | null, to: string): readonly DataProduct[] => {
  const [a, b] = [shown.findIndex(({ id }) => id === from), shown.findIndex(({ id }) => id === to)];
  return a < 0 ? shown.slice(b, b + 1) : shown.slice(Math.min(a, b), Math.max(a, b) + 1);
};

/** What was ticked and is deleted meanwhile, a sentence each. */
export const goneSay = (ticks: Ticks, deletions: readonly Deleted[]): string[] =>
  deletions.filter(({ id }) => ticks.has(id)).map(({ name, by }) => `${name} is gone: ${by} has deleted it.`);
