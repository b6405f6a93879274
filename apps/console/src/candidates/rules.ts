import type { Process, Verdict, VerdictWord } from '@nightjar/contracts';
import { nameOfCandidate } from '@nightjar/contracts/browser';

/** What one filter says of a candidate. */
export interface Reason {
  readonly filter: string;
  readonly verdict: string;
  readonly because: string;
}

/** A candidate as the facts of a process tell of it. */
export interface Candidate {
  readonly name: string;
  readonly raDeg: number | null;
  readonly decDeg: number | null;
  readonly xPx: number;
  readonly yPx: number;
  readonly mag: number | null;
  readonly magError: number | null;
  readonly snr: number;
  readonly kept: boolean;
  readonly reasons: readonly Reason[];
  /** Its picture: science, template and difference beside one another. */
  readonly cutout: string | null;
  readonly verdict: VerdictWord | null;
  readonly by: string | null;
}

type Facts = Readonly<Record<string, unknown>>;

const isFacts = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberOf = (facts: Facts, key: string): number | null => (typeof facts[key] === 'number' ? facts[key] : null);
const textOf = (facts: Facts, key: string): string => (typeof facts[key] === 'string' ? facts[key] : '');

const reasonsOf = (value: unknown): Reason[] =>
  (Array.isArray(value) ? value : []).filter(isFacts).map((reason) => ({
    filter: textOf(reason, 'filter'),
    verdict: textOf(reason, 'verdict'),
    because: textOf(reason, 'because'),
  }));

/** The candidates of a process with their pictures and what people think of them. Facts of other shapes are passed over. */
export const candidatesOf = (
  { result, outputs }: Pick<Process, 'result' | 'outputs'>,
  verdicts: readonly Verdict[],
): Candidate[] => {
  const pictures = outputs.filter(
    ({ kind, name, removed }) => kind === 'data-product' && !removed && /\.png$/i.test(name),
  );
  const given = new Map(verdicts.map((verdict) => [verdict.candidate, verdict]));
  const found = Array.isArray(result['candidates']) ? result['candidates'] : [];
  return found.filter(isFacts).flatMap((facts): Candidate[] => {
    const [xPx, yPx, snr] = ['xPx', 'yPx', 'snr'].map((key) => numberOf(facts, key));
    if (xPx == null || yPx == null || snr == null) return [];
    const name = nameOfCandidate(facts);
    return [
      {
        ...{ name, xPx, yPx, snr, kept: facts['kept'] === true, reasons: reasonsOf(facts['reasons']) },
        ...{ raDeg: numberOf(facts, 'raDeg'), decDeg: numberOf(facts, 'decDeg') },
        ...{ mag: numberOf(facts, 'mag'), magError: numberOf(facts, 'magError') },
        cutout: pictures.find((picture) => picture.name.includes(name))?.id ?? null,
        verdict: given.get(name)?.verdict ?? null,
        by: given.get(name)?.verdict ? (given.get(name)?.by ?? null) : null,
      },
    ];
  });
};

export const SORTS = ['significance', 'magnitude', 'place'] as const;
export type Sort = (typeof SORTS)[number];
export const FILTERS = ['kept', 'rejected', 'all', 'unjudged', 'real', 'bogus', 'unsure'] as const;
export type Filter = (typeof FILTERS)[number];

const fits = ({ kept, verdict }: Candidate, filter: Filter): boolean => {
  if (filter === 'all') return true;
  if (filter === 'kept') return kept;
  if (filter === 'rejected') return !kept;
  return filter === 'unjudged' ? verdict === null : verdict === filter;
};

const orders: Readonly<Record<Sort, (a: Candidate, b: Candidate) => number>> = {
  significance: (a, b) => Math.abs(b.snr) - Math.abs(a.snr),
  magnitude: (a, b) => (a.mag ?? Infinity) - (b.mag ?? Infinity) || 0,
  place: (a, b) => a.yPx - b.yPx || a.xPx - b.xPx,
};

export const shownOf = (candidates: readonly Candidate[], filter: Filter, sort: Sort): Candidate[] =>
  candidates.filter((candidate) => fits(candidate, filter)).sort(orders[sort]);

/** A verdict that was given here, and what stood before. */
export interface Given {
  readonly candidate: string;
  readonly before: VerdictWord | null;
}

export type VettingKey = { readonly gives: VerdictWord } | 'undo' | 'next' | 'previous';

const KEYS: Readonly<Record<string, VettingKey>> = {
  r: { gives: 'real' },
  b: { gives: 'bogus' },
  u: { gives: 'unsure' },
  z: 'undo',
  ArrowDown: 'next',
  ArrowUp: 'previous',
};

export const vettingKey = (press: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): VettingKey | null =>
  press.ctrlKey || press.metaKey || press.altKey ? null : (KEYS[press.key] ?? null);

/** Of two verdicts on one candidate the one of the greater version counts, however they are heard. */
export const newerVerdict = (shown: Verdict, heard: Verdict): boolean => heard.version > shown.version;
