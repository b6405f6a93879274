import { Refusal } from '@nightjar/contracts';
import type { Database } from '@nightjar/persistence';

/** An SQL condition with its `?` values. */
export type Condition = readonly [sql: string, ...values: (string | number | null)[]];

export const whereAll = (conditions: readonly Condition[]): string =>
  conditions.map(([sql]) => sql).join(' and ') || 'true';
export const valuesOf = (conditions: readonly Condition[]): (string | number | null)[] =>
  conditions.flatMap(([, ...values]) => values);

/** Where a page ended: the keys of its last row, opaque to the caller. */
export const cursorOf = (...keys: (string | number)[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

/** @throws Refusal `invalid` for what no page of this list has given */
export function keysOf(cursor: string, length: number): (string | number)[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(keys) && keys.length === length && keys.every(isKey)) return keys;
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal('invalid', 'the cursor is not one that this list has given');
}

const isKey = (key: unknown): key is string | number => typeof key === 'string' || Number.isFinite(key);

/** Cuts the row too many that was asked for, and says where the next page begins. */
export function pageOf<T>(rows: readonly T[], limit: number, count: number, keys: (row: T) => (string | number)[]) {
  const results = rows.slice(0, limit);
  const last = results.at(-1);
  const next = rows.length > limit && last !== undefined ? cursorOf(...keys(last)) : null;
  return { results, next, count: { value: count, exact: true } };
}

export async function countOf(database: Database, table: string, conditions: readonly Condition[]): Promise<number> {
  const [row] = await database.rows<{ value: number }>(
    `select count(*)::int as value from ${table} where ${whereAll(conditions)}`,
    valuesOf(conditions),
  );
  return row?.value ?? 0;
}
