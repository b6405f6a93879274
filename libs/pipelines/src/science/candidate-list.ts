import type { CandidateList, CandidatePicture } from '@nightjar/contracts';
import type { MadeProduct } from '../kit/output.js';
import type { CandidateRecord } from './candidate-files.js';
import { drawCandidates, type CutoutFrame } from './cutouts.js';

/** So many that are kept, and so many that are not, are listed and shown, the most significant ones: the table has them all. */
const mostListed = 500;
/** So many stand among the facts of a process, which travel as one message. */
const mostInFacts = 100;

/** A candidate of the list, with its picture. */
export type ListedCandidate = CandidateRecord & { readonly picture: CandidatePicture | null };

/** Those that are kept, or those that are not, most significant first. */
export const bySignificance = (records: readonly CandidateRecord[], kept: boolean): CandidateRecord[] =>
  records.filter((one) => one.kept === kept).toSorted((a, b) => Math.abs(b.snr) - Math.abs(a.snr));

/** What a process lists of its candidates: pictures and the list as products, facts, and in words what is left to the table. */
export interface Listed {
  readonly products: readonly MadeProduct[];
  readonly facts: {
    /** The first of the list, kept ones first. */
    readonly candidates: readonly ListedCandidate[];
    /** Names of the others on the list: they too may be judged. */
    readonly otherCandidates: readonly string[];
    readonly candidatesFound: number;
    readonly candidatesKept: number;
  };
  readonly leftOut: string | undefined;
}

/** Lists candidates, kept ones first, then those that were rejected, each kind most significant first; each with its picture. */
export function listCandidates(stem: string, records: readonly CandidateRecord[], frame: CutoutFrame): Listed {
  const [kept, rejected] = [bySignificance(records, true), bySignificance(records, false)];
  const shown = [...kept.slice(0, mostListed), ...rejected.slice(0, mostListed)];
  const { products, pictures } = drawCandidates(stem, shown, frame);
  const candidates = shown.map((record, i): ListedCandidate => ({ ...record, picture: pictures[i] ?? null }));
  const list: Readonly<Omit<CandidateList, 'candidates'>> & { candidates: readonly ListedCandidate[] } = {
    ...{ candidates, found: records.length, kept: kept.length },
  };
  const left = records.length - shown.length;
  return {
    products: [
      {
        ...{ file: `${stem}.json`, type: 'other', mediaType: 'application/json', of: frame.of, tag: 'candidate-list' },
        meta: { candidates: shown.length, kept: kept.length },
        content: Buffer.from(JSON.stringify(list)),
      },
      ...products,
    ],
    facts: {
      candidates: candidates.slice(0, mostInFacts),
      otherCandidates: candidates.slice(mostInFacts).map(({ name }) => name),
      ...{ candidatesFound: records.length, candidatesKept: kept.length },
    },
    leftOut:
      left === 0
        ? undefined
        : `${left} candidates of ${records.length} are in ${stem}.vot alone: the ${mostListed} most significant ones that are kept, and as many that are rejected, are listed and shown.`,
  };
}
