import { Injectable } from '@nestjs/common';
import { Refusal, type AddToProductGroup, type DataProduct, type GetGallery, type Gives } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import type { Asks } from '@nightjar/service-kit';
import { ProductGroupStore, tellOfGroup } from './product-group.store.js';
import { ProductCatalogue } from './product.store.js';

/** What people do with products that they have ticked, short of deleting them. */
@Injectable()
export class SelectionService {
  constructor(
    private readonly database: Database,
    private readonly products: ProductCatalogue,
    private readonly groups: ProductGroupStore,
  ) {}

  /** @throws Refusal `nothing_selected`, `not_found` */
  async addToGroup({ id, products: ids }: Asks<typeof AddToProductGroup>): Promise<Gives<typeof AddToProductGroup>> {
    const ticked = (await this.products.named(someOf(ids))).map((product) => product.id);
    return this.database.transaction(async (tx) => {
      const group = await this.groups.locked(tx, id);
      if (!group) throw new Refusal('not_found', `there is no group ${id}`);
      const held = new Set(group.products);
      const fresh = ticked.filter((product) => !held.has(product));
      const changed = { ...group, products: [...group.products, ...fresh] };
      await this.groups.save(tx, changed);
      if (fresh.length > 0) await tellOfGroup(tx, changed, { added: fresh });
      const message = `Added ${countOf(ticked.length)} to group '${group.name}'`;
      return { group: changed, added: fresh.length, message };
    });
  }

  /** @throws Refusal `not_found` */
  async gallery({ products: ids }: Asks<typeof GetGallery>): Promise<Gives<typeof GetGallery>> {
    const products = await this.products.named(ids);
    const previews = await this.products.previews(ids);
    const items = products.map((product) => ({
      product,
      preview: isDrawn(product) ? product.id : (previews.get(product.id) ?? null),
    }));
    return { items, message: items.length > 0 ? null : 'No data products provided' };
  }
}

/** A browser draws it as it is. */
const isDrawn = ({ mediaType }: DataProduct): boolean => /^(image|video)\//.test(mediaType);

/** @throws Refusal `nothing_selected` */
export function someOf(ids: readonly string[]): readonly string[] {
  if (ids.length > 0) return ids;
  throw new Refusal('nothing_selected', 'No data product selected');
}

/** For a person: `2 data products`. */
export const countOf = (products: number): string => `${products} data product${products === 1 ? '' : 's'}`;
