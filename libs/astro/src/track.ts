import { aberrate, deflect } from './aberration.js';
import { cosDeg, radToDeg, sinDeg, wrap360 } from './angle.js';
import { heliocentricEarthAu, KM_PER_AU, LIGHT_SECONDS_PER_AU } from './ephemeris.js';
import { tabulate } from './knots.js';
import { geocentricMoonAu, illuminatedFraction } from './moon.js';
import type { Equatorial, Horizontal, Place } from './place.js';
import { equatorOfDate, frameBias } from './precession.js';
import type { Degrees, Seconds } from './quantity.js';
import { angleBetween } from './separation.js';
import { geocentricKm, horizonOfDate, horizontal, ROTATION_RAD_PER_S, type Sky, skyAt } from './sky.js';
import {
  apply,
  type Matrix3,
  norm,
  normalise,
  scale,
  subtract,
  transpose,
  unitVector,
  type Vector3,
} from './vector.js';

const DAY_MS = 86_400_000;
/** Aberration and nutation bend too much over a longer span for a straight line between its ends. */
const LONGEST_MS = 4 * DAY_MS;
const MOON_KNOT_MS = 7_200_000;
const SUN_KNOT_MS = DAY_MS / 2;
const SIDEREAL_DEG_PER_MS = 360.985_647_366_29 / DAY_MS;
const toIcrs = transpose(frameBias);

/** One target over the span of a track. Altitudes are geometric; instants lie within the span. */
export interface TargetTrack {
  altitudeDeg(date: Date): Degrees;
  altAz(date: Date): Horizontal;
  /** Angle to the Moon's centre, as `moonSeparation` measures it. */
  moonSeparationDeg(date: Date): Degrees;
  /** Altitudes at the steps of the track, degrees. */
  altitudesDeg(): Float64Array;
  /** Angles to the Moon's centre at the steps of the track, degrees. */
  moonSeparationsDeg(): Float64Array;
}

/** The sky over a place for up to four days: cheap at any instant, for any number of targets, within 1" of the full path. */
export interface SkyTrack {
  readonly place: Place;
  readonly from: Date;
  readonly to: Date;
  readonly stepS: Seconds;
  /** The instants of the steps: `from`, every `stepS` after it, none beyond `to`. */
  readonly times: readonly Date[];
  target(position: Equatorial): TargetTrack;
  /** The Sun's centre, geometric. */
  sun(date: Date): Horizontal;
  /** The Moon's centre, geometric, parallax included. */
  moon(date: Date): Horizontal;
  /** Lit part of the Moon's disc at the middle of the span, 0 to 1. */
  readonly moonIlluminatedFraction: number;
  /** Local apparent sidereal time as an angle in [0, 360). */
  siderealDeg(date: Date): Degrees;
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const blend = (a: Vector3, b: Vector3, part: number): Vector3 => [
  a[0] + (b[0] - a[0]) * part,
  a[1] + (b[1] - a[1]) * part,
  a[2] + (b[2] - a[2]) * part,
];

/** What the place adds to a direction from the Earth's centre, in (North, East, up). */
const observer = (place: Place) => {
  const [x, y, z] = geocentricKm(place);
  const radiusKm = Math.hypot(x, y);
  const [c, s] = [cosDeg(place.latitudeDeg), sinDeg(place.latitudeDeg)];
  const au = 1 / KM_PER_AU;
  const position: Vector3 = [(c * z - s * radiusKm) * au, 0, (c * radiusKm + s * z) * au];
  /** The spin carries the observer East: diurnal aberration, at most 0.32". */
  const eastward = radiusKm * ROTATION_RAD_PER_S * LIGHT_SECONDS_PER_AU * au;
  return { position, eastward };
};

/** Direction of a star in the true equator of date, as seen from the Earth's centre. */
const starOfDate = (sky: Sky, star: Vector3): Vector3 =>
  apply(sky.equator, aberrate(deflect(star, sky.fromSunAu), sky.earthVelocity));

const sidereal = (start: Sky, end: Sky) => {
  const [fromMs, toMs] = [start.date.getTime(), end.date.getTime()];
  const predicted = start.siderealDeg + (toMs - fromMs) * SIDEREAL_DEG_PER_MS;
  const reached = predicted + ((((end.siderealDeg - predicted + 540) % 360) + 360) % 360) - 180;
  const rate = toMs > fromMs ? (reached - start.siderealDeg) / (toMs - fromMs) : SIDEREAL_DEG_PER_MS;
  return (ms: number) => start.siderealDeg + (ms - fromMs) * rate;
};

/** East and up rows of the horizon at every step, six numbers a step: what an altitude needs, packed for speed. */
const eastAndUp = (times: readonly Date[], horizonAt: (ms: number) => Matrix3): Float64Array => {
  const rows = new Float64Array(times.length * 6);
  times.forEach((time, i) => {
    const [, east, up] = horizonAt(time.getTime());
    rows.set(east, i * 6);
    rows.set(up, i * 6 + 3);
  });
  return rows;
};

/** Altitudes of a star that drifts from `first` to `last`, `part` of the way at each step. The inner loop of planners. */
const altitudes = (rows: Float64Array, first: Vector3, last: Vector3, part: number, eastward: number): Float64Array => {
  const found = new Float64Array(rows.length / 6);
  const drift = subtract(last, first);
  for (let i = 0; i < found.length; i++) {
    const [at, k] = [i * part, i * 6];
    const [x, y, z] = [first[0] + drift[0] * at, first[1] + drift[1] * at, first[2] + drift[2] * at];
    const east = (rows[k] ?? 0) * x + (rows[k + 1] ?? 0) * y + (rows[k + 2] ?? 0) * z;
    const up = (rows[k + 3] ?? 0) * x + (rows[k + 4] ?? 0) * y + (rows[k + 5] ?? 0) * z;
    // The shift to the East lengthens the vector: to first order by eastward * east.
    found[i] = radToDeg(Math.asin(Math.max(-1, Math.min(1, up * (1 - eastward * east)))));
  }
  return found;
};

/** The Moon from the Earth's centre in the true equator of date, au. */
const moonTable = (fromMs: number, toMs: number) =>
  tabulate((date) => apply(equatorOfDate(date), geocentricMoonAu(date)), fromMs, toMs, MOON_KNOT_MS);

/** The apparent Sun from the Earth's centre in the true equator of date, au. */
const sunTable = (start: Sky, end: Sky) => {
  const [fromMs, toMs] = [start.date.getTime(), end.date.getTime()];
  const apparent = (date: Date): Vector3 => {
    const geometric = scale(apply(toIcrs, heliocentricEarthAu(date)), -1);
    const part = (date.getTime() - fromMs) / Math.max(1, toMs - fromMs);
    const velocity = blend(start.earthVelocity, end.earthVelocity, part);
    return scale(apply(equatorOfDate(date), aberrate(normalise(geometric), velocity)), norm(geometric));
  };
  return tabulate(apparent, fromMs, toMs, SUN_KNOT_MS);
};

const timesOf = (from: Date, to: Date, stepS: number): readonly Date[] => {
  if (!(stepS > 0)) throw new RangeError(`a track needs a positive step, not ${stepS} s`);
  const count = Math.floor((to.getTime() - from.getTime()) / (stepS * 1000) + 1e-9) + 1;
  return Array.from({ length: count }, (_, i) => new Date(from.getTime() + i * stepS * 1000));
};

/**
 * Prepares the sky over a place from `from` to `to`. Precession, nutation and aberration are computed at the ends and
 * blended between them, the Earth's rotation is exact, Sun and Moon come from tables made when first asked for.
 * @throws RangeError where `to` is before `from` or more than four days after it, or the step is not positive.
 */
export const skyTrack = (place: Place, from: Date, to: Date, stepS: Seconds): SkyTrack => {
  const [fromMs, toMs] = [from.getTime(), to.getTime()];
  if (!(toMs >= fromMs && toMs - fromMs <= LONGEST_MS)) throw new RangeError('a track spans 0 to 4 days');
  const times = timesOf(from, to, stepS);
  const [start, end] = [skyAt(from, place), skyAt(to, place)];
  const siderealAt = sidereal(start, end);
  const part = (ms: number) => (toMs > fromMs ? (ms - fromMs) / (toMs - fromMs) : 0);
  const { position, eastward } = observer(place);

  const horizonAt = (ms: number) => horizonOfDate(siderealAt(ms), place.latitudeDeg);
  const carried = (v: Vector3): Vector3 => [v[0], v[1] + eastward, v[2]];
  const nearby = (table: () => (ms: number) => Vector3) => (ms: number) =>
    carried(normalise(subtract(apply(horizonAt(ms), table()(ms)), position)));

  const moonAt = nearby(once(() => moonTable(fromMs, toMs)));
  const sunAt = nearby(once(() => sunTable(start, end)));
  const rows = once(() => eastAndUp(times, horizonAt));
  /** The Moon at the steps, turned back into the equator of date, where targets hardly move. */
  const moons = once(() => times.map((time) => apply(transpose(horizonAt(time.getTime())), moonAt(time.getTime()))));

  const target = (star: Equatorial): TargetTrack => {
    const icrs = unitVector(star);
    const [first, last] = [starOfDate(start, icrs), starOfDate(end, icrs)];
    const [listedFirst, listedLast] = [apply(start.equator, icrs), apply(end.equator, icrs)];
    const listedAt = (ms: number): Vector3 => blend(listedFirst, listedLast, part(ms));
    const seenAt = (ms: number): Vector3 => carried(apply(horizonAt(ms), blend(first, last, part(ms))));
    const altAz = (date: Date) => horizontal(seenAt(date.getTime()));
    const stepPart = part(fromMs + stepS * 1000);
    return {
      altAz,
      altitudeDeg: (date) => altAz(date).altitudeDeg,
      moonSeparationDeg: (date) =>
        angleBetween(apply(horizonAt(date.getTime()), listedAt(date.getTime())), moonAt(date.getTime())),
      altitudesDeg: () => altitudes(rows(), first, last, stepPart, eastward),
      moonSeparationsDeg: () =>
        Float64Array.from(moons(), (moon, i) => angleBetween(blend(listedFirst, listedLast, i * stepPart), moon)),
    };
  };

  const middle = new Date((fromMs + toMs) / 2);
  return {
    place,
    from,
    to,
    stepS,
    times,
    target,
    sun: (date) => horizontal(sunAt(date.getTime())),
    moon: (date) => horizontal(moonAt(date.getTime())),
    get moonIlluminatedFraction() {
      return illuminatedFraction(geocentricMoonAu(middle), scale(apply(toIcrs, heliocentricEarthAu(middle)), -1));
    },
    siderealDeg: (date) => wrap360(siderealAt(date.getTime())),
  };
};
