import { LockMode, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { isOwnFrame, Refusal, type DataProduct, type Gives, type ListProducts, type Takes } from '@nightjar/contracts';
import { asked, Database, insertNew, newestFirst, type Transaction } from '@nightjar/persistence';
import { ProductRow } from './catalog.entities.js';
import { cursorOf, keysOf } from './paging.js';

/** All persistence of the records of data products; their files lie in the product store. */
@Injectable()
export class ProductCatalogue {
  constructor(private readonly database: Database) {}

  /** @returns false when the product is registered already: a frame by its bytes, any other by its identifier */
  async insert(tx: Transaction, product: DataProduct): Promise<boolean> {
    return (await insertNew(tx.em, ProductRow, product)) > 0;
  }

  /** The frame of these bytes. */
  async frame(tx: Transaction, sha256: string): Promise<DataProduct> {
    return tx.em.findOneOrFail(ProductRow, { sha256, type: 'frame' });
  }

  async list({
    limit,
    cursor,
    ids,
    reduced,
    tag,
    without,
    ...equal
  }: Takes<typeof ListProducts>): Promise<Gives<typeof ListProducts>> {
    const after = cursor === undefined ? undefined : String(keysOf(cursor, 1)[0]);
    const among = ids === undefined ? undefined : { id: { $in: ids } };
    const named = reduced === undefined ? undefined : { [raw(IS_REDUCED)]: reduced };
    const tags = tag === undefined ? undefined : { $contains: [tag] };
    const untagged = without === undefined ? undefined : { $not: { tags: { $contains: [without] } } };
    const matching = { $and: [asked({ ...equal, tags }), among ?? {}, named ?? {}, untagged ?? {}] };
    const page = await newestFirst(this.database, ProductRow, matching, { limit, cursor: after });
    return { ...page, next: page.next && cursorOf(page.next) };
  }

  /** In the order asked for, each once. @throws Refusal `not_found` naming the first that is not there */
  async named(ids: readonly string[], em = this.database.em): Promise<DataProduct[]> {
    const rows = await em.find(ProductRow, { id: { $in: [...ids] } }, { disableIdentityMap: true });
    const found = new Map(rows.map((row) => [row.id, { ...row }]));
    return [...new Set(ids)].map((id) => {
      const product = found.get(id);
      if (!product) throw new Refusal('not_found', `there is no data product ${id}`, { product: id });
      return product;
    });
  }

  /** The same, kept from changing until the transaction ends. @throws Refusal `not_found` */
  async locked(tx: Transaction, ids: readonly string[]): Promise<DataProduct[]> {
    const wanted = { id: { $in: [...ids] } };
    // in one order for all, so that two who delete the same never wait for each other
    await tx.em.find(ProductRow, wanted, { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE });
    return this.named(ids, tx.em);
  }

  /** Those that these very processes made and that are no frames of their own, kept from changing until the transaction ends. */
  async madeBy(
    tx: Transaction,
    made: readonly { readonly process: string; readonly products: readonly string[] }[],
  ): Promise<DataProduct[]> {
    const theirs = made.map(({ process, products }) => ({ process, id: { $in: [...products] } }));
    if (theirs.length === 0) return [];
    const options = { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;
    const rows = await tx.em.find(ProductRow, { $or: theirs }, options);
    return rows.flatMap((row) => (isOwnFrame(row) ? [] : { ...row }));
  }

  /** The newest preview of each product that has one. */
  async previews(products: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.em.find(
      ProductRow,
      { of: { $in: [...products] }, type: 'preview' },
      { fields: ['id', 'of'], orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
    return new Map(rows.flatMap(({ id, of }) => (of === null ? [] : [[of, id] as const])));
  }

  /** Products that were made from any of these and are none of them. */
  async madeFrom(products: readonly string[], em = this.database.em): Promise<{ id: string; name: string }[]> {
    const among = [...products];
    const rows = await em.find(
      ProductRow,
      { of: { $in: among }, id: { $nin: among } },
      { fields: ['id', 'name'], orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
    return rows.map(({ id, name }) => ({ id, name }));
  }

  /** Of these files, those that no product names, or none but these products. */
  async unnamed(files: readonly string[], butFor: readonly string[] = [], em = this.database.em): Promise<string[]> {
    const others = { sha256: { $in: [...files] }, id: { $nin: [...butFor] } };
    const rows = await em.find(ProductRow, others, { fields: ['sha256'], disableIdentityMap: true });
    const named = new Set(rows.map(({ sha256 }) => sha256));
    return [...new Set(files)].filter((file) => !named.has(file));
  }

  async delete(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.em.nativeDelete(ProductRow, { id: { $in: [...ids] } });
  }
}

/** As `isReducedName` of the contracts has it. */
const IS_REDUCED = `(strpos(name, 'fits') > 0 and not name like '%e00.fits.fz')`;
