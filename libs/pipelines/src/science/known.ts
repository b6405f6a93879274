import type { Arcseconds } from '@nightjar/astro';
import { footprint, SkyTree, separationDeg, type CandidateFacts, type SkyPosition } from '@nightjar/imaging';
import type { PipelineContext } from '../kit/definition.js';
import type { ScienceFrame } from './read-science.js';

type Ctx = Pick<PipelineContext<unknown>, 'sky' | 'log'>;

/** What others know at a place of the sky. */
export type Knower = (at: SkyPosition) => Pick<CandidateFacts, 'catalogueMatch' | 'knownObject'>;

export interface KnownWanted {
  readonly catalogues: readonly string[];
  readonly minorPlanets: boolean;
}

/** A moving object's ephemeris is good to this. */
const minorPlanetArcsec: Arcseconds = 10;

/** No star further than this is the same one, however wide the stars of the frame. */
const starArcsec: Arcseconds = 60;

/** The deep catalogues that know what is always there, by declination. */
export const deepCatalogues = (decDeg: number): string[] => [
  'gaiaedr3',
  ...(decDeg > -30 ? ['ps1'] : []),
  ...(decDeg < 0 ? ['skymapper'] : []),
];

/** Asks once for the whole frame. What could not be asked is said, and is not a fact: its filter is then not asked either. */
export async function askKnown(ctx: Ctx, { wcs, image, seen }: ScienceFrame, wanted: KnownWanted): Promise<Knower> {
  if (!wcs) return () => ({});
  const { centre, corners } = footprint(wcs, image);
  const cone = { ...centre, radiusDeg: Math.max(...corners.map((corner) => separationDeg(centre, corner))) };
  const stars: (SkyPosition & { readonly name: string })[] = [];
  let answered = false;
  for (const catalogue of wanted.catalogues) {
    const found = await ctx.sky.stars({ catalogue, filter: seen.filter, cone });
    ctx.log(found.note, found.catalogue === null ? 'warn' : 'info');
    if (found.catalogue === null) continue;
    answered = true;
    for (const { raDeg, decDeg, id } of found.stars)
      stars.push({ raDeg, decDeg, name: [found.catalogue, id].join(' ').trim() });
  }
  const bodies = wanted.minorPlanets ? await askBodies(ctx, cone, seen.midAt ?? seen.startAt) : undefined;
  const tree = new SkyTree(stars);
  const nearestStar = (at: SkyPosition) => {
    const [near] = tree.within(at, starArcsec / 3600);
    const star = near && stars[near.index];
    return star ? { name: star.name, separationArcsec: 3600 * near.separationDeg } : null;
  };
  return (at) => ({
    ...(answered && { catalogueMatch: nearestStar(at) }),
    ...(bodies && { knownObject: nearestBody(bodies, at) }),
  });
}

async function askBodies({ sky, log }: Ctx, cone: Parameters<Ctx['sky']['solarSystem']>[0], at: Date | undefined) {
  if (!at) {
    log('The frame has no time: minor planets cannot be asked for.', 'warn');
    return undefined;
  }
  const { bodies, note } = await sky.solarSystem(cone, at);
  log(note, bodies ? 'info' : 'warn');
  return bodies ?? undefined;
}

function nearestBody(bodies: readonly (SkyPosition & { readonly name: string })[], at: SkyPosition) {
  const [near] = bodies
    .map((body) => ({ name: body.name, separationArcsec: 3600 * separationDeg(body, at) }))
    .sort((a, b) => a.separationArcsec - b.separationArcsec);
  return near && near.separationArcsec <= minorPlanetArcsec ? near : null;
}
