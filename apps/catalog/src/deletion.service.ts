import { Injectable } from '@nestjs/common';
import { Bus, type Meta } from '@nightjar/bus';
import {
  ListPresets,
  ListProcesses,
  ProductDeleted,
  Refusal,
  type DataProduct,
  type DeleteProducts,
  type Deletion,
  type Gives,
  type Process,
  type ProcessSucceeded,
  type ReviewDeletion,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import type { Asks, Hears } from '@nightjar/service-kit';
import { createHash } from 'node:crypto';
import { DatumStore } from './datum.store.js';
import { FileKeeper } from './file-keeper.js';
import { ProductGroupStore, tellOfGroup } from './product-group.store.js';
import { ProductCatalogue } from './product.store.js';
import { countOf, someOf } from './selection.service.js';

const UNFINISHED: readonly Process['state'][] = ['WAITING', 'RUNNING', 'CANCELLING'];
type Named = Deletion['presets'];

/** Deletes products once a person has seen what goes and what depends on it. */
@Injectable()
export class DeletionService {
  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly products: ProductCatalogue,
    private readonly groups: ProductGroupStore,
    private readonly data: DatumStore,
    private readonly files: FileKeeper,
  ) {}

  /** @throws Refusal `nothing_selected`, `not_found`, `in_use` */
  async review({ products: ids }: Asks<typeof ReviewDeletion>): Promise<Deletion> {
    const products = await this.products.named(someOf(ids));
    await this.refuseInUse(products);
    return this.deletionOf(products, await this.presetsWith(ids));
  }

  /** @throws Refusal `nothing_selected`, `not_found`, `in_use`, `not_confirmed` */
  async delete(
    { products: ids, confirmation }: Asks<typeof DeleteProducts>,
    { actor }: Pick<Meta, 'actor'>,
  ): Promise<Gives<typeof DeleteProducts>> {
    await this.refuseInUse(await this.products.named(someOf(ids)));
    const presets = await this.presetsWith(ids);
    const done = await this.database.transaction(async (tx) => {
      const products = await this.products.locked(tx, ids);
      const deletion = await this.deletionOf(products, presets, tx);
      if (deletion.confirmation !== confirmation) throw notConfirmed(deletion);
      await this.strikeOut(tx, products, actor);
      return deletion;
    });
    await this.files.removeReleased();
    const deleted = done.products.map(({ id, name }) => ({ id, name }));
    const message = `Deleted ${countOf(deleted.length)}`;
    return { deleted, reducedData: done.reducedData, files: done.files, message };
  }

  /** Deletes what processes made, as another has cleaned up; what is not theirs, a frame of its own or gone already stays as it is. */
  async remove(tx: Transaction, removed: Hears<typeof ProcessSucceeded>['removed'], by: string): Promise<void> {
    const products = await this.products.madeBy(tx, removed);
    if (products.length > 0) await this.strikeOut(tx, products, by);
  }

  private async strikeOut(tx: Transaction, products: readonly DataProduct[], by: string): Promise<void> {
    const ids = products.map(({ id }) => id);
    const gone = await this.data.deleteOf(tx, ids);
    for (const { group, removed } of await this.groups.withdraw(tx, ids)) await tellOfGroup(tx, group, { removed });
    await this.products.delete(tx, ids);
    await this.files.release(
      tx,
      products.map(({ sha256 }) => sha256),
    );
    for (const product of products)
      await tx.emit(ProductDeleted, { product, reducedData: gone.get(product.id) ?? [], by });
  }

  private async deletionOf(products: readonly DataProduct[], presets: Named, tx?: Transaction): Promise<Deletion> {
    const em = tx?.em ?? this.database.em;
    const ids = products.map(({ id }) => id);
    const sizes = new Map(products.map(({ sha256, size }) => [sha256, size]));
    const files = await this.products.unnamed([...sizes.keys()], ids, em);
    const shown = {
      products: products.map(({ id, name, type, size }) => ({ id, name, type, size })),
      ...{ bytes: files.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0), files: files.length },
      reducedData: await this.data.countOf(ids, em),
      groups: await this.groups.holding(ids, em),
      madeFrom: await this.products.madeFrom(ids, em),
      presets,
    };
    return { ...shown, confirmation: sealOf(shown) };
  }

  /** What waits or runs would find its input gone. @throws Refusal `in_use` */
  private async refuseInUse(products: readonly DataProduct[]): Promise<void> {
    const names = new Map(products.map(({ id, name }) => [id, name]));
    for (const state of UNFINISHED) {
      const { results } = await this.bus.ask(ListProcesses, { inputs: [...names.keys()], state, limit: 1 });
      const [process] = results;
      const name = names.get(process?.inputs.find((input) => names.has(input)) ?? '');
      if (process)
        throw new Refusal('in_use', `${process.identifier} works on ${name}: wait for its end, or cancel it first.`, {
          process: process.id,
        });
    }
  }

  private async presetsWith(ids: readonly string[]): Promise<Named> {
    const gone = new Set(ids);
    const found: Named = [];
    for (let cursor: string | undefined; ;) {
      const page = await this.bus.ask(ListPresets, { limit: 1000, ...(cursor ? { cursor } : {}) });
      found.push(...page.results.filter(({ files }) => files.some((file) => gone.has(file))));
      if (page.next === null) return found.map(({ id, name }) => ({ id, name }));
      cursor = page.next;
    }
  }
}

/** Stands for a deletion as it was shown: whatever changes meanwhile, in any part, makes it another. */
const sealOf = ({ products, groups, madeFrom, presets, ...counts }: Omit<Deletion, 'confirmation'>): string => {
  const lists = [products, groups, madeFrom, presets].map((list) => list.map(({ id }) => id).sort());
  return createHash('sha256')
    .update(JSON.stringify([lists, counts]))
    .digest('hex')
    .slice(0, 32);
};

const notConfirmed = (deletion: Deletion): Refusal =>
  new Refusal(
    'not_confirmed',
    `nothing was deleted: ${countOf(deletion.products.length)} would go, and that is not what was confirmed. Look at what goes now, and confirm that.`,
    { deletion },
  );
