import type { EntityName, FilterQuery, Loaded } from '@mikro-orm/core';
import type { Database } from '@nightjar/persistence';

/** A page of what matches, by name; the cursor is how many came before. For tables that people fill by hand. */
export async function byName<Entity extends { id: string; name: string }>(
  { em }: Database,
  entity: EntityName<Entity>,
  matching: FilterQuery<Entity>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ results: Loaded<Entity>[]; next: string | null; count: { value: number; exact: true } }> {
  const offset = Math.max(0, Number.parseInt(cursor ?? '0', 10) || 0);
  const orderBy = { name: 'asc', id: 'asc' } as object;
  const [rows, value] = await Promise.all([
    em.find(entity, matching, { orderBy, offset, limit, disableIdentityMap: true }),
    em.count(entity, matching),
  ]);
  const end = offset + rows.length;
  const next = end < value && rows.length > 0 ? String(end) : null;
  return { results: rows.map((row) => ({ ...row })), next, count: { value, exact: true } };
}
