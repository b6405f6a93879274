import { describe, it } from '@jest/globals';
import { cosDeg, wrap180 } from '../angle.js';
import { apparentOfDate, precess } from '../apparent.js';
import { airmass, refractedAltitude, standardAir } from '../atmosphere.js';
import { moonPosition, moonSeparation } from '../moon.js';
import { separation } from '../separation.js';
import { localMeanSiderealTime, localSiderealTime } from '../sidereal.js';
import { apparentAltAz, skyAt } from '../sky.js';
import { sunFromAu, sunPosition } from '../sun.js';
import { jdTt, julianDateUtc } from '../time.js';
import { apply, fromVector, normalise } from '../vector.js';
import { aberrate } from '../aberration.js';
import { corpus, expectWithin, rows, type Site, SITES } from './table.js';

interface TargetRow {
  site: Site;
  unix: number;
  ra: number;
  dec: number;
  alt: number;
  az: number;
  alt_refracted: number | null;
  airmass: number | null;
  moon_sep: number;
}
interface BodiesRow {
  site: Site;
  unix: number;
  sun_alt: number;
  sun_az: number;
  moon_alt: number;
  moon_az: number;
  moon_dist_km: number;
  moon_illum: number;
  sun_ra_tod: number;
  sun_dec_tod: number;
}
interface SiderealRow {
  lon: number;
  unix: number;
  jd_utc: number;
  jd_tt: number;
  lmst_h: number;
  last_h: number;
}
interface PlaceRow {
  ra: number;
  dec: number;
  epoch_jyear: number;
  jd_tt: number;
  fk5_ra: number;
  fk5_dec: number;
  apparent_tete: [number, number];
}

const at = (unix: number) => new Date(Math.round(unix * 1000));
const arcsec = (deg: number) => deg * 3600;
const azimuthArcsec = (az: number, expected: number, alt: number) => arcsec(wrap180(az - expected)) * cosDeg(alt);

(corpus ? describe : describe.skip)('the sky against the oracle', () => {
  it('places targets to 3" in altitude and azimuth, airmass to 0.0005, the Moon’s distance to 10"', () => {
    const table = rows<TargetRow>('targets_altaz').map((row) => {
      const [date, place, target] = [at(row.unix), SITES[row.site], { raDeg: row.ra, decDeg: row.dec }];
      const { altitudeDeg, azimuthDeg } = apparentAltAz(target, date, place);
      return { row, place, altitudeDeg, azimuthDeg, moonDeg: moonSeparation(target, date, place) };
    });
    expectWithin(
      'target altitude, "',
      table.map(({ row, altitudeDeg }) => arcsec(altitudeDeg - row.alt)),
      3,
    );
    expectWithin(
      'target azimuth x cos(alt), "',
      table.map(({ row, azimuthDeg }) => azimuthArcsec(azimuthDeg, row.az, row.alt)),
      3,
    );
    expectWithin(
      'Moon-target separation, "',
      table.map(({ row, moonDeg }) => arcsec(moonDeg - row.moon_sep)),
      10,
    );
    expectWithin(
      'airmass (alt > 5)',
      table.flatMap(({ row, altitudeDeg }) =>
        row.airmass !== null && row.alt > 5 ? [airmass(altitudeDeg) - row.airmass] : [],
      ),
      0.0005,
    );
    const refraction = (low: number, high: number) =>
      table.flatMap(({ row, place, altitudeDeg }) =>
        row.alt_refracted !== null && row.alt > low && row.alt <= high
          ? [arcsec(refractedAltitude(altitudeDeg, standardAir(place.elevationM)) - row.alt_refracted)]
          : [],
      );
    expectWithin('refracted altitude (alt > 15), "', refraction(15, 90), 10);
    expectWithin('refracted altitude (alt 5-15), "', refraction(5, 15), 25);
  });

  it('places the Sun to 5" and the Moon to 10", its distance to 100 km, its phase to 0.0005', () => {
    const table = rows<BodiesRow>('sunmoon').map((row) => {
      const [date, place] = [at(row.unix), SITES[row.site]];
      return { row, date, place, sun: sunPosition(date, place), moon: moonPosition(date, place) };
    });
    expectWithin(
      'Sun altitude, "',
      table.map(({ row, sun }) => arcsec(sun.altitudeDeg - row.sun_alt)),
      5,
    );
    expectWithin(
      'Sun azimuth x cos(alt), "',
      table.map(({ row, sun }) => azimuthArcsec(sun.azimuthDeg, row.sun_az, row.sun_alt)),
      5,
    );
    expectWithin(
      'Moon altitude, "',
      table.map(({ row, moon }) => arcsec(moon.altitudeDeg - row.moon_alt)),
      10,
    );
    expectWithin(
      'Moon azimuth x cos(alt), "',
      table.map(({ row, moon }) => azimuthArcsec(moon.azimuthDeg, row.moon_az, row.moon_alt)),
      10,
    );
    expectWithin(
      'Moon distance, km',
      table.map(({ row, moon }) => moon.distanceKm - row.moon_dist_km),
      100,
    );
    expectWithin(
      'Moon lit fraction',
      table.map(({ row, moon }) => moon.illuminatedFraction - row.moon_illum),
      0.0005,
    );
    expectWithin(
      'Sun apparent place (incl. parallax <= 8.8"), "',
      table.map(({ row, date, place }) => {
        const sky = skyAt(date, place);
        const ofDate = fromVector(apply(sky.equator, aberrate(normalise(sunFromAu(sky)), sky.velocity)));
        return arcsec(separation(ofDate, { raDeg: row.sun_ra_tod, decDeg: row.sun_dec_tod }));
      }),
      12,
    );
  });

  it('tells mean and apparent sidereal time to 0.05 s and Julian dates to a millisecond', () => {
    const table = rows<SiderealRow>('lst');
    const hours = (h: number, expected: number) => wrap180((h - expected) * 15) * 240;
    expectWithin(
      'LAST, s',
      table.map((r) => hours(localSiderealTime(at(r.unix), r.lon), r.last_h)),
      0.05,
    );
    expectWithin(
      'LMST, s',
      table.map((r) => hours(localMeanSiderealTime(at(r.unix), r.lon), r.lmst_h)),
      0.05,
    );
    expectWithin(
      'JD(UTC), s',
      table.map((r) => (julianDateUtc(at(r.unix)) - r.jd_utc) * 86_400),
      0.001,
    );
    expectWithin(
      'JD(TT), s',
      table.map((r) => (jdTt(at(r.unix)) - r.jd_tt) * 86_400),
      0.001,
    );
  });

  it('precesses to 0.1" and gives apparent places to 0.5"', () => {
    const table = rows<PlaceRow>('precession');
    expectWithin(
      'precession of the mean equinox, "',
      table.map((r) => {
        const moved = precess({ raDeg: r.ra, decDeg: r.dec }, 2000, r.epoch_jyear);
        return arcsec(separation(moved, { raDeg: r.fk5_ra, decDeg: r.fk5_dec }));
      }),
      0.1,
    );
    expectWithin(
      'apparent place of date, "',
      table.map((r) => {
        const date = at((r.jd_tt - 2_440_587.5) * 86_400 - 69.184);
        const [raDeg, decDeg] = r.apparent_tete;
        return arcsec(separation(apparentOfDate({ raDeg: r.ra, decDeg: r.dec }, date), { raDeg, decDeg }));
      }),
      0.5,
    );
  });
});
