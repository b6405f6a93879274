import type { Arcseconds } from '@nightjar/astro';
import { isFilter, type Cone, type StarsFound } from '@nightjar/catalogues';
import type { KnownObject } from '@nightjar/contracts';
import { footprint, separationDeg, SkyTree, type SkyPosition } from '@nightjar/imaging';
import type { PipelineContext } from '../kit/definition.js';
import type { ScienceFrame } from './read-science.js';

type Ctx = Pick<PipelineContext<unknown>, 'sky' | 'log' | 'signal'>;

/** What lists have at a place of the sky: null where they have nothing, absent where no list could be asked. */
export interface Nearby {
  readonly catalogueMatch?: KnownObject | null;
  readonly knownObject?: KnownObject | null;
  readonly variableStar?: KnownObject | null;
}
export type Knower = (at: SkyPosition) => Nearby;

export interface KnownWanted {
  /** Catalogues that a filter needs; without any, the one that calibrates the frame marks. */
  readonly catalogues: readonly string[];
  /** A filter needs the minor planets. */
  readonly minorPlanets: boolean;
  /** Candidates are marked by whatever is known, and by which of the lists. */
  readonly marks: { readonly catalogue: boolean; readonly others: boolean };
}

/** What is known on a frame, and what could not be looked up, in sentences. */
export interface Known {
  readonly knows: Knower;
  readonly notChecked: readonly string[];
}

/** A moving object's ephemeris is good to this, and places of variable stars of old are. */
const markArcsec: Arcseconds = 10;

/** No star further than this is the same one, however wide the stars of the frame. */
const starArcsec: Arcseconds = 60;

/** As deep as photometry asks unless told otherwise: the cache then has the answer. */
const calibratedToMag = 20;

/** The deep catalogues that know what is always there, by declination. */
export const deepCatalogues = (decDeg: number): string[] => [
  'gaiaedr3',
  ...(decDeg > -30 ? ['ps1'] : []),
  ...(decDeg < 0 ? ['skymapper'] : []),
];

type Place = Omit<KnownObject, 'separationArcsec'> & SkyPosition;

/**
 * Asks once for the whole frame. What could not be asked is said, and is not a fact: its filter is then not asked either. Nothing that
 * goes wrong here ends the step.
 */
export async function askKnown(ctx: Ctx, { wcs, image, seen }: ScienceFrame, wanted: KnownWanted): Promise<Known> {
  if (!wcs) return { knows: () => ({}), notChecked: [] };
  const { centre, corners } = footprint(wcs, image);
  const cone = { ...centre, radiusDeg: Math.max(...corners.map((corner) => separationDeg(centre, corner))) };
  const notChecked: string[] = [];
  const asked = async (what: string, ask: () => Promise<Answer>): Promise<readonly Place[] | undefined> => {
    const { places, note } = await ask().catch((fault: unknown): Answer => {
      ctx.signal.throwIfAborted();
      return { note: fault instanceof Error ? fault.message : String(fault) };
    });
    ctx.log(note, places ? 'info' : 'warn');
    if (!places) notChecked.push(`${what} were not checked: ${note}`);
    return places;
  };
  const { marks } = wanted;
  const [stars, bodies, variables] = await Promise.all([
    wanted.catalogues.length > 0 || marks.catalogue
      ? asked('Catalogue stars', () => catalogueStars(ctx, cone, seen, wanted.catalogues))
      : undefined,
    wanted.minorPlanets || marks.others
      ? asked('Minor planets', () => bodiesOf(ctx, cone, seen.midAt ?? seen.startAt))
      : undefined,
    marks.others ? asked('Variable stars', () => variablesOf(ctx, cone)) : undefined,
  ]);
  const [star, body, variable] = [
    nearestOf(stars, starArcsec),
    nearestOf(bodies, markArcsec),
    nearestOf(variables, markArcsec),
  ];
  const knows: Knower = (at) => ({
    ...(star && { catalogueMatch: star(at) }),
    ...(body && { knownObject: body(at) }),
    ...(variable && { variableStar: variable(at) }),
  });
  return { knows, notChecked };
}

/** Without places nobody could be asked. */
interface Answer {
  readonly places?: readonly Place[];
  readonly note: string;
}

async function catalogueStars(
  { sky }: Ctx,
  cone: Cone,
  { filter: seen }: ScienceFrame['seen'],
  names: readonly string[],
): Promise<Answer> {
  const filter = isFilter(seen) ? seen : 'r';
  const found: StarsFound[] = [];
  if (names.length === 0) found.push(await sky.stars({ filter, cone, limitMag: calibratedToMag }));
  for (const catalogue of names) found.push(await sky.stars({ catalogue, filter, cone }));
  const note = found.map((one) => one.note).join(' ');
  const answered = found.filter(({ catalogue }) => catalogue !== null);
  if (answered.length === 0) return { note };
  return { note, places: answered.flatMap(({ catalogue, stars }) => placesOf(catalogue ?? '', stars)) };
}

/** Stars of a catalogue by its name and their own. */
export const placesOf = (catalogue: string, stars: readonly (SkyPosition & { readonly id?: string })[]): Place[] =>
  stars.map(({ raDeg, decDeg, id = '' }) => ({
    ...{ raDeg, decDeg, name: [catalogue, id].join(' ').trim() },
    ...{ kind: 'catalogue star', type: null, catalogue },
  }));

async function bodiesOf({ sky }: Ctx, cone: Cone, at: Date | undefined): Promise<Answer> {
  if (!at) return { note: 'the frame has no time.' };
  const { bodies, note } = await sky.solarSystem(cone, at);
  const places = bodies?.map(({ name, kind, raDeg, decDeg }) => ({
    ...{ name, kind: kindOf(kind), type: kind, catalogue: 'skybot', raDeg, decDeg },
  }));
  return { note, ...(places && { places }) };
}

/** SkyBoT's classes begin with `Comet`, `Planet`, `Satellite`; all others are of minor planets. */
const kindOf = (kind: string): KnownObject['kind'] =>
  /^comet/i.test(kind) ? 'comet' : /^(planet|satellite)/i.test(kind) ? 'planet' : 'minor planet';

async function variablesOf({ sky }: Ctx, cone: Cone): Promise<Answer> {
  const { stars, note } = await sky.variables(cone);
  const places = stars?.map((star) => ({ ...star, kind: 'variable star' as const, catalogue: 'vsx' }));
  return { note, ...(places && { places }) };
}

/** Looks for the nearest one within a radius; undefined where there is no list. */
export function nearestOf(places: readonly Place[] | undefined, radiusArcsec: Arcseconds) {
  if (!places) return undefined;
  const tree = new SkyTree(places);
  return (at: SkyPosition): KnownObject | null => {
    const [near] = tree.within(at, radiusArcsec / 3600);
    const place = near && places[near.index];
    if (!place) return null;
    const { name, kind, type, catalogue } = place;
    return { name, kind, type, catalogue, separationArcsec: 3600 * near.separationDeg };
  };
}

/** All that is known at a place, nearest first; stars of catalogues count within the radius of the filter. */
export const knownAt = (
  { catalogueMatch, knownObject, variableStar }: Nearby,
  catalogueRadiusArcsec: Arcseconds,
): readonly KnownObject[] =>
  [
    catalogueMatch && catalogueMatch.separationArcsec <= catalogueRadiusArcsec ? catalogueMatch : null,
    knownObject ?? null,
    variableStar ?? null,
  ]
    .filter((one) => one !== null)
    .sort((a, b) => a.separationArcsec - b.separationArcsec);
