import {
  type Degrees,
  type Equatorial,
  moonPosition,
  type Place,
  type Sky,
  skyAt,
  skyTrack,
  type SkyTrack,
} from '@nightjar/astro';
import type { Site } from '@nightjar/contracts';
import { Arc } from './arc.js';
import { type Interval, whereHolds } from './interval.js';

const RAD = Math.PI / 180;
const STEP_MS = 600_000;

export type Vector = readonly [number, number, number];
/** Unit vector towards a position. */
export const unit = ({ raDeg, decDeg }: Equatorial): Vector => [
  Math.cos(decDeg * RAD) * Math.cos(raDeg * RAD),
  Math.cos(decDeg * RAD) * Math.sin(raDeg * RAD),
  Math.sin(decDeg * RAD),
];

/** Angle between unit vectors, degrees; by the chord, which stays exact for small angles. */
export const angleDeg = (a: Vector, b: Vector): Degrees => {
  const chord = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  return (2 * Math.asin(Math.min(1, chord / 2))) / RAD;
};

/** Where a site is, as the astronomy wants it. */
export const placeOf = ({ longitudeDeg, latitudeDeg, elevationM }: Site): Place => ({
  longitudeDeg,
  latitudeDeg,
  elevationM,
});

/**
 * The sky over a site for a stretch of time: Sun and Moon sampled once, so that thousands of targets cost little. A pure value:
 * the same site and span give the same sky, and it may be kept for as long as the span matters.
 */
export class NightSky {
  readonly place: Place;
  private readonly middle: Sky;
  private readonly track: SkyTrack;
  private readonly dark = new Map<number, Interval[]>();
  private readonly moons: Vector[] = [];

  constructor(
    readonly site: Site,
    readonly span: Interval,
  ) {
    this.place = placeOf(site);
    this.middle = skyAt(new Date((span.startMs + span.endMs) / 2), this.place);
    this.track = skyTrack(this.place, new Date(span.startMs), new Date(span.endMs), STEP_MS / 1000);
    for (let ms = span.startMs; ms < span.endMs + STEP_MS; ms += STEP_MS)
      this.moons.push(unit(moonPosition(new Date(ms), this.place)));
  }

  arc(target: Equatorial): Arc {
    return new Arc(target, this.middle);
  }

  /** Geometric altitude of the Sun's centre. */
  sunAltitudeDeg(ms: number): Degrees {
    return this.track.sun(new Date(ms)).altitudeDeg;
  }

  /** When the Sun's centre is at or below an altitude. */
  sunBelow(altitudeDeg: Degrees): Interval[] {
    const known = this.dark.get(altitudeDeg);
    if (known) return known;
    const found = whereHolds((ms) => this.sunAltitudeDeg(ms) <= altitudeDeg - 0.0005, this.span, STEP_MS);
    this.dark.set(altitudeDeg, found);
    return found;
  }

  /** The Moon's direction (ICRS, topocentric), linear between samples of ten minutes: good to 0.001 degrees. */
  private moonAt(ms: number): Vector {
    const index = Math.max(0, Math.min(this.moons.length - 2, Math.floor((ms - this.span.startMs) / STEP_MS)));
    const [a, b] = [this.moons[index], this.moons[index + 1]];
    if (!a || !b) throw new RangeError('the sky spans no time');
    const k = (ms - this.span.startMs) / STEP_MS - index;
    const mixed = [a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k, a[2] + (b[2] - a[2]) * k] as const;
    const length = Math.hypot(...mixed);
    return [mixed[0] / length, mixed[1] / length, mixed[2] / length];
  }

  moonSeparationDeg(target: Equatorial, ms: number): Degrees {
    return angleDeg(unit(target), this.moonAt(ms));
  }

  /** When the Moon is at least so far from the target, whether it is up or not. */
  awayFromMoon(target: Equatorial, separationDeg: Degrees): Interval[] {
    if (separationDeg <= 0) return [this.span];
    const at = unit(target);
    return whereHolds((ms) => angleDeg(at, this.moonAt(ms)) >= separationDeg + 0.001, this.span, STEP_MS);
  }
}
