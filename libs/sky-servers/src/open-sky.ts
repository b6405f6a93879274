import {
  readSesame,
  readSimbad,
  readSkybot,
  readTns,
  sesameRequest,
  simbadRequest,
  skybotRequest,
  tnsRequest,
  type Cone,
  type Sky,
} from '@nightjar/catalogues';
import { julianDateUtc } from '@nightjar/astro';
import { Asker } from './asker.js';
import { referenceStars, type StarSources } from './reference-stars.js';
import { SkyFault } from './sky-fault.js';
import type { SkySettings } from './sky-settings.js';
import { StarStore } from './star-store.js';
import { surveyImage } from './survey-image.js';
import { variableStars } from './variable-stars.js';

/** The sky of this machine and of the servers that it may ask. Close it, as it may hold a connection to PostgreSQL. */
export interface OpenSky extends Sky {
  close(): Promise<void>;
}

/** Connects to nothing before it is asked something. @param signal ends whatever is asked */
export function openSky(settings: SkySettings, signal?: AbortSignal): OpenSky {
  const asker = new Asker(settings, signal);
  let store: Promise<StarStore | string> | undefined;
  const sources: StarSources = {
    ...{ settings, asker, ...(signal ? { signal } : {}) },
    store: () => (store ??= storeOf(settings)),
  };
  return {
    stars: (wanted) => referenceStars(wanted, sources),
    template: (wanted) => surveyImage(wanted, sources),
    resolve: (name) => resolveName(name, settings, asker),
    solarSystem: (cone, at) => bodiesIn(cone, at, settings, asker),
    variables: (cone) => variableStars(cone, sources),
    async close() {
      const opened = await store;
      if (opened && typeof opened !== 'string') await opened.close();
    },
  };
}

/** A database that is away costs the catalogues in it, not the run. */
async function storeOf({ databaseUrl }: SkySettings): Promise<StarStore | string> {
  if (databaseUrl === undefined) return 'no database is set, so that no catalogue of the site is at hand';
  return StarStore.open(databaseUrl).catch(
    (fault: unknown) =>
      `the site’s catalogues are out of reach: ${fault instanceof Error ? fault.message : String(fault)}`,
  );
}

async function resolveName(name: string, { services, tnsKey }: SkySettings, asker: Asker): ReturnType<Sky['resolve']> {
  const isTransient = /^(SN|AT)\s*\d{4}[a-z]+$/i.test(name);
  const asked = [
    ...(isTransient && tnsKey !== ''
      ? [() => asker.ask(services.tns, tnsRequest(name, tnsKey), (c) => readTns(String(c), name))]
      : []),
    () => asker.ask(services.sesame, sesameRequest(name), (content) => readSesame(String(content), name)),
    () => asker.ask(services.simbad, simbadRequest(name), (content) => readSimbad(String(content), name)),
  ];
  const faults: string[] = [];
  for (const ask of asked) {
    try {
      const { value, from } = await ask();
      if (value)
        return {
          place: value,
          note: `${name} is at ${value.raDeg.toFixed(5)} ${value.decDeg.toFixed(5)} (${value.by}, from the ${from}).`,
        };
    } catch (fault) {
      if (!(fault instanceof SkyFault)) throw fault;
      faults.push(fault.message);
    }
  }
  const why = [...new Set(faults)].join('; ');
  return { place: null, note: why === '' ? `Nobody knows ${name}.` : `Where ${name} is cannot be asked (${why}).` };
}

/** Bodies move: an answer holds for its moment, to a minute. */
const MINUTE_MS = 60_000;

async function bodiesIn(cone: Cone, at: Date, { services }: SkySettings, asker: Asker): ReturnType<Sky['solarSystem']> {
  const jd = julianDateUtc(new Date(Math.round(at.getTime() / MINUTE_MS) * MINUTE_MS));
  try {
    const { value } = await asker.ask(services.skybot, skybotRequest(cone, jd), (content) =>
      readSkybot(String(content)),
    );
    return { bodies: value, note: `${value.length} bodies of the solar system are known there.` };
  } catch (fault) {
    if (!(fault instanceof SkyFault)) throw fault;
    return { bodies: null, note: `SkyBoT could not be asked (${fault.message}).` };
  }
}
