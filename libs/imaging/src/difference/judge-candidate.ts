import type { Arcseconds } from '@nightjar/astro';
import type { Adjustment } from './adjust.js';
import type { Candidate } from './measure-candidate.js';

export type CandidateFilter =
  | 'flags'
  | 'mask'
  | 'coverage'
  | 'edge'
  | 'significance'
  | 'shape'
  | 'dipole'
  | 'residual'
  | 'prefilter'
  | 'catalogue'
  | 'known-object'
  | 'variable-star'
  | 'adjust';

/** What one filter says of a candidate. `not-asked`: it was switched off or had nothing to judge by. */
export interface FilterVerdict {
  readonly filter: CandidateFilter;
  readonly verdict: 'passed' | 'failed' | 'not-asked';
  readonly because: string;
}

export interface CandidateVerdict {
  /** No filter failed. */
  readonly kept: boolean;
  readonly reasons: readonly FilterVerdict[];
}

/** Something known near a candidate, and what it is: `minor planet`. */
export interface Near {
  readonly name: string;
  readonly separationArcsec: Arcseconds;
  readonly kind?: string;
}

/** What others know of the candidate; everything is optional, and a filter without its fact is not asked. */
export interface CandidateFacts {
  /** Flags of a catalogue program, as SExtractor sets them, already cut to those that matter. */
  readonly flags?: number;
  readonly adjustment?: Adjustment;
  /** A source classifier's word: true for an outlier. */
  readonly outlier?: boolean;
  /** The nearest catalogued star, or null when none is near. */
  readonly catalogueMatch?: Near | null;
  /** A body of the solar system here, or null when none is known. */
  readonly knownObject?: Near | null;
  /** A known variable star here, or null when none is known. */
  readonly variableStar?: Near | null;
}

export interface CandidateLimits {
  /** Least significance. Default 5. */
  readonly snr?: number;
  /** Largest share of masked pixels within one FWHM. Default 0.1. */
  readonly maskedFraction?: number;
  /** Largest share of the pixels that its light reaches of which the template shows nothing. Default 0.02. */
  readonly uncoveredFraction?: number;
  /** Least distance to the edge, pixels. Default 5. */
  readonly edgePx?: number;
  /** Width over that of a star. Default 0.6 to 1.6. */
  readonly widthRatio?: readonly [number, number];
  /** Default 2. */
  readonly elongation?: number;
  /** Mean squared residual from the point spread function, in units of noise. Default 3. */
  readonly psfChi2?: number;
  /** Light of the other sign as a share of its own. Default 0.5. */
  readonly oppositeFraction?: number;
  /** Least change as a share of the star's own light: less is what is left of a bright star. Default 0.02. */
  readonly residualFraction?: number;
  /** Radius within which a catalogued star is the candidate, arcsec. Unset: not asked. */
  readonly catalogueRadiusArcsec?: Arcseconds;
  /** A catalogued star is only marked where this is false. Default true. */
  readonly rejectCatalogued?: boolean;
  /** A body of the solar system is only marked unless this is set. */
  readonly rejectKnown?: boolean;
}

type Answer = Omit<FilterVerdict, 'filter'>;

/**
 * Judges a candidate by every filter and tells each one's reason, also of those that it passed. It is kept when none
 * failed.
 */
export function judgeCandidate(
  candidate: Candidate,
  facts: CandidateFacts = {},
  limits: CandidateLimits = {},
): CandidateVerdict {
  const reasons: FilterVerdict[] = [
    { filter: 'flags', ...judgeFlags(facts) },
    { filter: 'mask', ...judgeMask(candidate, limits.maskedFraction ?? 0.1) },
    { filter: 'coverage', ...judgeCoverage(candidate, limits.uncoveredFraction ?? 0.02) },
    { filter: 'edge', ...judgeEdge(candidate, limits.edgePx ?? 5) },
    { filter: 'significance', ...judgeSignificance(candidate, limits.snr ?? 5) },
    { filter: 'shape', ...judgeShape(candidate, limits) },
    { filter: 'dipole', ...judgeDipole(candidate, limits.oppositeFraction ?? 0.5) },
    { filter: 'residual', ...judgeResidual(candidate, limits.residualFraction ?? 0.02) },
    { filter: 'prefilter', ...judgePrefilter(facts) },
    { filter: 'catalogue', ...judgeCatalogue(facts, limits) },
    { filter: 'known-object', ...judgeKnown(facts.knownObject, 'minor planet', limits.rejectKnown) },
    { filter: 'variable-star', ...judgeKnown(facts.variableStar, 'variable star', false) },
    { filter: 'adjust', ...judgeAdjustment(facts) },
  ];
  return { kept: reasons.every(({ verdict }) => verdict !== 'failed'), reasons };
}

const answer = (passes: boolean, because: string): Answer => ({ verdict: passes ? 'passed' : 'failed', because });
const notAsked = (because: string): Answer => ({ verdict: 'not-asked', because });
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const judgeFlags = ({ flags }: CandidateFacts): Answer =>
  flags === undefined
    ? notAsked('no catalogue program has flagged it')
    : answer(flags === 0, flags === 0 ? 'no flag is set' : `flags 0x${flags.toString(16)} are set`);

const judgeMask = ({ maskedFraction }: Candidate, most: number): Answer =>
  answer(maskedFraction <= most, `${percent(maskedFraction)} of its pixels are masked, ${percent(most)} may be`);

const judgeCoverage = ({ uncoveredFraction }: Candidate, most: number): Answer =>
  uncoveredFraction <= most
    ? answer(true, 'the template covers it')
    : answer(false, `the template ends beside it: it shows nothing of ${percent(uncoveredFraction)} about it`);

const judgeEdge = ({ edgePx }: Candidate, least: number): Answer =>
  answer(edgePx >= least, `${edgePx.toFixed(1)} px from the edge, ${least} are needed`);

const judgeSignificance = ({ snr }: Candidate, least: number): Answer =>
  answer(Math.abs(snr) >= least, `S/N ${snr.toFixed(1)}, ${least} is needed`);

function judgeShape({ widthRatio, elongation, psfChi2 }: Candidate, limits: CandidateLimits): Answer {
  const [narrowest, widest] = limits.widthRatio ?? [0.6, 1.6];
  const [longest, worst] = [limits.elongation ?? 2, limits.psfChi2 ?? 3];
  if (widthRatio === undefined || elongation === undefined) return answer(false, 'its light has no centre');
  if (widthRatio < narrowest) {
    return answer(false, `${widthRatio.toFixed(2)} times as wide as a star: a defect or a cosmic ray`);
  }
  if (widthRatio > widest) return answer(false, `${widthRatio.toFixed(2)} times as wide as a star`);
  if (elongation > longest) return answer(false, `elongation ${elongation.toFixed(2)}, ${longest} is allowed`);
  if (!(psfChi2 <= worst)) return answer(false, `unlike a star: chi squared ${psfChi2.toFixed(1)} a pixel`);
  return answer(true, `like a star: ${widthRatio.toFixed(2)} times its width, elongation ${elongation.toFixed(2)}`);
}

const judgeDipole = ({ oppositeFraction }: Candidate, most: number): Answer =>
  answer(
    oppositeFraction <= most,
    `light of the other sign beside it is ${percent(oppositeFraction)} of its own, ${percent(most)} may be`,
  );

function judgeResidual({ fluxAdu, templateFluxAdu }: Candidate, least: number): Answer {
  if (!(templateFluxAdu > Math.abs(fluxAdu))) return answer(true, 'it is brighter than what the template has here');
  const share = Math.abs(fluxAdu) / templateFluxAdu;
  return answer(
    share >= least,
    `${percent(share)} of the light that the template has here, ${percent(least)} is the least that counts`,
  );
}

const judgePrefilter = ({ outlier }: CandidateFacts): Answer =>
  outlier === undefined
    ? notAsked('no classifier has looked at it')
    : answer(
        !outlier,
        outlier ? 'the classifier calls it unlike the stars of the frame' : 'like the stars of the frame',
      );

function judgeCatalogue({ catalogueMatch }: CandidateFacts, limits: CandidateLimits): Answer {
  const { catalogueRadiusArcsec: radius, rejectCatalogued = true } = limits;
  if (radius === undefined || catalogueMatch === undefined) return notAsked('no catalogue was asked');
  if (catalogueMatch === null || catalogueMatch.separationArcsec > radius) {
    return answer(true, `no catalogued star within ${radius.toFixed(1)} arcsec`);
  }
  return rejectCatalogued
    ? answer(false, `${catalogueMatch.name} is ${catalogueMatch.separationArcsec.toFixed(1)} arcsec away`)
    : answer(true, nearKnown(catalogueMatch, 'catalogue star'));
}

/** In words, for who reads the reasons: `near known variable star RR Lyr, 1.2 arcsec`. */
export const nearKnown = ({ name, separationArcsec, kind }: Near, otherwise: string): string =>
  `near known ${kind ?? otherwise} ${name}, ${separationArcsec.toFixed(1)} arcsec`;

function judgeKnown(near: Near | null | undefined, kind: string, rejects = false): Answer {
  if (near === undefined) return notAsked(`nobody was asked for a known ${kind}`);
  return near === null ? answer(true, `no known ${kind} is near`) : answer(!rejects, nearKnown(near, kind));
}

function judgeAdjustment({ adjustment }: CandidateFacts): Answer {
  if (!adjustment) return notAsked('it was not adjusted');
  const { dxPx, dyPx, scale, chi2, chi2Before } = adjustment;
  const move = `the template moved by ${dxPx.toFixed(2)}, ${dyPx.toFixed(2)} px and scaled by ${scale.toFixed(2)}`;
  return adjustment.explained
    ? answer(false, `${move} explains it: chi squared ${chi2Before.toFixed(0)} falls to ${chi2.toFixed(0)}`)
    : answer(true, `${move} does not explain it: chi squared ${chi2Before.toFixed(0)}, then ${chi2.toFixed(0)}`);
}
