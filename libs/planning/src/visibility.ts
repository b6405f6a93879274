import type { Degrees, Equatorial } from '@nightjar/astro';
import type { Constraints } from '@nightjar/contracts';
import type { Arc } from './arc.js';
import { horizonAltitude } from './horizon.js';
import { intersect, type Interval, shrink, whereHolds } from './interval.js';
import type { NightSky } from './night-sky.js';

/** Kept clear of every astronomical edge, so that rounding never breaks a limit. */
const EDGE_MS = 1000;
const EDGE_DEG = 0.0005;

/** What is asked of the sky for one target. */
export interface Wish extends Equatorial {
  readonly constraints: Constraints;
  readonly windows: readonly { readonly startAt: string; readonly endAt: string }[];
  readonly camera: string;
}

/** When each limit alone holds within a span, and when all of them do. */
export interface Visibility {
  readonly arc: Arc;
  readonly limitDeg: Degrees;
  readonly altitude: readonly Interval[];
  readonly moon: readonly Interval[];
  readonly sun: readonly Interval[];
  readonly window: readonly Interval[];
  readonly all: readonly Interval[];
}

/** The lowest altitude that both the request and the mount of its camera allow. */
const lowestDeg = (sky: NightSky, { camera, constraints }: Pick<Wish, 'camera' | 'constraints'>): Degrees => {
  const telescope = sky.site.cameras.find(({ name }) => name === camera)?.telescope;
  const mount = sky.site.telescopes.find(({ name }) => name === telescope) ?? sky.site.telescopes[0];
  return Math.max(constraints.minAltitudeDeg, mount?.minAltitudeDeg ?? 0);
};

const aboveHorizon = (sky: NightSky, arc: Arc, limitDeg: Degrees, span: Interval): Interval[] => {
  const high = arc.above(limitDeg + EDGE_DEG, span);
  const { horizon } = sky.site;
  if (horizon.every(({ altitudeDeg }) => altitudeDeg <= limitDeg)) return high;
  const clear = (ms: number): boolean => {
    const { altitudeDeg, azimuthDeg } = arc.altitudeAzimuth(ms);
    return altitudeDeg >= horizonAltitude(horizon, azimuthDeg) + EDGE_DEG;
  };
  return high.flatMap((stretch) => whereHolds(clear, stretch, 60_000));
};

/** When a target may be observed between two instants. */
export const visibility = (sky: NightSky, wish: Wish, span: Interval): Visibility => {
  const arc = sky.arc(wish);
  const limitDeg = lowestDeg(sky, wish);
  const altitude = shrink(
    aboveHorizon(sky, arc, limitDeg, { startMs: span.startMs - EDGE_MS, endMs: span.endMs + EDGE_MS }),
    EDGE_MS,
  );
  const inside = [span];
  const moon = intersect(sky.awayFromMoon(wish, wish.constraints.minMoonSeparationDeg), inside);
  const sun = intersect(sky.sunBelow(wish.constraints.maxSunAltitudeDeg), inside);
  // Windows that touch are not joined: an observation must lie wholly inside one of them.
  const windows: Interval[] = wish.windows.map(({ startAt, endAt }) => ({
    startMs: Date.parse(startAt),
    endMs: Date.parse(endAt),
  }));
  const window = windows.length === 0 ? inside : windows.flatMap((one) => intersect([one], inside));
  const clear = intersect(intersect(altitude, moon), sun);
  return { arc, limitDeg, altitude, moon, sun, window, all: window.flatMap((one) => intersect(clear, [one])) };
};
