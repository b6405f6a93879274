import { crossings, type Crossing, maxima } from './crossing.js';
import type { Place } from './place.js';
import type { Degrees } from './quantity.js';
import { skyTrack, type SkyTrack } from './track.js';

const DAY_MS = 86_400_000;
const STEP_MS = 600_000;

/** Altitudes of the Sun's centre (geometric, degrees) that part the night. Sunset: half a diameter and 34' of refraction. */
export const SUN_LEVELS = { sunset: -0.8333, civil: -6, nautical: -12, astronomical: -18 } as const;

/** A night: from local mean noon to the next, named after the local day on which it begins. */
export interface Night {
  /** Local mean date at its beginning, `YYYY-MM-DD`. */
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
}

/** Events of one night; null where the Sun or the Moon does not pass that altitude. */
export interface NightEvents extends Night {
  readonly sunset: Date | null;
  readonly civilDusk: Date | null;
  readonly nauticalDusk: Date | null;
  readonly astronomicalDusk: Date | null;
  readonly astronomicalDawn: Date | null;
  readonly nauticalDawn: Date | null;
  readonly civilDawn: Date | null;
  readonly sunrise: Date | null;
  /** Centre of the Moon at geometric altitude 0. */
  readonly moonrise: Date | null;
  readonly moonset: Date | null;
  /** Extremes of the Sun's altitude in the night: they tell polar day (lowest above the level) from polar night. */
  readonly sunLowestDeg: Degrees;
  readonly sunHighestDeg: Degrees;
}

/** The night that holds an instant: [local mean noon, +24 h). */
export const nightOf = (date: Date, { longitudeDeg }: Place): Night => {
  const noonMs = DAY_MS / 2 - (longitudeDeg / 360) * DAY_MS;
  const day = Math.floor((date.getTime() - noonMs) / DAY_MS);
  const fromMs = Math.round(day * DAY_MS + noonMs);
  return {
    name: new Date(day * DAY_MS).toISOString().slice(0, 10),
    from: new Date(fromMs),
    to: new Date(fromMs + DAY_MS),
  };
};

const trackOf = ({ from, to }: Night, place: Place): SkyTrack => skyTrack(place, from, to, STEP_MS / 1000);

const sunCrossings = (track: SkyTrack, level: Degrees): Crossing[] =>
  crossings((ms) => track.sun(new Date(ms)).altitudeDeg, level, track.from.getTime(), track.to.getTime(), STEP_MS);

/** The first descent below a level, and the first ascent after it (any ascent where there is no descent). */
const duskAndDawn = (track: SkyTrack, level: Degrees): { dusk: Date | null; dawn: Date | null } => {
  const all = sunCrossings(track, level);
  const dusk = all.find((c) => c.direction === 'set')?.at ?? null;
  const dawn = all.find((c) => c.direction === 'rise' && (!dusk || c.at > dusk))?.at ?? null;
  return { dusk, dawn };
};

const sunExtremes = (track: SkyTrack) => {
  const altitude = (ms: number) => track.sun(new Date(ms)).altitudeDeg;
  const [from, to] = [track.from.getTime(), track.to.getTime()];
  const ends = [altitude(from), altitude(to)];
  const humps = maxima(altitude, from, to, STEP_MS).map((e) => e.value);
  const hollows = maxima((ms) => -altitude(ms), from, to, STEP_MS).map((e) => -e.value);
  return { sunLowestDeg: Math.min(...ends, ...hollows), sunHighestDeg: Math.max(...ends, ...humps) };
};

/** Sun and Moon in the night that holds an instant. Within 1 s (Sun) and 2 s (Moon) where UT1 = UTC. */
export const nightEvents = (date: Date, place: Place): NightEvents => {
  const night = nightOf(date, place);
  const track = trackOf(night, place);
  const set = duskAndDawn(track, SUN_LEVELS.sunset);
  const civil = duskAndDawn(track, SUN_LEVELS.civil);
  const nautical = duskAndDawn(track, SUN_LEVELS.nautical);
  const astronomical = duskAndDawn(track, SUN_LEVELS.astronomical);
  const moonAltitude = (ms: number) => track.moon(new Date(ms)).altitudeDeg;
  const moon = crossings(moonAltitude, 0, night.from.getTime(), night.to.getTime(), STEP_MS);
  return {
    ...night,
    sunset: set.dusk,
    civilDusk: civil.dusk,
    nauticalDusk: nautical.dusk,
    astronomicalDusk: astronomical.dusk,
    astronomicalDawn: astronomical.dawn,
    nauticalDawn: nautical.dawn,
    civilDawn: civil.dawn,
    sunrise: set.dawn,
    moonrise: moon.find((c) => c.direction === 'rise')?.at ?? null,
    moonset: moon.find((c) => c.direction === 'set')?.at ?? null,
    ...sunExtremes(track),
  };
};

/** The hours of a night with the Sun below an altitude (default -18), or null: it never gets that dark. */
export const darkness = (
  date: Date,
  place: Place,
  sunAltitudeDeg: Degrees = SUN_LEVELS.astronomical,
): { from: Date; to: Date } | null => {
  const track = trackOf(nightOf(date, place), place);
  const { dusk, dawn } = duskAndDawn(track, sunAltitudeDeg);
  if (!dusk && track.sun(track.from).altitudeDeg >= sunAltitudeDeg) return null;
  return { from: dusk ?? track.from, to: dawn ?? track.to };
};
