import { QueryFlag, type EntityName, type RequiredEntityData } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';

/**
 * Inserts the rows that no unique constraint refuses, in one statement; a row that is there stays as it is.
 * @returns how many were new
 */
export async function insertNew<Entity extends object>(
  em: SqlEntityManager,
  entity: EntityName<Entity>,
  ...rows: readonly RequiredEntityData<Entity>[]
): Promise<number> {
  if (rows.length === 0) return 0;
  const insert = em
    .createQueryBuilder(entity)
    .setFlag(QueryFlag.CONVERT_CUSTOM_TYPES)
    .insert([...rows])
    .onConflict()
    .ignore();
  const { affectedRows } = await insert.execute('run');
  return affectedRows;
}
