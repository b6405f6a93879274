import type { KnownObject, Process, Verdict, VerdictWord } from '@nightjar/contracts';
import { nameOfCandidate } from '@nightjar/contracts/browser';

/** What one filter says of a candidate. */
export interface Reason {
  readonly filter: string;
  readonly verdict: string;
  readonly because: string;
}

/** A row of a picture, which may show several candidates below one another. */
export interface Picture {
  /** The product. */
  readonly id: string;
  readonly row: number;
  readonly rows: number;
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
  /** Of what changed, and its error; null where the process did not tell. */
  readonly fluxAdu: number | null;
  readonly fluxErrorAdu: number | null;
  readonly snr: number;
  readonly kept: boolean;
  readonly reasons: readonly Reason[];
  /** What lists have at its place, nearest first. */
  readonly known: readonly KnownObject[];
  /** Its picture: science, template and difference beside one another. */
  readonly picture: Picture | null;
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

const knownOf = (value: unknown): KnownObject[] =>
  (Array.isArray(value) ? value : []).filter(isFacts).map((known) => ({
    ...{ name: textOf(known, 'name'), kind: textOf(known, 'kind') as KnownObject['kind'] },
    ...{ type: textOf(known, 'type') || null, catalogue: textOf(known, 'catalogue') },
    separationArcsec: (numberOf(known, 'separationArcsec') ?? NaN) as KnownObject['separationArcsec'],
  }));

type Outputs = Process['outputs'];

/** The product that lists all candidates of a process, where it made one. */
export const listOf = (outputs: Outputs): string | null =>
  outputs.find(({ tag, removed }) => tag === 'candidate-list' && !removed)?.id ?? null;

/** Where a candidate's picture is: told, or for processes of old by its name. */
const pictureOf = (pictures: Outputs, told: unknown, name: string): Picture | null => {
  if (!isFacts(told)) {
    const id = pictures.find((picture) => picture.name.includes(name))?.id;
    return id === undefined ? null : { id, row: 0, rows: 1 };
  }
  const file = textOf(told, 'file');
  const id = pictures.find((picture) => picture.name === file || picture.name.endsWith(`_${file}`))?.id;
  const [row, rows] = [numberOf(told, 'row') ?? 0, numberOf(told, 'rows') ?? 1];
  return id === undefined ? null : { id, row, rows };
};

/**
 * The candidates of a process with their pictures and what people think of them: those of its list, else those of its facts. What is of
 * another shape is passed over.
 */
export const candidatesOf = (
  { result, outputs }: Pick<Process, 'result' | 'outputs'>,
  verdicts: readonly Verdict[],
  list?: unknown,
): Candidate[] => {
  const pictures = outputs.filter(
    ({ kind, name, removed }) => kind === 'data-product' && !removed && /\.png$/i.test(name),
  );
  const given = new Map(verdicts.map((verdict) => [verdict.candidate, verdict]));
  const listed = isFacts(list) ? list['candidates'] : result['candidates'];
  const found = Array.isArray(listed) ? listed : [];
  return found.filter(isFacts).flatMap((facts): Candidate[] => {
    const [xPx, yPx, snr] = ['xPx', 'yPx', 'snr'].map((key) => numberOf(facts, key));
    if (xPx == null || yPx == null || snr == null) return [];
    const name = nameOfCandidate(facts);
    return [
      {
        ...{ name, xPx, yPx, snr, kept: facts['kept'] === true, reasons: reasonsOf(facts['reasons']) },
        ...{ raDeg: numberOf(facts, 'raDeg'), decDeg: numberOf(facts, 'decDeg') },
        ...{ mag: numberOf(facts, 'mag'), magError: numberOf(facts, 'magError') },
        ...{ fluxAdu: numberOf(facts, 'fluxAdu'), fluxErrorAdu: numberOf(facts, 'fluxErrorAdu') },
        known: knownOf(facts['known']),
        picture: pictureOf(pictures, facts['picture'], name),
        verdict: given.get(name)?.verdict ?? null,
        by: given.get(name)?.verdict ? (given.get(name)?.by ?? null) : null,
      },
    ];
  });
};

export const SORTS = ['significance', 'magnitude', 'place'] as const;
export type Sort = (typeof SORTS)[number];
export const FILTERS = ['kept', 'rejected', 'all', 'known', 'unknown', 'unjudged', 'real', 'bogus', 'unsure'] as const;
export type Filter = (typeof FILTERS)[number];

const fits = ({ kept, verdict, known }: Candidate, filter: Filter): boolean => {
  if (filter === 'all') return true;
  if (filter === 'kept') return kept;
  if (filter === 'rejected') return !kept;
  if (filter === 'known' || filter === 'unknown') return known.length > 0 === (filter === 'known');
  return filter === 'unjudged' ? verdict === null : verdict === filter;
};

const orders: Readonly<Record<Sort, (a: Candidate, b: Candidate) => number>> = {
  // what the filters kept stands first
  significance: (a, b) => Number(b.kept) - Number(a.kept) || Math.abs(b.snr) - Math.abs(a.snr),
  magnitude: (a, b) => (a.mag ?? Infinity) - (b.mag ?? Infinity) || 0,
  place: (a, b) => a.yPx - b.yPx || a.xPx - b.xPx,
};

export const shownOf = (candidates: readonly Candidate[], filter: Filter, sort: Sort): Candidate[] =>
  candidates.filter((candidate) => fits(candidate, filter)).sort(orders[sort]);

/** So many decimals that an error has two digits; frames in counts a second have small ones. */
export const decimalsOf = (error: number | null): number =>
  error === null || !(error > 0) ? 0 : Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(error))));

/** So many rows are on a page at once. */
export const PAGE_ROWS = 50;

/** One page of what is shown; a page that is none is the nearest that is one. */
export const pageOf = (shown: readonly Candidate[], wanted: string | undefined) => {
  const pages = Math.max(1, Math.ceil(shown.length / PAGE_ROWS));
  const page = Math.min(pages, Math.max(1, Math.round(Number(wanted ?? 1)) || 1));
  return { page, pages, rows: shown.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS) };
};

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
