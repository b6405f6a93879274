import { altAzUnder, type Degrees, type Equatorial, type Horizontal, type Sky } from '@nightjar/astro';
import type { Interval } from './interval.js';

const RAD = Math.PI / 180;
/** Degrees of hour angle in a millisecond: a sidereal day is 86164.0905 s. */
const DEG_PER_MS = 360 / 86_164_090.5;
const wrap180 = (deg: number): number => deg - 360 * Math.floor((deg + 180) / 360);

/**
 * A star's daily path at one site, from its apparent place at one instant (geometric altitude, no refraction). Within a day of
 * that instant it leaves the full computation by less than 1 arcsecond (aberration and nutation move on).
 */
export class Arc {
  private readonly hourAngleDeg: number;
  private readonly sinSin: number;
  private readonly cosCos: number;
  private readonly decRad: number;
  private readonly latRad: number;
  private readonly atMs: number;

  constructor(target: Equatorial, sky: Sky) {
    const { altitudeDeg, azimuthDeg } = altAzUnder(sky, target);
    const [alt, az, lat] = [altitudeDeg * RAD, azimuthDeg * RAD, sky.place.latitudeDeg * RAD];
    const north = Math.cos(alt) * Math.cos(az);
    const east = Math.cos(alt) * Math.sin(az);
    const up = Math.sin(alt);
    const sinDec = up * Math.sin(lat) + north * Math.cos(lat);
    const toMeridian = up * Math.cos(lat) - north * Math.sin(lat);
    this.atMs = sky.date.getTime();
    this.latRad = lat;
    this.decRad = Math.atan2(sinDec, Math.hypot(east, toMeridian));
    this.hourAngleDeg = Math.atan2(-east, toMeridian) / RAD;
    this.sinSin = Math.sin(lat) * sinDec;
    this.cosCos = Math.cos(lat) * Math.cos(this.decRad);
  }

  private hourAngleRad(ms: number): number {
    return (this.hourAngleDeg + DEG_PER_MS * (ms - this.atMs)) * RAD;
  }

  sinAltitude(ms: number): number {
    return this.sinSin + this.cosCos * Math.cos(this.hourAngleRad(ms));
  }

  altitudeAzimuth(ms: number): Horizontal {
    const h = this.hourAngleRad(ms);
    const up = this.sinAltitude(ms);
    const north =
      Math.cos(this.latRad) * Math.sin(this.decRad) - Math.sin(this.latRad) * Math.cos(this.decRad) * Math.cos(h);
    const east = -Math.cos(this.decRad) * Math.sin(h);
    const azimuthDeg = Math.atan2(east, north) / RAD;
    return {
      altitudeDeg: Math.asin(Math.max(-1, Math.min(1, up))) / RAD,
      azimuthDeg: azimuthDeg < 0 ? azimuthDeg + 360 : azimuthDeg,
    };
  }

  /** Greatest altitude of the day. */
  get highestDeg(): Degrees {
    return Math.asin(Math.min(1, this.sinSin + this.cosCos)) / RAD;
  }

  /** The upper transit nearest to an instant, Unix ms. */
  transitNearMs(ms: number): number {
    return ms - wrap180(this.hourAngleDeg + DEG_PER_MS * (ms - this.atMs)) / DEG_PER_MS;
  }

  /** When the star is at or above an altitude, within a span; from the hour angle at that altitude (Meeus 1998, ch. 15). */
  above(altitudeDeg: Degrees, span: Interval): Interval[] {
    const cosine = (Math.sin(altitudeDeg * RAD) - this.sinSin) / this.cosCos;
    if (!(cosine <= 1)) return [];
    if (cosine <= -1) return [span];
    const halfMs = Math.acos(cosine) / RAD / DEG_PER_MS;
    const dayMs = 360 / DEG_PER_MS;
    const found: Interval[] = [];
    for (let transit = this.transitNearMs(span.startMs) - dayMs; transit - halfMs <= span.endMs; transit += dayMs) {
      const startMs = Math.max(span.startMs, transit - halfMs);
      const endMs = Math.min(span.endMs, transit + halfMs);
      if (startMs < endMs) found.push({ startMs, endMs });
    }
    return found;
  }

  /** Mean of 1/sin(altitude) over a stretch, nine samples. */
  meanAirmass({ startMs, endMs }: Interval): number {
    let sum = 0;
    for (let i = 0; i < 9; i++) sum += 1 / Math.max(this.sinAltitude(startMs + ((endMs - startMs) * i) / 8), 0.02);
    return sum / 9;
  }
}
