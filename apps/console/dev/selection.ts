import type { DataProduct, DataProductGroup } from '@nightjar/contracts';
import { at, idOf } from './facts.ts';

type Body = Readonly<Record<string, unknown>>;
type Tell = (subject: string, data: object) => void;

/** A no of the played gateway, as the real one says it. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

const idsIn = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.map(String)
    : String(value ?? '')
        .split(',')
        .filter(Boolean);

const listed = (results: readonly unknown[]) => ({
  results,
  next: null,
  count: { value: results.length, exact: true },
});
const countOf = (n: number): string => `${n} data product${n === 1 ? '' : 's'}`;

/** Groups, gallery and deletions of the played night. What is deleted is gone from its lists, and the stream tells. */
export class FakeSelection {
  private readonly gone = new Set<string>();
  private groups: readonly DataProductGroup[] = [
    { id: idOf('grp', 2), name: 'good quality', products: [idOf('prd', 2), idOf('prd', 3)], createdAt: at(200) },
    { id: idOf('grp', 1), name: 'inspect-20080319-0002_outputs', products: [idOf('prd', 1001)], createdAt: at(70) },
  ];
  private readonly tell: Tell;

  constructor(tell: Tell) {
    this.tell = tell;
  }

  /** What is left of a list. */
  left<T extends Readonly<Record<string, unknown>>>(list: readonly T[]): T[] {
    return list.filter(({ id }) => !this.gone.has(String(id)));
  }

  /** Undefined for what is not its own. @throws Refused */
  answer(path: string, method: string, body: Body, all: readonly DataProduct[]): unknown {
    const [, , kind = '', id = '', does = ''] = path.split('/');
    const products = this.left(all);
    if (kind === 'gallery') return this.gallery(idsIn(body['products']), products);
    if (kind === 'processes' && method === 'POST' && !id) return void this.named(idsIn(body['inputs']), products);
    if (kind === 'data-products' && id === 'deletions' && method === 'POST')
      return does === 'review' ? this.review(idsIn(body['products']), products) : this.delete(body, products);
    if (kind !== 'data-product-groups') return undefined;
    if (method === 'GET') return id ? this.found(id) : this.list(body, products);
    if (id === 'products') return this.joinNamed(String(body['name']), this.named(idsIn(body['products']), products));
    if (id) return this.join(this.found(id), this.named(idsIn(body['products']), products));
    return this.save(body, products);
  }

  private named(ids: readonly string[], products: readonly DataProduct[]): DataProduct[] {
    return ids.map((id) => {
      const product = products.find((one) => one.id === id);
      if (!product) throw new Refused(404, 'not_found', `there is no data product ${id}`);
      return product;
    });
  }

  private gallery(ids: readonly string[], products: readonly DataProduct[]): object {
    const items = this.named(ids, products).map((product) => ({
      product,
      preview: product.mediaType.startsWith('image/')
        ? product.id
        : (products.find(({ of, type }) => of === product.id && type === 'preview')?.id ?? null),
    }));
    return { items, message: items.length ? null : 'No data products provided' };
  }

  private review(ids: readonly string[], products: readonly DataProduct[]) {
    if (!ids.length) throw new Refused(400, 'nothing_selected', 'No data product selected');
    const goes = this.named(ids, products);
    const holds = this.groups.filter((group) => group.products.some((id) => ids.includes(id)));
    const made = products.filter(({ id, of }) => of !== null && ids.includes(of) && !ids.includes(id));
    return {
      products: goes.map(({ id, name, type, size }) => ({ id, name, type, size })),
      bytes: goes.reduce((sum, { size }) => sum + size, 0),
      files: goes.length,
      reducedData: goes.filter(({ type }) => type === 'frame').length,
      groups: holds.map(({ id, name }) => ({ id, name })),
      madeFrom: made.map(({ id, name }) => ({ id, name })),
      presets: [],
      confirmation: [...ids, ...holds.map(({ id }) => id)].join(),
    };
  }

  private delete(body: Body, products: readonly DataProduct[]): object {
    const ids = idsIn(body['products']);
    const deletion = this.review(ids, products);
    if (deletion.confirmation !== body['confirmation'])
      throw new Refused(409, 'not_confirmed', 'nothing was deleted: that is not what was confirmed.');
    this.groups = this.groups.map((group) => ({
      ...group,
      products: group.products.filter((id) => !ids.includes(id)),
    }));
    for (const product of this.named(ids, products)) {
      this.gone.add(product.id);
      this.tell('evt.catalog.product.deleted', { product, reducedData: [], by: 'administrator' });
    }
    return {
      deleted: deletion.products.map(({ id, name }) => ({ id, name })),
      ...{ reducedData: deletion.reducedData, files: deletion.files, message: `Deleted ${countOf(ids.length)}` },
    };
  }

  private found(id: string): DataProductGroup {
    const group = this.groups.find((one) => one.id === id);
    if (!group) throw new Refused(404, 'not_found', `there is no group ${id}`);
    return group;
  }

  private list({ target, name, q, outputs }: Body, products: readonly DataProduct[]): object {
    const own = new Set(products.filter((product) => !target || product.target === target).map(({ id }) => id));
    return listed(
      this.groups.filter(
        (group) =>
          (!name || group.name === name) &&
          (!q || group.name.toLowerCase().includes(String(q).toLowerCase())) &&
          (!outputs || group.name.endsWith('_outputs') === (outputs === 'true')) &&
          (!target || group.products.some((id) => own.has(id))),
      ),
    );
  }

  private join(group: DataProductGroup, products: readonly DataProduct[]): object {
    const held = new Set(group.products);
    const fresh = products.filter(({ id }) => !held.has(id));
    const changed = this.put({ ...group, products: [...group.products, ...fresh.map(({ id }) => id)] });
    return {
      group: changed,
      added: fresh.length,
      message: `Added ${countOf(products.length)} to group '${group.name}'`,
    };
  }

  /** Into the group of this name, made if there is none. */
  private joinNamed(name: string, products: readonly DataProduct[]): object {
    const there = this.groups.find((group) => group.name === name);
    const made = { id: idOf('grp', this.groups.length + 1), name, products: [], createdAt: at(590) };
    const joined = this.join(there ?? made, products);
    return there ? joined : { ...joined, message: `Made group '${name}' of ${countOf(products.length)}` };
  }

  private save({ id, name, add, remove }: Body, products: readonly DataProduct[]): DataProductGroup {
    const made = { id: idOf('grp', this.groups.length + 1), name: '', products: [], createdAt: at(590) };
    const group = id ? this.found(String(id)) : made;
    const left = idsIn(remove);
    const added = this.named(idsIn(add), products).map((product) => product.id);
    return this.put({
      ...group,
      name: name ? String(name) : group.name,
      products: [...group.products, ...added].filter((product) => !left.includes(product)),
    });
  }

  private put(group: DataProductGroup): DataProductGroup {
    this.groups = [group, ...this.groups.filter(({ id }) => id !== group.id)];
    const { products, ...rest } = group;
    this.tell('evt.catalog.group.changed', { ...rest, holds: products.length, added: [], removed: [] });
    return group;
  }
}
