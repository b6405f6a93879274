import { Injectable } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import {
  ListProducts,
  ListReducedData,
  ListTargets,
  Refusal,
  type DataProduct,
  type ReducedDatum,
  type Target,
} from '@nightjar/contracts';

const AT_ONCE = 50;
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
    const wanted = [...new Set(ids)];
    const found: DataProduct[] = [];
    for (let from = 0; from < wanted.length; from += AT_ONCE)
      found.push(...(await Promise.all(wanted.slice(from, from + AT_ONCE).map((id) => this.product(id)))));
    return found;
  }

  /** All values of one kind of a target, in order of time. */
  async data(target: string, kind: ReducedDatum['kind']): Promise<ReducedDatum[]> {
    const all: ReducedDatum[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await this.bus.ask(ListReducedData, { target, kind, limit: PAGE, ...(cursor ? { cursor } : {}) });
      all.push(...page.results);
      if (page.next === null) return all;
      cursor = page.next;
    }
  }

  private async product(id: string): Promise<DataProduct> {
    const [found] = (await this.bus.ask(ListProducts, { id })).results;
    if (!found) throw new Refusal('not_found', `There is no data product ${id}.`, { product: id });
    return found;
  }
}
