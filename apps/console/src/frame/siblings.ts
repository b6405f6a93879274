import type { DataProduct } from '@nightjar/contracts';

type Product = Pick<DataProduct, 'id' | 'name' | 'type' | 'tags' | 'meta' | 'mediaType' | 'of' | 'process'>;

/** Whether a product is of this kind, by its tag, its kind or the end of its name, as pipelines write them. */
const isCalled = ({ name, tags, meta }: Product, ...words: readonly string[]): boolean =>
  words.some(
    (word) =>
      tags.includes(word) ||
      meta['tag'] === word ||
      new RegExp(`(^|[_.~-])${word}\\.(fits|fits\\.fz|ecsv|csv|reg)$`, 'i').test(name),
  );

/** Files about a frame, each the first of its kind: products come newest first, its own before those of another frame. */
export interface Companions<P extends Product = Product> {
  readonly wcs: P | null;
  readonly objects: P | null;
  readonly catalogue: P | null;
  readonly regions: P | null;
  readonly mask: P | null;
  /** A file of candidates: the process that made it tells of them. */
  readonly candidates: P | null;
  /** Frames on the same pixels, to be looked at in turn. */
  readonly frames: readonly P[];
}

const isFits = ({ mediaType, name }: Product): boolean =>
  mediaType === 'application/fits' || /\.(fits?|fts)(\.(fz|gz))?$/i.test(name);

/** Planes of a subtraction by their names, in the order in which they are looked at. */
const PLANES = [
  ['template', 'template'],
  ['diff', 'difference'],
  ['conv', 'convolved'],
  ['sdiff', 'scaled-difference'],
] as const;

/** Files of candidates: of a subtraction, and of a search without a template. */
const CANDIDATES = ['candidates', 'candidates_simple'] as const;

export const companionsOf = <P extends Product>(frame: string, products: readonly P[]): Companions<P> => {
  const others = products.filter(({ id }) => id !== frame);
  const newest = (fits: (product: P) => boolean): P | null => others.find(fits) ?? null;
  const planes = PLANES.flatMap((names) => others.find((one) => isFits(one) && isCalled(one, ...names)) ?? []);
  return {
    wcs: newest(({ type }) => type === 'wcs'),
    objects: newest((one) => isCalled(one, 'objects')),
    catalogue: newest((one) => isCalled(one, 'catalogue')),
    // those of the candidates are tagged so too, and would hide the apertures
    regions: newest((one) => isCalled(one, 'regions') && !isCalled(one, ...CANDIDATES)),
    // the edit that masks rectangles makes a frame of that name; the mask of a template is not the frame's
    mask: newest(
      (one) => isFits(one) && one.type !== 'frame' && isCalled(one, 'mask') && !isCalled(one, 'template_mask'),
    ),
    candidates: newest((one) => one.process !== null && isCalled(one, ...CANDIDATES)),
    frames: planes,
  };
};

/** What a plane is called on a button. */
export const planeName = (product: Product): string =>
  PLANES.find((names) => isCalled(product, ...names))?.[1] ?? product.name;
