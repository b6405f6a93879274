import type { Arcseconds, Magnitudes } from '@nightjar/astro';
import { nearestFilter, type CatalogueStar, type Filter } from '@nightjar/catalogues';
import { median, mergeBlends, SkyTree, type SkyPosition } from '@nightjar/imaging';
import type { Reason } from '../science/candidate-files.js';

/** A catalogue that was asked, its stars with their magnitude in the band nearest to the frame's. */
export interface AskedCatalogue {
  readonly name: string;
  readonly stars: readonly (SkyPosition & { readonly mag: Magnitudes; readonly id: string })[];
}

/** NaN for a star that has no magnitude in any band near the filter's. */
export const starsIn = (stars: readonly CatalogueStar[], filter: Filter): AskedCatalogue['stars'] =>
  stars.map(({ raDeg, decDeg, mags, id = '' }) => {
    const band = nearestFilter(filter, Object.keys(mags) as Filter[]);
    return { raDeg, decDeg, id, mag: band === undefined ? NaN : (mags[band]?.mag ?? NaN) };
  });

/** An object of the frame as catalogues are asked about it. */
export interface Unknown {
  readonly sky: SkyPosition;
  readonly mag: Magnitudes;
}

export interface CatalogueLimits {
  /** Within this a star of the catalogue is the object. */
  readonly radiusArcsec: Arcseconds;
  /** An object so much brighter than the star at its place is new all the same; 0: no star may be there. */
  readonly magDiff: Magnitudes;
  /** The magnitudes of the objects are true ones; else their scale is that of the stars that match, if enough do. */
  readonly calibrated: boolean;
  /** Also held against the stars of the catalogue as the frame sees them, those within this seen as one. Unset: not. */
  readonly blendArcsec?: Arcseconds;
}

/** With fewer matches the difference of the scales is not known. */
const enoughMatches = 10;

/** What a catalogue says of each object: known, or unknown and why. */
export function judgeByCatalogue(
  { name, stars }: AskedCatalogue,
  objects: readonly Unknown[],
  { radiusArcsec, magDiff, calibrated, blendArcsec }: CatalogueLimits,
): Reason[] {
  const plain = matches(stars, objects, radiusArcsec);
  const blended = blendArcsec === undefined ? [] : matches(mergeBlends(stars, blendArcsec), objects, radiusArcsec);
  const offsets = objects.flatMap(({ mag }, i) => finite((plain[i] ?? [])[0]?.mag, mag));
  const offset = offsets.length > enoughMatches ? median(offsets) : calibrated ? 0 : NaN;
  return objects.map(({ mag }, i) => {
    const all = [...(plain[i] ?? []), ...(blended[i] ?? [])];
    const [nearest] = all;
    if (!nearest) return said(name, true, `no star within ${radiusArcsec.toFixed(1)} arcsec`);
    // what has no magnitude on either side cannot have brightened
    const brighter = (star: Match): number => star.mag + offset - mag;
    const same = all.find((star) => !(magDiff > 0 && brighter(star) >= magDiff));
    return same
      ? said(name, false, `a star is ${same.separationArcsec.toFixed(1)} arcsec away`)
      : said(
          name,
          true,
          `${brighter(nearest).toFixed(1)} mag brighter than the star ${nearest.separationArcsec.toFixed(1)} arcsec away`,
        );
  });
}

interface Match {
  readonly mag: Magnitudes;
  readonly separationArcsec: Arcseconds;
}

function matches(
  stars: readonly (SkyPosition & { readonly mag: Magnitudes })[],
  objects: readonly Unknown[],
  radiusArcsec: Arcseconds,
): Match[][] {
  const tree = new SkyTree(stars);
  return objects.map(({ sky }) =>
    tree.within(sky, radiusArcsec / 3600).map(({ index, separationDeg }) => ({
      ...{ mag: stars[index]?.mag ?? NaN, separationArcsec: 3600 * separationDeg },
    })),
  );
}

const finite = (catalogueMag: number | undefined, mag: number): number[] => {
  const off = mag - (catalogueMag ?? NaN);
  return Number.isFinite(off) ? [off] : [];
};

const said = (filter: string, passed: boolean, because: string): Reason => ({
  ...{ filter, verdict: passed ? 'passed' : 'failed', because },
});
