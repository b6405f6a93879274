import { type Degrees, skyTrack } from '@nightjar/astro';
import type { Site } from '@nightjar/contracts';
import { type Interval, whereHolds } from './interval.js';
import { placeOf } from './night-sky.js';

const DAY_MS = 86_400_000;
/** Nautical darkness, where the site's strategies ask for nothing else. */
const USUAL_SUN_DEG: Degrees = -12;

/** The brightest sky in which any strategy of the site observes. */
export const brightestSunDeg = ({ strategies }: Pick<Site, 'strategies'>): Degrees =>
  strategies.length === 0
    ? USUAL_SUN_DEG
    : Math.max(...strategies.map(({ constraints }) => constraints.maxSunAltitudeDeg));

/**
 * The night that reigns, or the next to come within a day, as the stretch with the Sun below the brightest limit of the site's
 * strategies. Null: it gets dark at no time within the next day. Where it never gets light, a day from `now - 12 h` is given.
 */
export const observingNight = (now: Date, site: Site): Interval | null => {
  const nowMs = now.getTime();
  const track = skyTrack(placeOf(site), new Date(nowMs - DAY_MS), new Date(nowMs + 1.5 * DAY_MS), 600);
  const limitDeg = brightestSunDeg(site);
  const dark = whereHolds(
    (ms) => track.sun(new Date(ms)).altitudeDeg <= limitDeg,
    { startMs: nowMs - DAY_MS, endMs: nowMs + 1.5 * DAY_MS },
    600_000,
  );
  const night = dark.find(({ endMs }) => endMs > nowMs);
  if (!night || night.startMs > nowMs + DAY_MS) return null;
  return {
    startMs: Math.max(night.startMs, nowMs - DAY_MS / 2),
    endMs: Math.min(night.endMs, Math.max(nowMs, night.startMs) + DAY_MS),
  };
};
