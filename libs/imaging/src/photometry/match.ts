import type { Arcseconds } from '@nightjar/astro';
import { SkyTree } from '../matching/sky-tree.js';
import type { SkyPosition } from '../wcs/tangent.js';

/** Indices of two positions that belong together. */
export interface Match {
  readonly a: number;
  readonly b: number;
  readonly separationArcsec: Arcseconds;
}

/** Every pair of two lists within a radius (inclusive), in the order of `a`, nearest first. Exact at the poles and across 0h. */
export function pairsWithin(a: readonly SkyPosition[], b: readonly SkyPosition[], radiusArcsec: Arcseconds): Match[] {
  const tree = new SkyTree(b);
  return a.flatMap((from, i) =>
    tree
      .within(from, radiusArcsec / 3600)
      .map(({ index, separationDeg }) => ({ a: i, b: index, separationArcsec: separationDeg * 3600 })),
  );
}

/**
 * Pairs two lists on the sphere, one to one: the closest pair first, each position at most once. Pairs come in the
 * order of `a`. A position whose nearest is taken gets its next: where that is wrong, use {@link matchMutual}.
 */
export function matchNearest(a: readonly SkyPosition[], b: readonly SkyPosition[], radiusArcsec: Arcseconds): Match[] {
  const pairs = pairsWithin(a, b, radiusArcsec);
  pairs.sort((p, q) => p.separationArcsec - q.separationArcsec || p.a - q.a || p.b - q.b);
  const [takenA, takenB] = [new Set<number>(), new Set<number>()];
  const unique = pairs.filter((pair) => {
    if (takenA.has(pair.a) || takenB.has(pair.b)) return false;
    takenA.add(pair.a);
    takenB.add(pair.b);
    return true;
  });
  return unique.sort((p, q) => p.a - q.a);
}

/** Only pairs of which each is the other's nearest. Pairs come in the order of `a`. */
export function matchMutual(a: readonly SkyPosition[], b: readonly SkyPosition[], radiusArcsec: Arcseconds): Match[] {
  const pairs = pairsWithin(a, b, radiusArcsec);
  const [bestOfA, bestOfB] = [new Map<number, Match>(), new Map<number, Match>()];
  for (const pair of pairs) {
    if (isCloser(pair, bestOfA.get(pair.a))) bestOfA.set(pair.a, pair);
    if (isCloser(pair, bestOfB.get(pair.b))) bestOfB.set(pair.b, pair);
  }
  return pairs.filter((pair) => bestOfA.get(pair.a) === pair && bestOfB.get(pair.b) === pair);
}

const isCloser = (pair: Match, than: Match | undefined): boolean =>
  than === undefined || pair.separationArcsec < than.separationArcsec;
