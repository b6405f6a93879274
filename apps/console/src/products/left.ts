import type { DataProduct } from '@nightjar/contracts';
import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, getJson, withQuery } from '../live/api.js';
import type { Page } from '../live/merge.js';

/** Identifiers travel in the address of a request, which servers take up to 16 KB of. */
const AT_ONCE = 200;

export const inParts = (ids: readonly string[], size = AT_ONCE): string[][] =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size));

/** The products of these that are still there. */
export const readProducts = async (ids: readonly string[]): Promise<DataProduct[]> => {
  const pages = inParts(ids).map((part) =>
    getJson<Page<DataProduct>>(withQuery('/api/data-products', { ids: part.join(), limit: String(AT_ONCE) })),
  );
  return (await Promise.all(pages)).flatMap(({ results }) => results);
};

type Read = (ids: readonly string[]) => Promise<readonly { readonly id: string }[]>;

/** Which of these are not there any more. @throws the error where it is not for that */
const goneAfter = async (error: unknown, ids: readonly string[], read: Read): Promise<readonly string[]> => {
  if (!(error instanceof ApiProblem && error.code === 'not_found')) throw error;
  const there = new Set((await read(ids)).map(({ id }) => id));
  const gone = ids.filter((id) => !there.has(id));
  if (!gone.length) throw error;
  return gone;
};

/** The same as a list of the cache, which a deletion that is heard takes its product out of. */
export const productsOf = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['products', { ids: ids.join() }] as const,
    queryFn: async (): Promise<Page<DataProduct>> => {
      const results = await readProducts(ids);
      return { results, next: null, count: { value: results.length, exact: true } };
    },
  });

export interface Left<T> {
  /** Null where none is left. */
  readonly answer: T | null;
  /** Identifiers of those that are not there any more. */
  readonly gone: readonly string[];
}

/**
 * Asks something about products; where some are gone meanwhile, about those that are left.
 * @throws ApiProblem whatever else the answer is
 */
export const withThoseLeft = async <T>(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<T>,
  read: Read = readProducts,
): Promise<Left<T>> => {
  try {
    return { answer: await ask(ids), gone: [] };
  } catch (error) {
    const gone = await goneAfter(error, ids, read);
    const left = ids.filter((id) => !gone.includes(id));
    return { answer: left.length ? await ask(left) : null, gone };
  }
};

/** Products that something was to be done with are not there any more; nothing was done. */
export class Gone extends Error {
  override readonly name = 'Gone';
  constructor(readonly ids: readonly string[]) {
    super(`${ids.length} not there any more`);
  }
}

/**
 * Does something with products, with all of them or not at all.
 * @throws Gone naming those that are not there any more; ApiProblem for every other refusal
 */
export const withAll = async <T>(
  ids: readonly string[],
  act: (ids: readonly string[]) => Promise<T>,
  read: Read = readProducts,
): Promise<T> => {
  try {
    return await act(ids);
  } catch (error) {
    throw new Gone(await goneAfter(error, ids, read));
  }
};
