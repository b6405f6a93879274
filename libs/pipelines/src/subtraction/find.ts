import {
  candidateAdjuster,
  findCandidates,
  judgeCandidate,
  type Candidate,
  type CandidateVerdict,
  type Difference,
  type SkyPosition,
  type Wcs,
} from '@nightjar/imaging';
import type { PipelineContext } from '../kit/definition.js';
import type { KnownObject } from '@nightjar/contracts';
import { knownAt, type Knower } from '../science/known.js';
import type { SubtractionFlags } from './params.js';
import { judgeShapes } from './shapes.js';
import { onFrame, type Box } from '../frame/box.js';

/** A candidate on the frame with what every filter says of it. */
export interface JudgedCandidate extends Candidate, CandidateVerdict {
  /** Null where the frame does not know where it looks. */
  readonly sky: SkyPosition | null;
  readonly known: readonly KnownObject[];
}

export interface Search {
  readonly flags: Pick<SubtractionFlags, 'filterPrefilter' | 'filterAdjust' | 'filterSkybot' | 'filterVizier'>;
  readonly limitSigma: number;
  readonly wcs: Wcs | undefined;
  readonly knows: Knower;
  /** Where to look at all. */
  readonly wanted: (sky: SkyPosition | null) => boolean;
}

/** Finds what differs on one part, and judges it by every filter that was asked for. */
export function findOnPart(
  difference: Difference,
  part: Box,
  { flags, limitSigma, wcs, knows, wanted }: Search,
  log: PipelineContext<unknown>['log'],
): JudgedCandidate[] {
  const found = findCandidates(difference, { threshold: limitSigma });
  const placed = found.flatMap((candidate) => {
    const sky = wcs?.pixelToSky(onFrame(candidate, part)) ?? null;
    return wanted(sky) ? [{ candidate, sky }] : [];
  });
  const shapes = flags.filterPrefilter
    ? judgeShapes(
        difference,
        placed.map(({ candidate }) => candidate),
      )
    : undefined;
  if (shapes?.stoodDown !== undefined) log(`The prefilter stands down: ${shapes.stoodDown}`);
  const adjust = flags.filterAdjust ? candidateAdjuster(difference) : undefined;
  const catalogueRadiusArcsec = wcs ? 0.5 * difference.fwhmPx * wcs.pixelScaleArcsec : undefined;
  return placed.map(({ candidate, sky }, i) => {
    const nearby = sky ? knows(sky) : {};
    const facts = {
      ...nearby,
      ...(shapes && shapes.stoodDown === undefined && { outlier: shapes.odd[i] ?? false }),
      ...(adjust && { adjustment: adjust(candidate, candidate.snr) }),
    };
    const verdict = judgeCandidate(candidate, facts, {
      ...{ snr: limitSigma, rejectKnown: flags.filterSkybot, rejectCatalogued: flags.filterVizier },
      ...(catalogueRadiusArcsec !== undefined && { catalogueRadiusArcsec }),
    });
    return { ...onFrame(candidate, part), ...verdict, sky, known: knownAt(nearby, catalogueRadiusArcsec ?? 0) };
  });
}

/**
 * Each candidate once: of those that parts which overlap found within one width of a star of each other, of one sign,
 * the one that lies deepest in its part. Most significant first.
 */
export function unique<T extends Candidate>(candidates: readonly T[], fwhmPx: number): T[] {
  const kept: T[] = [];
  const reach = Math.max(1, fwhmPx);
  // by squares as wide as the reach: what is near lies in the same one or in one beside it
  const squares = new Map<string, T[]>();
  const beside = [-1, 0, 1];
  for (const candidate of candidates.toSorted((a, b) => b.edgePx - a.edgePx)) {
    const [column, row] = [Math.floor(candidate.xPx / reach), Math.floor(candidate.yPx / reach)];
    const near = beside.flatMap((dx) => beside.flatMap((dy) => squares.get(`${column + dx},${row + dy}`) ?? []));
    const known = near.some(
      ({ xPx, yPx, sign }) => sign === candidate.sign && Math.hypot(xPx - candidate.xPx, yPx - candidate.yPx) < reach,
    );
    if (known) continue;
    kept.push(candidate);
    const own = squares.get(`${column},${row}`);
    if (own) own.push(candidate);
    else squares.set(`${column},${row}`, [candidate]);
  }
  return kept.sort((a, b) => Math.abs(b.snr) - Math.abs(a.snr));
}
