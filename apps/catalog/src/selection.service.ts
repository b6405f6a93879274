import { Injectable } from '@nestjs/common';
import {
  newId,
  Refusal,
  type AddToProductGroup,
  type DataProduct,
  type DataProductGroup,
  type GetGallery,
  type Gives,
  type JoinProductGroup,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { Clock, type Asks } from '@nightjar/service-kit';
import { ProductGroupStore, tellOfGroup } from './product-group.store.js';
import { ProductCatalogue } from './product.store.js';

/** What people do with products that they have ticked, short of deleting them. */
@Injectable()
export class SelectionService {
  constructor(
    private readonly database: Database,
    private readonly products: ProductCatalogue,
    private readonly groups: ProductGroupStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal `nothing_selected`, `not_found` */
  async addToGroup({ id, products: ids }: Asks<typeof AddToProductGroup>): Promise<Gives<typeof AddToProductGroup>> {
    const ticked = (await this.products.named(someOf(ids))).map((product) => product.id);
    return this.database.transaction(async (tx) => {
      const group = await this.groups.locked(tx, id);
      if (!group) throw new Refusal('not_found', `there is no group ${id}`);
      const { changed, fresh } = await this.extend(tx, group, ticked);
      if (fresh.length > 0) await tellOfGroup(tx, changed, { added: fresh });
      return { group: changed, added: fresh.length, message: addedSays(ticked, group) };
    });
  }

  /** Of several at once one makes the group, and the products of all are in it. @throws Refusal `not_found` */
  async join({ name, products: ids }: Asks<typeof JoinProductGroup>): Promise<Gives<typeof JoinProductGroup>> {
    const ticked = (await this.products.named(ids)).map((product) => product.id);
    return this.database.transaction(async (tx) => {
      const { group, made } = await this.named(tx, name);
      const { changed, fresh } = await this.extend(tx, group, ticked);
      if (made || fresh.length > 0) await tellOfGroup(tx, changed, { added: fresh });
      const message = made ? `Made group '${name}' of ${countOf(ticked.length)}` : addedSays(ticked, group);
      return { group: changed, made, added: fresh.length, message };
    });
  }

  /** The group of a name, made if there is none, and kept from changing until the transaction ends. */
  private async named(tx: Transaction, name: string): Promise<{ readonly group: DataProductGroup; made: boolean }> {
    for (;;) {
      const group = { id: newId('grp'), name, products: [], createdAt: this.clock.now().toISOString() };
      if (await this.groups.insert(tx, group)) return { group, made: true };
      const there = await this.groups.lockedByName(tx, name);
      if (there) return { group: there, made: false };
      // between the two it was given another name: this one is free again
    }
  }

  private async extend(tx: Transaction, group: DataProductGroup, products: readonly string[]) {
    const held = new Set(group.products);
    const fresh = products.filter((product) => !held.has(product));
    const changed = { ...group, products: [...group.products, ...fresh] };
    await this.groups.save(tx, changed);
    return { changed, fresh };
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

const addedSays = (products: readonly string[], { name }: DataProductGroup): string =>
  `Added ${countOf(products.length)} to group '${name}'`;

/** For a person: `2 data products`. */
export const countOf = (products: number): string => `${products} data product${products === 1 ? '' : 's'}`;
