import {
  catalogueNamed,
  catalogueRequest,
  chooseCatalogue,
  covers,
  filtersOf,
  nearestFilter,
  readVotable,
  roundedCone,
  standIns,
  starsOf,
  VSX,
  within,
  type Catalogue,
  type Filter,
  type NotAsked,
  type StarsFound,
  type StarsWanted,
} from '@nightjar/catalogues';
import type { Asker } from './asker.js';
import { SkyFault } from './sky-fault.js';
import type { SkySettings } from './sky-settings.js';
import type { StarStore } from './star-store.js';
import { tycho2Stars } from './tycho2.js';

/** More stars than any frame needs; an answer that has as many is said to be cut. */
const MOST_STARS = 500_000;

type Found = Omit<StarsFound, 'asked' | 'notAsked' | 'note'>;

/** Where catalogues come from: those that the site has loaded, Tycho-2 of the index, servers. */
export interface StarSources {
  readonly settings: SkySettings;
  readonly asker: Asker;
  /** Null while there is none, with the reason. */
  readonly store: () => Promise<StarStore | string>;
  readonly signal?: AbortSignal;
}

/**
 * Stars of the wanted catalogue, else of the best that can be had: first others with the same filter, last Tycho-2. One that the site
 * has loaded goes before a server's of the same name.
 * @throws RangeError for a catalogue that nobody knows
 */
export async function referenceStars(wanted: StarsWanted, sources: StarSources): Promise<StarsFound> {
  const { filter, cone } = wanted;
  const asked = wanted.catalogue ?? chooseCatalogue(filter, cone.decDeg).name;
  const store = await sources.store();
  const loaded = typeof store === 'string' ? [] : await store.list();
  if (asked !== 'tycho2' && !catalogueNamed(asked) && !loaded.some(({ name }) => name === asked)) {
    const why = typeof store === 'string' && loaded.length === 0 ? `; ${store}` : '';
    throw new RangeError(
      `there is no catalogue ${asked}: it is none of the registry and none that the site has loaded${why}`,
    );
  }
  // stars that vary are no reference
  const references = loaded.filter(({ name }) => name !== VSX.name);
  const ownWithFilter = references.filter((one) => one.filters.includes(filter)).map(({ name }) => name);
  const order = [...new Set([asked, ...ownWithFilter, ...standIns(filter, cone.decDeg, asked), 'tycho2'])];
  const notAsked: NotAsked[] = [];
  for (const name of order) {
    const found = await fromOne(name, wanted, sources).catch((fault: unknown) => {
      if (!(fault instanceof SkyFault)) throw fault;
      notAsked.push({ name, because: fault.message });
    });
    if (found && (found.stars.length > 0 || name === asked))
      return { ...found, asked, notAsked, note: noteOf(found, asked, notAsked) };
    if (found) notAsked.push({ name, because: 'it has no stars there' });
  }
  const none: Found = { stars: [], catalogue: null, filter: null, from: 'none', truncated: false };
  return { ...none, asked, notAsked, note: noteOf(none, asked, notAsked) };
}

async function fromOne(name: string, wanted: StarsWanted, sources: StarSources): Promise<Found> {
  const local = await fromStore(name, wanted, sources);
  if (local) return local;
  if (name === 'tycho2') {
    const all = await tycho2Stars(wanted.cone, sources.settings.tycho2, sources.signal);
    const { limitMag = Infinity } = wanted;
    const stars = all.filter((star) => (star.mags.VT?.mag ?? NaN) <= limitMag);
    return { stars, catalogue: name, filter: 'VT', from: 'local', truncated: false };
  }
  const catalogue = catalogueNamed(name);
  if (!catalogue) throw new SkyFault('unreachable', 'it is not loaded');
  return fromServer(catalogue, wanted, sources);
}

async function fromStore(
  name: string,
  { cone, limitMag, filter }: StarsWanted,
  { store }: StarSources,
): Promise<Found | undefined> {
  const opened = await store();
  if (typeof opened === 'string') return undefined;
  const about = (await opened.list()).find((one) => one.name === name);
  if (!about) return undefined;
  const band = nearestFilter(filter, about.filters) ?? about.filters[0];
  if (!band) throw new SkyFault('no_such_column', 'it was loaded without magnitudes');
  const stars = await opened.cone(name, cone, limitMag === undefined ? undefined : { filter: band, mag: limitMag });
  return stars && { stars, catalogue: name, filter: band, from: 'local', truncated: false };
}

async function fromServer(
  catalogue: Catalogue,
  { cone, limitMag, filter }: StarsWanted,
  { asker, settings }: StarSources,
): Promise<Found> {
  if (!covers(catalogue, cone.decDeg))
    throw new SkyFault('refused', `it does not cover declination ${cone.decDeg.toFixed(1)}`);
  const question = { cone: roundedCone(cone), limitMag: limitMag ?? null, maxRows: MOST_STARS };
  const { value, from, ageS } = await asker.ask(
    settings.services.vizier,
    catalogueRequest(catalogue, question),
    (content) => {
      const table = readVotable(content.toString('utf8'));
      // a catalogue without a star in the cone comes without a table
      const stars = table.columns.length === 0 ? [] : starsOf(table, catalogue);
      return { stars, truncated: table.truncated || table.rows.length >= MOST_STARS };
    },
  );
  const band = bandOf(catalogue, filter);
  return {
    stars: within(cone, value.stars),
    catalogue: catalogue.name,
    filter: band,
    from,
    ageS,
    truncated: value.truncated,
  };
}

const bandOf = (catalogue: Catalogue, filter: Filter): Filter | null => {
  const has = filtersOf(catalogue);
  return nearestFilter(filter, has) ?? has[0] ?? null;
};

function noteOf(
  { catalogue, stars, from, ageS = 0, truncated, filter }: Found,
  asked: string,
  notAsked: readonly NotAsked[],
): string {
  const why = notAsked.map(({ name, because }) => `${name}: ${because}`).join('; ');
  if (catalogue === null) return `No catalogue could be asked (${why}).`;
  const source =
    from === 'cache' ? `the cache, ${ageText(ageS)} old` : from === 'network' ? 'its server' : 'this machine';
  const used = `${stars.length} stars of ${catalogue}${filter ? ` (${filter})` : ''} from ${source}`;
  const instead = catalogue === asked ? '' : ` instead of ${asked}`;
  const cut = truncated ? '; the server had more than it gives, so that some are missing' : '';
  return `${used}${instead}${why === '' ? '' : ` (${why})`}${cut}.`;
}

const ageText = (seconds: number): string =>
  seconds < 3600
    ? `${Math.round(seconds / 60)} min`
    : seconds < 172_800
      ? `${Math.round(seconds / 3600)} h`
      : `${Math.round(seconds / 86_400)} days`;
