import type { DataProduct, StepInputs } from '@nightjar/contracts';

/** Where some inputs of a process come from: an earlier process of its chain, or the chain itself. */
export interface Source extends Omit<StepInputs, 'step'> {
  readonly from: { readonly process: string; readonly pipeline: string } | null;
}

/** What the inputs of a process are to be, as long as the chain has not come to it. */
export interface Sources {
  /** The inputs of the chain. */
  readonly given: readonly DataProduct[];
  readonly of: readonly Source[];
}

/** Those products of a source that are wanted of it. */
export const wanted = (
  products: readonly DataProduct[],
  { type, tag, suffix }: Omit<StepInputs, 'step'>,
): readonly DataProduct[] =>
  products.filter(
    (product) =>
      (type === undefined || product.type === type) &&
      (tag === undefined || product.tags.includes(tag)) &&
      (suffix === undefined || product.name.toLowerCase().endsWith(suffix.toLowerCase())),
  );

/**
 * The inputs of a process, each once, in the order of its sources.
 * @param made what each earlier process made, by its identifier
 * @returns beside them a sentence for each source that gives nothing
 */
export function inputsFrom(
  { given, of }: Sources,
  made: ReadonlyMap<string, readonly DataProduct[]>,
): { readonly products: DataProduct[]; readonly nothing: string[] } {
  const products = new Map<string, DataProduct>();
  const nothing: string[] = [];
  for (const source of of) {
    const found = wanted(source.from ? (made.get(source.from.process) ?? []) : given, source);
    for (const product of found) products.set(product.id, product);
    if (found.length === 0) nothing.push(`${source.from?.pipeline ?? 'the chain'} gives it no product${says(source)}`);
  }
  return { products: [...products.values()], nothing };
}

function says({ type, tag, suffix }: Omit<StepInputs, 'step'>): string {
  const conditions = [type && `of type ${type}`, tag && `tagged ${tag}`, suffix && `that ends in ${suffix}`];
  return conditions
    .filter(Boolean)
    .map((each) => ` ${each}`)
    .join('');
}
