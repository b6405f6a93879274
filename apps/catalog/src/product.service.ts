import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { currentTraceId } from '@nightjar/bus';
import {
  newId,
  ProductAdded,
  Refusal,
  type AddProduct,
  type DataProduct,
  type DataProductGroup,
  type SaveProductGroup,
} from '@nightjar/contracts';
import { Database, type Transaction } from '@nightjar/persistence';
import { Clock, type Asks } from '@nightjar/service-kit';
import { FileKeeper } from './file-keeper.js';
import { ProductGroupStore, tellOfGroup } from './product-group.store.js';
import { ProductCatalogue } from './product.store.js';
import { TargetStore } from './target.store.js';

/** What people and scripts do with data products and their groups. */
@Injectable()
export class ProductService {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetStore,
    private readonly products: ProductCatalogue,
    private readonly groups: ProductGroupStore,
    private readonly files: FileKeeper,
    private readonly clock: Clock,
  ) {}

  /** Registers a file that lies in the store; a frame that is known by its bytes is answered as it is. @throws Refusal `not_found` */
  async add({ target, ...file }: Asks<typeof AddProduct>): Promise<DataProduct> {
    const product = await this.database.transaction(async (tx) => {
      if (target !== null && !(await this.targets.known(tx, [target])).has(target))
        throw new Refusal('not_found', `there is no target ${target}`);
      const product: DataProduct = {
        ...{ id: newId('prd'), ...file, target, observation: null, process: null, of: null },
        ...{ createdAt: this.clock.now().toISOString(), traceId: currentTraceId() },
      };
      if (!(await this.products.insert(tx, product))) return this.products.frame(tx, product.sha256);
      await tx.emit(ProductAdded, product);
      return product;
    });
    await this.files.keep([product.sha256]);
    return product;
  }

  /** @throws Refusal `not_found`, `name_taken`, `invalid` */
  async saveGroup({ id, name, add, remove }: Asks<typeof SaveProductGroup>): Promise<DataProductGroup> {
    return this.database.transaction(async (tx) => {
      const group = id === undefined ? await this.makeGroup(tx, name) : await this.groups.locked(tx, id);
      if (!group) throw new Refusal('not_found', `there is no group ${id}`);
      const known = await this.groups.known(tx, add);
      const missing = add.find((product) => !known.has(product));
      if (missing) throw new Refusal('not_found', `there is no data product ${missing}`);
      if (name !== undefined && (await this.groups.isNamed(tx, name, group.id))) throw taken(name);
      const left = new Set(remove);
      const products = [...new Set([...group.products, ...add])].filter((product) => !left.has(product));
      const changed = { ...group, name: name ?? group.name, products };
      await this.groups.save(tx, changed).catch((fault: unknown) => {
        // another took the name since it was looked at
        throw fault instanceof UniqueConstraintViolationException ? taken(changed.name) : fault;
      });
      const held = new Set(group.products);
      await tellOfGroup(tx, changed, {
        added: products.filter((product) => !held.has(product)),
        removed: group.products.filter((product) => left.has(product)),
      });
      return changed;
    });
  }

  private async makeGroup(tx: Transaction, name: string | undefined): Promise<DataProductGroup> {
    if (name === undefined) throw new Refusal('invalid', 'a new group wants a name');
    const group = { id: newId('grp'), name, products: [], createdAt: this.clock.now().toISOString() };
    if (!(await this.groups.insert(tx, group))) throw taken(name);
    return group;
  }
}

const taken = (name: string): Refusal =>
  new Refusal('name_taken', `a group goes by the name ${name} already`, { name });
