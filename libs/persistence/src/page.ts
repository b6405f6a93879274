import type { EntityName, FilterQuery, Loaded } from '@mikro-orm/core';
import type { Database } from './database.js';

type Asked<Filter> = { [Name in keyof Filter]?: Exclude<Filter[Name], undefined> };

/** Of an optional filter only what is asked for. */
export const asked = <Filter extends object>(filter: Filter): Asked<Filter> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as Asked<Filter>;

/** A page of what matches, newest first, with the count of all; the cursor is the last identifier of the page before. */
export async function newestFirst<Entity extends { id: string }>(
  { em }: Database,
  entity: EntityName<Entity>,
  matching: FilterQuery<Entity>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ results: Loaded<Entity>[]; next: string | null; count: { value: number; exact: true } }> {
  const after =
    cursor === undefined ? matching : ({ $and: [matching, { id: { $lt: cursor } }] } as FilterQuery<Entity>);
  const rows = await em.find(entity, after, {
    ...{ orderBy: { id: 'desc' } as object, limit: limit + 1, disableIdentityMap: true },
  });
  // what is all on one page is counted already
  const isAll = cursor === undefined && rows.length <= limit;
  const value = isAll ? rows.length : await em.count(entity, matching);
  const results = rows.slice(0, limit).map((row) => ({ ...row }));
  const next = rows.length > limit ? (results.at(-1)?.id ?? null) : null;
  return { results, next, count: { value, exact: true } };
}
