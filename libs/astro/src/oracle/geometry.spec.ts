import { describe, expect, it } from '@jest/globals';
import { wrap180 } from '../angle.js';
import { barycentricVelocityMS, lightTravelCorrection } from '../barycentre.js';
import { eclipticJ2000, galactic } from '../galactic.js';
import { properMotion } from '../motion.js';
import { positionAngle, separation } from '../separation.js';
import { AngleSyntaxError, parseAngle } from '../sexagesimal.js';
import { dateFromJulianDate } from '../time.js';
import { parseUtc, timeScales } from '../utc.js';
import { corpus, expectWithin, rows, type Site, SITES } from './table.js';

interface FramesRow {
  ra: number;
  dec: number;
  l: number;
  b: number;
  ecl_lon_J2000: number;
  ecl_lat_J2000: number;
}
interface PairRow {
  ra1: number;
  dec1: number;
  ra2: number;
  dec2: number;
  sep_arcsec: number;
  pa_deg: number;
}
interface MotionRow {
  ra: number;
  dec: number;
  pmra_cosdec_masyr: number;
  pmdec_masyr: number;
  parallax_mas: number;
  rv_kms: number;
  epoch0: number;
  epoch1: number;
  ra1: number;
  dec1: number;
}
interface LightRow {
  site: Site;
  ra: number;
  dec: number;
  jd_utc: number;
  ltt_bary_s: number;
  ltt_helio_s: number;
  bjd_tdb: number;
  hjd_utc: number;
  bary_rv_corr_ms: number;
}
interface AngleRow {
  input: string;
  unit: 'hourangle' | 'deg';
  deg: number | null;
  valid: boolean;
}
interface TimeRow {
  utc: string;
  jd: number;
  jd_tt: number;
  jd_tdb: number;
  tai_minus_utc: number | null;
  unix: number;
}

(corpus ? describe : describe.skip)('angles, frames and times against the oracle', () => {
  it('turns ICRS into galactic and ecliptic coordinates to 0.05"', () => {
    const table = rows<FramesRow>('galactic_ecliptic').map((row) => ({ row, at: { raDeg: row.ra, decDeg: row.dec } }));
    const apart = (a: { longitudeDeg: number; latitudeDeg: number }, lon: number, lat: number) =>
      separation({ raDeg: a.longitudeDeg, decDeg: a.latitudeDeg }, { raDeg: lon, decDeg: lat }) * 3600;
    expectWithin(
      'galactic l, b, "',
      table.map(({ row, at }) => apart(galactic(at), row.l, row.b)),
      0.05,
    );
    expectWithin(
      'ecliptic J2000, "',
      table.map(({ row, at }) => apart(eclipticJ2000(at), row.ecl_lon_J2000, row.ecl_lat_J2000)),
      0.05,
    );
  });

  it('measures separations from 0.1" to 180 degrees to a millionth of an arcsecond', () => {
    const table = rows<PairRow>('separation').map((row) => ({
      row,
      a: { raDeg: row.ra1, decDeg: row.dec1 },
      b: { raDeg: row.ra2, decDeg: row.dec2 },
    }));
    expectWithin(
      'separation beyond its printed digits, "',
      table.map(({ row, a, b }) => {
        const printed = 10 ** (Math.floor(Math.log10(Math.max(row.sep_arcsec, 1e-9))) - 8) / 2;
        return Math.max(0, Math.abs(separation(a, b) * 3600 - row.sep_arcsec) - printed);
      }),
      1e-6,
    );
    expectWithin(
      'position angle, deg (sep 0.36" to 179.99 deg)',
      table.flatMap(({ row, a, b }) =>
        row.sep_arcsec > 0.36 && row.sep_arcsec < 179.99 * 3600 ? [wrap180(positionAngle(a, b) - row.pa_deg)] : [],
      ),
      1e-6,
    );
  });

  it('moves stars rigorously to a milliarcsecond', () => {
    expectWithin(
      'proper motion, "',
      rows<MotionRow>('proper_motion').map((r) => {
        const motion = {
          pmRaMasPerYear: r.pmra_cosdec_masyr,
          pmDecMasPerYear: r.pmdec_masyr,
          parallaxMas: r.parallax_mas,
          radialVelocityKmS: r.rv_kms,
        };
        const moved = properMotion({ raDeg: r.ra, decDeg: r.dec }, motion, r.epoch0, r.epoch1);
        return separation(moved, { raDeg: r.ra1, decDeg: r.dec1 }) * 3600;
      }),
      0.001,
    );
  });

  it('refers times of arrival to the barycentre and the Sun to 0.05 s and velocities to 2 m/s', () => {
    const table = rows<LightRow>('barycentric').map((row) => {
      const [target, date, place] = [
        { raDeg: row.ra, decDeg: row.dec },
        dateFromJulianDate(row.jd_utc),
        SITES[row.site],
      ];
      return {
        row,
        light: lightTravelCorrection(target, date, place),
        velocity: barycentricVelocityMS(target, date, place),
      };
    });
    expectWithin(
      'Roemer delay, s',
      table.map(({ row, light }) => light.barycentricS - row.ltt_bary_s),
      0.05,
    );
    expectWithin(
      'heliocentric delay, s',
      table.map(({ row, light }) => light.heliocentricS - row.ltt_helio_s),
      0.05,
    );
    expectWithin(
      'BJD(TDB), s',
      table.map(({ row, light }) => (light.bjdTdb - row.bjd_tdb) * 86_400),
      0.05,
    );
    expectWithin(
      'HJD(UTC), s',
      table.map(({ row, light }) => (light.hjdUtc - row.hjd_utc) * 86_400),
      0.05,
    );
    expectWithin(
      'barycentric velocity, m/s',
      table.map(({ row, velocity }) => velocity - row.bary_rv_corr_ms),
      2,
    );
  });

  it('reads every angle that the oracle reads, to 1e-9 degrees, and refuses what it refuses', () => {
    const table = rows<AngleRow>('sexagesimal');
    const parse = (row: AngleRow) => parseAngle(row.input, row.unit === 'hourangle' ? 'hour' : 'degree');
    for (const row of table.filter((r) => !r.valid)) expect(() => parse(row)).toThrow(AngleSyntaxError);
    expectWithin(
      'sexagesimal, deg',
      table.filter((r) => r.valid).map((row) => parse(row) - (row.deg ?? NaN)),
      1e-9,
    );
  });

  it('keeps UTC, TT and TDB, through leap seconds too, to a millisecond', () => {
    const table = rows<TimeRow>('timescales').map((row) => ({ row, scales: timeScales(row.utc) }));
    for (const { row, scales } of table)
      if (row.tai_minus_utc !== null) expect(scales.taiMinusUtcS).toBe(row.tai_minus_utc);
    expectWithin(
      'timescales: JD(UTC), s',
      table.map(({ row, scales }) => (scales.jdUtc - row.jd) * 86_400),
      0.001,
    );
    expectWithin(
      'timescales: JD(TT), s',
      table.map(({ row, scales }) => (scales.jdTt - row.jd_tt) * 86_400),
      0.001,
    );
    expectWithin(
      'timescales: JD(TDB), s',
      table.map(({ row, scales }) => (scales.jdTdb - row.jd_tdb) * 86_400),
      0.001,
    );
    expectWithin(
      'timescales: unix, s',
      table.map(({ row }) => parseUtc(row.utc).getTime() / 1000 - row.unix),
      0.001,
    );
  });
});
