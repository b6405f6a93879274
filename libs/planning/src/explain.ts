import type { Interval } from './interval.js';
import type { NightSky } from './night-sky.js';
import { angle, clock, span as duration } from './say.js';
import type { Visibility, Wish } from './visibility.js';

/** Why a request is not in the plan. */
export type Reason =
  | 'never_rises'
  | 'altitude'
  | 'moon'
  | 'twilight'
  | 'window'
  | 'combination'
  | 'duration'
  | 'conflict'
  | 'camera'
  | 'nothing_left'
  | 'no_night';

export interface Explanation {
  readonly reason: Reason;
  /** One sentence for a person. */
  readonly says: string;
}

const none = (intervals: readonly Interval[]): boolean => intervals.length === 0;

const altitudeAlone = ({ arc, limitDeg }: Visibility, { site }: NightSky): Explanation =>
  arc.highestDeg < limitDeg
    ? {
        reason: 'never_rises',
        says: `never above ${angle(limitDeg)} from ${site.title} (at most ${angle(arc.highestDeg)})`,
      }
    : { reason: 'altitude', says: `not above ${angle(limitDeg)} and the horizon` };

/** When the target next climbs over its limit after an instant, within a day. */
const nextRise = ({ arc, limitDeg }: Visibility, fromMs: number): number | null =>
  arc.above(limitDeg, { startMs: fromMs, endMs: fromMs + 86_400_000 })[0]?.startMs ?? null;

/** Low for the whole span: until when, and what it is then. */
const lowUntil = (seen: Visibility, sky: NightSky, span: Interval): Explanation => {
  const alone = altitudeAlone(seen, sky);
  if (alone.reason === 'never_rises') return alone;
  const rise = nextRise(seen, span.endMs);
  const until = rise ? `below ${angle(seen.limitDeg)} until ${clock(rise)}` : alone.says;
  const last = seen.sun.at(-1);
  const then = last && last.endMs < (rise ?? 0) ? 'when it is day' : 'when its time is over';
  return { reason: 'altitude', says: rise ? `${until}, ${then}` : until };
};

/** High at some time, dark at some time, away from the Moon at some time: never all at once. */
const together = (seen: Visibility, sky: NightSky): Explanation => {
  const [high, dark] = [seen.altitude[0], seen.sun.at(-1)];
  if (high && dark && high.startMs >= dark.endMs)
    return {
      reason: 'combination',
      says: `below ${angle(seen.limitDeg)} until ${clock(high.startMs)}, when it is day`,
    };
  const set = seen.altitude.at(-1);
  const dusk = seen.sun[0];
  if (set && dusk && set.endMs <= dusk.startMs)
    return {
      reason: 'combination',
      says: `daylight until ${clock(dusk.startMs)}, and below ${angle(seen.limitDeg)} from ${clock(set.endMs)}`,
    };
  return {
    reason: 'combination',
    says: `never above ${angle(seen.limitDeg)}, in the dark, away from the Moon and in its window at the same time (${sky.site.title})`,
  };
};

const moonAlone = (wish: Wish, sky: NightSky, span: Interval): Explanation => ({
  reason: 'moon',
  says: `Moon too near: ${angle(sky.moonSeparationDeg(wish, span.startMs))} away, ${angle(wish.constraints.minMoonSeparationDeg)} wanted`,
});

/** Why there is no time at all in a span at which every limit holds; null when there is some. */
export const whyUnobservable = (sky: NightSky, wish: Wish, seen: Visibility, span: Interval): Explanation | null => {
  if (!none(seen.all)) return null;
  if (none(seen.window)) return { reason: 'window', says: 'its windows lie outside the rest of the night' };
  if (none(seen.sun)) return { reason: 'twilight', says: daylight(sky, wish, span) };
  if (none(seen.altitude)) return lowUntil(seen, sky, span);
  if (none(seen.moon)) return moonAlone(wish, sky, span);
  return together(seen, sky);
};

const daylight = (sky: NightSky, { constraints }: Wish, span: Interval): string => {
  const dusk = sky.sunBelow(constraints.maxSunAltitudeDeg).find(({ endMs }) => endMs > span.startMs);
  const limit = `the Sun is not below ${angle(constraints.maxSunAltitudeDeg)}`;
  return dusk && dusk.startMs > span.startMs ? `daylight until ${clock(dusk.startMs)}: ${limit}` : `daylight: ${limit}`;
};

/** Observable, but never long enough for one exposure. */
export const tooShort = (seen: Visibility, exposureS: number): Explanation => {
  const longestS = Math.max(...seen.all.map(({ startMs, endMs }) => (endMs - startMs) / 1000));
  return {
    reason: 'duration',
    says: `observable for ${duration(longestS)} at most; one exposure with its readout takes ${duration(exposureS)}`,
  };
};
