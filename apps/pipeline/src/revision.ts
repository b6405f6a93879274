import {
  LockMode,
  UniqueConstraintViolationException,
  type EntityName,
  type FilterQuery,
  type RequiredEntityData,
} from '@mikro-orm/core';
import { Refusal } from '@nightjar/contracts';
import { insertNew, type Transaction } from '@nightjar/persistence';

/** What people edit as a whole. */
export interface Edited {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}

/**
 * The revision that a change makes of what is stored. That is kept from changing until the transaction ends, so that of two
 * changes of one revision the later is refused.
 * @param what how a person calls it: `preset`
 * @param id undefined for a new one
 * @param from the revision that was changed; undefined to overwrite whatever is stored
 * @throws Refusal `not_found`, `conflict`
 */
export async function nextRevision<Entity extends Edited>(
  tx: Transaction,
  entity: EntityName<Entity>,
  what: string,
  { id, from }: { readonly id: string | undefined; readonly from: number | undefined },
): Promise<number> {
  if (id === undefined) return 1;
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;
  const stored: Edited | null = await tx.em.findOne(entity, { id } as FilterQuery<Entity>, options);
  if (!stored) throw new Refusal('not_found', `There is no ${what} ${id}.`, { [what]: id });
  if (from !== undefined && from !== stored.revision) throw changedSince(what, stored, from);
  return stored.revision + 1;
}

/** Writes what has a revision now. @throws Refusal `name_taken`, also where another takes the name in the same moment */
export async function keepRevision<Entity extends Edited>(
  tx: Transaction,
  entity: EntityName<Entity>,
  what: string,
  noun: Entity & RequiredEntityData<Entity>,
): Promise<void> {
  const { id, name, revision } = noun;
  const taken = new Refusal('name_taken', `There is a ${what} ${name} already: choose another name.`, { name });
  // what is new alone is at its first
  if (revision === 1) {
    if ((await insertNew(tx.em, entity, noun)) === 0) throw taken;
    return;
  }
  await tx.em.nativeUpdate(entity, { id } as FilterQuery<Entity>, noun).catch((fault: unknown) => {
    throw fault instanceof UniqueConstraintViolationException ? taken : fault;
  });
}

function changedSince(what: string, { name, revision, changedAt, changedBy }: Edited, from: number): Refusal {
  const who = changedBy === null ? 'was changed' : `was changed by ${changedBy}`;
  const when = changedAt === null ? '' : ` at ${changedAt}`;
  return new Refusal(
    'conflict',
    `The ${what} ${name} ${who}${when}: it is at revision ${revision}, and this is a change of revision ${from}. Nothing was saved; read it as it is now, and change that.`,
    { [what]: name, revision, changedAt, changedBy },
  );
}
