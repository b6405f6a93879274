import { LockMode, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import {
  ProductGroupChanged,
  type DataProductGroup,
  type Gives,
  type ListProductGroups,
  type Takes,
} from '@nightjar/contracts';
import { asked, Database, insertNew, newestFirst, type Transaction } from '@nightjar/persistence';
import { ProductGroupRow, ProductRow } from './catalog.entities.js';

/** All persistence of groups of data products. */
@Injectable()
export class ProductGroupStore {
  constructor(private readonly database: Database) {}

  /** @returns false when a group of this name, or of this identifier, is there already */
  async insert(tx: Transaction, group: DataProductGroup): Promise<boolean> {
    return (await insertNew(tx.em, ProductGroupRow, group)) > 0;
  }

  /** The same where there must be one: a person may have given the name to another, then it is numbered. */
  async make(tx: Transaction, group: DataProductGroup): Promise<DataProductGroup> {
    for (let n = 1; ; n++) {
      // the end of the name tells outputs of processes
      const name = n === 1 ? group.name : group.name.replace(/(_outputs)?$/, (end) => `_${n}${end}`);
      if (await this.insert(tx, { ...group, name })) return { ...group, name };
      const there = await this.locked(tx, group.id);
      if (there) return there;
    }
  }

  /** A group by its identifier, kept from changing until the transaction ends. */
  async locked(tx: Transaction, id: string): Promise<DataProductGroup | null> {
    return tx.em.findOne(ProductGroupRow, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  /** The same by its name. */
  async lockedByName(tx: Transaction, name: string): Promise<DataProductGroup | null> {
    return tx.em.findOne(ProductGroupRow, { name }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  /** @returns false when another group has the name */
  async isNamed(tx: Transaction, name: string, butFor: string): Promise<boolean> {
    return (await tx.em.count(ProductGroupRow, { name, id: { $ne: butFor } })) > 0;
  }

  async save(tx: Transaction, { id, name, products }: DataProductGroup): Promise<void> {
    await tx.em.nativeUpdate(ProductGroupRow, { id }, { name, products });
  }

  /** Those of the products that are registered. */
  async known(tx: Transaction, products: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.em.find(ProductRow, { id: { $in: [...products] } }, { fields: ['id'] });
    return new Set(rows.map(({ id }) => id));
  }

  async list({
    limit,
    cursor,
    q,
    outputs,
    product,
    target,
    ...equal
  }: Takes<typeof ListProductGroups>): Promise<Gives<typeof ListProductGroups>> {
    const products = product === undefined ? undefined : { $contains: [product] };
    const ofTarget = target === undefined ? {} : { [raw(HOLDS_ONE_OF, [target])]: true };
    const made = outputs === undefined ? {} : { [raw(MADE_BY_A_PROCESS)]: outputs };
    const named = q === undefined ? {} : { name: { $ilike: `%${q.replaceAll(/[\\%_]/g, '\\$&')}%` } };
    const matching = { $and: [asked({ ...equal, products }), ofTarget, made, named] };
    return newestFirst(this.database, ProductGroupRow, matching, { limit, cursor });
  }

  /** Groups that hold any of the products. */
  async holding(products: readonly string[], em = this.database.em): Promise<{ id: string; name: string }[]> {
    const rows = await em.find(
      ProductGroupRow,
      { products: { $overlap: [...products] } },
      { fields: ['id', 'name'], orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
    return rows.map(({ id, name }) => ({ id, name }));
  }

  /** Takes products out of every group; the rest keeps its order. @returns the groups as they are now, and what left each */
  async withdraw(
    tx: Transaction,
    products: readonly string[],
  ): Promise<{ readonly group: DataProductGroup; readonly removed: string[] }[]> {
    const gone = new Set(products);
    const holding = await tx.em.find(
      ProductGroupRow,
      { products: { $overlap: [...products] } },
      { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true },
    );
    const changes = holding.map((row) => {
      const group = { ...row, products: row.products.filter((id) => !gone.has(id)) };
      return { group, removed: row.products.filter((id) => gone.has(id)) };
    });
    for (const { group } of changes) await this.save(tx, group);
    return changes;
  }
}

/** Tells who shows groups of one that was made or changed. */
export async function tellOfGroup(
  tx: Transaction,
  { products, ...group }: DataProductGroup,
  { added = [], removed = [] }: { readonly added?: readonly string[]; readonly removed?: readonly string[] } = {},
): Promise<void> {
  await tx.emit(ProductGroupChanged, { ...group, holds: products.length, added: [...added], removed: [...removed] });
}

const MADE_BY_A_PROCESS = `(right(name, 8) = '_outputs')`;

const HOLDS_ONE_OF = `products && array(select p.id from catalog.data_product p where p.target = ?)`;
