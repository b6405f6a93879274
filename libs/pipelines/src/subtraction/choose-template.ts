import type { DataProduct } from '@nightjar/contracts';
import type { Wcs } from '@nightjar/imaging';
import type { Size } from '../frame/box.js';
import { coverage, withinCorners } from '../frame/coverage.js';
import { TemplateFacts } from '../template/template-facts.js';

/** The frame that a template is wanted for. */
export interface FrameToCover extends Size {
  readonly id: DataProduct['id'];
  /** The band, as inspection names it. */
  readonly filter: string;
  readonly wcs: Wcs;
}

type Kept = Pick<DataProduct, 'id' | 'name' | 'meta' | 'createdAt'>;

export interface TemplateVerdict<P> {
  readonly chosen: P | undefined;
  /** Why that one, or why none. */
  readonly because: string;
  readonly passedOver: readonly { readonly name: string; readonly because: string }[];
}

/** Less than this of the frame beneath a template leaves too much of it unseen. */
const leastCovered = 0.8;
/** Templates whose widths or exposures differ by less are as good as one another. */
const tellsApart = 1.1;

interface Candidate<P> {
  readonly product: P;
  readonly facts: TemplateFacts;
  readonly covered: number;
  /** The frame went into it: what is new on the frame is in the template too. */
  readonly holdsFrame: boolean;
}

/**
 * Chooses among kept templates: of the frame's filter, covering at least 80 % of it; rather one that the frame itself is
 * no part of, then the sharper, the deeper, the newer.
 */
export function chooseTemplate<P extends Kept>(kept: readonly P[], frame: FrameToCover): TemplateVerdict<P> {
  const passedOver: { name: string; because: string }[] = [];
  const fit: Candidate<P>[] = [];
  for (const product of kept) {
    const judged = judge(product, frame);
    if (typeof judged === 'string') passedOver.push({ name: product.name, because: judged });
    else fit.push(judged);
  }
  const [best, ...others] = fit.toSorted(better);
  if (!best) return { chosen: undefined, because: 'none fits', passedOver };
  for (const other of others) passedOver.push({ name: other.product.name, because: whyNot(other, best) });
  return { chosen: best.product, because: inWords(best), passedOver };
}

function judge<P extends Kept>(product: P, frame: FrameToCover): Candidate<P> | string {
  const read = TemplateFacts.safeParse(product.meta);
  if (!read.success) return 'it does not tell what it covers';
  const facts = read.data;
  if (facts.filter !== frame.filter) return `its filter is ${facts.filter}, not ${frame.filter}`;
  const covered = coverage(frame.wcs, frame, withinCorners(facts.corners));
  if (covered < leastCovered)
    return `it covers ${Math.round(100 * covered)} % of the frame, less than ${100 * leastCovered} %`;
  return { product, facts, covered, holdsFrame: facts.frames.includes(frame.id) };
}

const widthOf = ({ facts }: Candidate<unknown>): number => facts.fwhmPx * facts.pixelScaleArcsec;
const exposureOf = ({ facts }: Candidate<unknown>): number => facts.exposureS ?? 0;
/** The class of a quantity of which 10 % more or less makes no difference. */
const classOf = (value: number): number => Math.round(Math.log(Math.max(1e-9, value)) / Math.log(tellsApart));

/** What is compared, in this order; the smaller is the better one. */
const measures: readonly ((one: Candidate<Kept>) => number)[] = [
  ({ holdsFrame }) => (holdsFrame ? 1 : 0),
  (one) => classOf(widthOf(one)),
  (one) => -classOf(exposureOf(one)),
  ({ product }) => -Date.parse(product.createdAt),
];
const inferior = ['the frame went into it', 'it is less sharp', 'it is less deep', 'it is older'];

function better(a: Candidate<Kept>, b: Candidate<Kept>): number {
  for (const measure of measures) if (measure(a) !== measure(b)) return measure(a) - measure(b);
  return a.product.id < b.product.id ? 1 : -1;
}

function whyNot(other: Candidate<Kept>, best: Candidate<Kept>): string {
  const at = measures.findIndex((measure) => measure(other) !== measure(best));
  return `${inferior[at] ?? 'it is as good'} than ${best.product.name}`.replace('into it than', 'into it, not into');
}

function inWords(one: Candidate<Kept>): string {
  const { facts, covered, holdsFrame } = one;
  const deep = facts.exposureS === null ? '' : `, ${Math.round(facts.exposureS)} s deep`;
  const own = holdsFrame ? '; the frame itself is part of it' : '';
  return `it is in ${facts.filter}, covers ${Math.round(100 * covered)} % of the frame, has stars ${widthOf(one).toFixed(1)} arcsec wide and is of ${facts.frames.length} frames${deep}${own}`;
}
