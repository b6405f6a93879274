import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { darknessAt, darknessBands } from './bands.js';
import { airmassCurve } from './curve.js';
import { domeLongitude, domeProjection } from './dome.js';
import { nightSky } from './night-sky.js';

const sanPedroMartir = { longitudeDeg: -115.4637, latitudeDeg: 31.0442, elevationM: 2830 };
const burst = { raDeg: 217.926, decDeg: 36.303 };
const limits = { minAltitudeDeg: 25, maxSunAltitudeDeg: -12, minMoonSeparationDeg: 20 };

describe('the bands of a night', () => {
  it('are drawn from both ends at -0.833, -6, -12 and -18 degrees', () => {
    const { bands } = nightSky(new Date('2008-03-19T06:12:49Z'), sanPedroMartir);
    const order = ['day', 'civil', 'nautical', 'astronomical', 'night', 'astronomical', 'nautical', 'civil', 'day'];
    expect(bands.map((band) => band.darkness)).toEqual(order);
  });

  it('begin and end at the twilights', () => {
    const { bands, events } = nightSky(new Date('2008-03-19T06:12:49Z'), sanPedroMartir);
    const night = bands.find((band) => band.darkness === 'night');
    expect(Math.abs((night?.fromMs ?? 0) - (events.astronomicalDusk?.getTime() ?? 0))).toBeLessThan(5000);
    expect(Math.abs((night?.toMs ?? 0) - (events.astronomicalDawn?.getTime() ?? 0))).toBeLessThan(5000);
  });

  it.each([67, -67, 90, -90])('cover the whole span without gaps at latitude %d, in every season', (latitudeDeg) => {
    for (const day of ['2026-03-20', '2026-06-21', '2026-09-22', '2026-12-21']) {
      const { bands, span } = nightSky(new Date(`${day}T22:00:00Z`), { ...sanPedroMartir, latitudeDeg });
      expect(bands[0]?.fromMs).toBe(span.fromMs);
      expect(bands.at(-1)?.toMs).toBeCloseTo(span.toMs, 0);
      bands.slice(1).forEach((band, i) => expect(band.fromMs).toBe(bands[i]?.toMs));
    }
  });

  it('agree with the altitude they were made from', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -60, max: 30, noNaN: true }), { minLength: 2, maxLength: 20 }), (sun) => {
        const bands = darknessBands(0, 1, sun);
        sun.slice(0, -1).forEach((altitude, i) => {
          const next = sun[i + 1] ?? 0;
          const middle = bands.find((b) => b.fromMs <= i + 0.5 && i + 0.5 < b.toMs);
          expect(middle?.darkness).toBe(darknessAt((altitude + next) / 2));
        });
      }),
    );
  });
});

describe('an airmass curve', () => {
  const sky = nightSky(new Date('2008-03-19T06:12:49Z'), sanPedroMartir);

  it('is nowhere below one, above three or in daylight drawn as observable', () => {
    const points = airmassCurve(sky.track, burst, sky.span, limits).flat();
    expect(points.length).toBeGreaterThan(50);
    for (const point of points) {
      expect(point.airmass).toBeGreaterThanOrEqual(1);
      expect(point.airmass).toBeLessThan(3.01);
      if (point.observable) expect(sky.track.sun(new Date(point.atMs)).altitudeDeg).toBeLessThanOrEqual(-12.5 + 1);
    }
  });

  it('is empty for what never rises', () => {
    expect(airmassCurve(sky.track, { raDeg: 0, decDeg: -85 }, sky.span, limits)).toEqual([]);
  });
});

describe('the dome', () => {
  const at = (azimuthDeg: number, altitudeDeg: number) =>
    domeProjection(200)([domeLongitude(azimuthDeg), altitudeDeg]) ?? [Number.NaN, Number.NaN];

  it('has the zenith in the middle, North up and East left', () => {
    expect(at(0, 90).map(Math.round)).toEqual([100, 100]);
    const [north, east, south, west] = [0, 90, 180, 270].map((azimuth) => at(azimuth, 0));
    expect(north?.[1]).toBeLessThan(20);
    expect(south?.[1]).toBeGreaterThan(180);
    expect(east?.[0]).toBeLessThan(20);
    expect(west?.[0]).toBeGreaterThan(180);
  });
});
