import { crossings, type Crossing, maxima } from './crossing.js';
import type { Equatorial, Place } from './place.js';
import type { Degrees } from './quantity.js';
import { skyTrack, type SkyTrack } from './track.js';

const DAY_MS = 86_400_000;
const STEP_MS = 1_200_000;

interface Culmination {
  /** The next upper culmination: the time of greatest altitude. */
  readonly transit: Date;
  readonly maxAltitudeDeg: Degrees;
}

/** How a target stands to an altitude in the day that follows an instant. */
export type Visibility =
  | ({ readonly kind: 'rises-and-sets'; readonly rise: Date; readonly set: Date } & Culmination)
  | ({ readonly kind: 'always-up' } & Culmination)
  | ({ readonly kind: 'never-up' } & Culmination);

const curveOf = (track: SkyTrack, target: Equatorial) => {
  const { altitudeDeg } = track.target(target);
  return (ms: number) => altitudeDeg(new Date(ms));
};

/** Every passage of a target through a geometric altitude within the span of a track. */
export const altitudeCrossings = (track: SkyTrack, target: Equatorial, altitudeDeg: Degrees): Crossing[] =>
  crossings(curveOf(track, target), altitudeDeg, track.from.getTime(), track.to.getTime(), STEP_MS);

/** The next rise through, transit, and set through a geometric altitude, each within 24 h of `from`. */
export const riseTransitSet = (target: Equatorial, altitudeDeg: Degrees, from: Date, place: Place): Visibility => {
  const [startMs, endMs] = [from.getTime(), from.getTime() + DAY_MS];
  const track = skyTrack(place, new Date(startMs - STEP_MS), new Date(endMs + STEP_MS), STEP_MS / 1000);
  const curve = curveOf(track, target);
  const culmination = nextSummit(curve, startMs, endMs);
  const within = altitudeCrossings(track, target, altitudeDeg).filter((c) => c.at >= from && c.at.getTime() <= endMs);
  const rise = within.find((c) => c.direction === 'rise')?.at;
  const set = within.find((c) => c.direction === 'set')?.at;
  if (rise && set) return { kind: 'rises-and-sets', rise, set, ...culmination };
  return { kind: culmination.maxAltitudeDeg >= altitudeDeg ? 'always-up' : 'never-up', ...culmination };
};

/** At a pole of the Earth the altitude does not change: any instant is as good, and the first is given. */
const nextSummit = (curve: (ms: number) => number, startMs: number, endMs: number): Culmination => {
  const humps = maxima(curve, startMs - STEP_MS, endMs + STEP_MS, STEP_MS);
  const { ms, value } = humps.find((h) => h.ms >= startMs && h.ms <= endMs) ?? { ms: startMs, value: curve(startMs) };
  return { transit: new Date(Math.round(ms)), maxAltitudeDeg: value };
};
