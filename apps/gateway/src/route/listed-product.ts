import type { Bus } from '@nightjar/bus';
import { ListProducts, madeAtMs, Refusal, type DataProduct } from '@nightjar/contracts';
import { setTimeout as pause } from 'node:timers/promises';

/** So long after it was made, by its identifier, a product may still be on its way to the catalogue. */
const YOUNG_MS = 120_000;
/** So long a request for one is held; longer nobody waits before a page that shows nothing. */
const WAIT_MS = 4000;
const AGAIN_MS = 100;

/**
 * The record of a data product. A process names its outputs in the moment it succeeds, and the catalogue lists them when
 * it hears of that: whoever is quicker is kept waiting for a moment rather than told that there is no such thing.
 * @throws Refusal `not_found`
 */
export async function listedProduct(bus: Bus, id: string): Promise<DataProduct> {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    const [product] = (await bus.ask(ListProducts, { id, limit: 1 })).results;
    if (product) return product;
    if (!isYoung(id)) throw new Refusal('not_found', `there is no data product ${id}`);
    if (performance.now() > until)
      throw new Refusal('not_found', `there is no data product ${id}; if it was made just now, it is not listed yet`);
    await pause(AGAIN_MS);
  }
}

/** The clocks of who made it and of the gateway may differ. */
const isYoung = (id: string): boolean => Math.abs(Date.now() - (madeAtMs(id) ?? 0)) < YOUNG_MS;
