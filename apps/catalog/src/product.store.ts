import { Injectable } from '@nestjs/common';
import type { DataProduct, Gives, ListProducts, Takes } from '@nightjar/contracts';
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

  async list({ limit, cursor, ...filter }: Takes<typeof ListProducts>): Promise<Gives<typeof ListProducts>> {
    const after = cursor === undefined ? undefined : String(keysOf(cursor, 1)[0]);
    const page = await newestFirst(this.database, ProductRow, asked(filter), { limit, cursor: after });
    return { ...page, next: page.next && cursorOf(page.next) };
  }
}
