import { Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import {
  ListProducts,
  ListReducedData,
  ListTargets,
  Refusal,
  type DataProduct,
  type PhotometryDatum,
  type Target,
} from '@nightjar/contracts';

/** Records of so many products fit one message, with the facts of their headers. */
const AT_ONCE = 200;
const PAGE = 1000;

/** What the catalogue knows of the things that a process works on. */
@Injectable()
export class Lookup {
  constructor(private readonly bus: Bus) {}

  /** Null where the catalogue knows no such target. */
  async target(id: string): Promise<Target | null> {
    return (await this.bus.ask(ListTargets, { id })).results[0] ?? null;
  }

  /** Each once, in the order asked for. @throws Refusal `not_found` */
  async products(ids: readonly string[]): Promise<DataProduct[]> {
    const found = await this.present(ids);
    return [...new Set(ids)].map((id) => {
      const product = found.get(id);
      if (!product) throw new Refusal('not_found', `There is no data product ${id}.`, { product: id });
      return product;
    });
  }

  /** Those of them that are in the catalogue, by identifier. */
  async present(ids: readonly string[]): Promise<ReadonlyMap<string, DataProduct>> {
    const wanted = [...new Set(ids)];
    const found = new Map<string, DataProduct>();
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const part = wanted.slice(from, from + AT_ONCE);
      const { results } = await this.bus.ask(ListProducts, { ids: part, limit: part.length });
      for (const product of results) found.set(product.id, product);
    }
    return found;
  }

  /** The newest frames with a tag that are kept; of a target, where there is one. */
  async kept(tag: string, target: string | null): Promise<DataProduct[]> {
    const ask = { tag, type: 'frame' as const, limit: AT_ONCE, ...(target !== null && { target }) };
    return (await this.bus.ask(ListProducts, ask)).results;
  }

  /** All measured values of a target, in order of time. */
  async data(target: string, kind: PhotometryDatum['kind']): Promise<PhotometryDatum[]> {
    const all: PhotometryDatum[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await this.bus.ask(ListReducedData, { target, kind, limit: PAGE, ...(cursor ? { cursor } : {}) });
      all.push(...page.results.filter((datum) => datum.kind === kind));
      if (page.next === null) return all;
      cursor = page.next;
    }
  }
}
