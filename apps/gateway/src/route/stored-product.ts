import type { Bus } from '@nightjar/bus';
import { Refusal, type DataProduct } from '@nightjar/contracts';
import type { ProductStore } from '@nightjar/service-kit';
import { listedProduct } from './listed-product.js';

/** A data product whose file is at hand. @throws Refusal `not_found`, or `unavailable` when the store has lost the file */
export async function storedProduct(bus: Bus, store: ProductStore, id: string): Promise<DataProduct> {
  const product = await listedProduct(bus, id);
  if (await store.has(product.sha256)) return product;
  throw new Refusal('unavailable', `the file of ${product.name} is not in the store; was NIGHTJAR_HOME moved?`);
}
