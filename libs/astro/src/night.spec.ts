import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crossings, maxima } from './crossing.js';
import { darkness, nightEvents, nightOf, SUN_LEVELS } from './night.js';
import { dates, LA_SILLA, places } from './sample.js';
import { sunPosition } from './sun.js';

const TROMSO = { longitudeDeg: 18.96, latitudeDeg: 69.65, elevationM: 0 };
const POLE = { longitudeDeg: 0, latitudeDeg: 90, elevationM: 2800 };
const GREENWICH = { longitudeDeg: 0, latitudeDeg: 51.477_93, elevationM: 46 };

describe('crossings of a curve', () => {
  it('finds both ends of a hump that fits between two samples', () => {
    const hump = (ms: number) => 1 - ((ms - 5500) / 300) ** 2;
    const found = crossings(hump, 0, 0, 10_000, 2000);
    expect(found.map((c) => [c.at.getTime(), c.direction])).toEqual([
      [5200, 'rise'],
      [5800, 'set'],
    ]);
    expect(maxima(hump, 0, 10_000, 2000)[0]?.ms).toBeCloseTo(5500, 0);
  });

  it('finds nothing where a curve only comes near', () => {
    expect(crossings((ms) => Math.sin(ms / 1000) - 1.001, 0, 0, 10_000, 500)).toEqual([]);
  });
});

describe('a night', () => {
  it('runs from local mean noon to the next and is named after its evening', () => {
    const night = nightOf(new Date('2017-08-18T03:00:00Z'), LA_SILLA);
    expect(night.name).toBe('2017-08-17');
    expect(night.from.toISOString()).toBe('2017-08-17T16:42:57.120Z');
    expect(night.to.getTime() - night.from.getTime()).toBe(86_400_000);
  });

  it('holds the instant it was asked for, at every longitude', () => {
    fc.assert(
      fc.property(dates, places, (date, place) => {
        const { from, to } = nightOf(date, place);
        expect(from.getTime()).toBeLessThanOrEqual(date.getTime() + 1);
        expect(to.getTime()).toBeGreaterThan(date.getTime() - 1);
      }),
    );
  });

  it('has sunset and sunrise at Greenwich as the almanac prints them (2024-06-20: 20:21, 03:43 UTC)', () => {
    const events = nightEvents(new Date('2024-06-20T22:00:00Z'), GREENWICH);
    const minute = (date: Date | null) => new Date((date?.getTime() ?? NaN) + 30_000).toISOString().slice(0, 16);
    expect(minute(events.sunset)).toBe('2024-06-20T20:21');
    expect(minute(events.sunrise)).toBe('2024-06-21T03:43');
    expect(events.astronomicalDusk).toBeNull();
    expect(events.nauticalDusk).not.toBeNull();
  });

  it('has its twilights in order, each with the Sun at its altitude', () => {
    const events = nightEvents(new Date('2017-08-18T03:00:00Z'), LA_SILLA);
    const inOrder = [
      events.sunset,
      events.civilDusk,
      events.nauticalDusk,
      events.astronomicalDusk,
      events.astronomicalDawn,
      events.nauticalDawn,
      events.civilDawn,
      events.sunrise,
    ].map((date) => date?.getTime() ?? NaN);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
    const altitude = sunPosition(events.astronomicalDusk ?? new Date(0), LA_SILLA).altitudeDeg;
    expect(altitude).toBeCloseTo(SUN_LEVELS.astronomical, 4);
  });

  it('has no sunset under the midnight sun and no sunrise in the polar night', () => {
    const summer = nightEvents(new Date('2024-06-21T00:00:00Z'), TROMSO);
    expect([summer.sunset, summer.sunrise, summer.civilDusk]).toEqual([null, null, null]);
    expect(summer.sunLowestDeg).toBeGreaterThan(0);
    const winter = nightEvents(new Date('2024-12-21T00:00:00Z'), TROMSO);
    expect([winter.sunset, winter.sunrise]).toEqual([null, null]);
    expect(winter.sunHighestDeg).toBeLessThan(-0.8333);
    expect(winter.civilDusk).not.toBeNull();
  });

  it('is dark all day at the pole in winter and never in summer', () => {
    const winter = new Date('2024-12-21T00:00:00Z');
    const { from, to } = nightOf(winter, POLE);
    expect(darkness(winter, POLE)).toEqual({ from, to });
    expect(darkness(new Date('2024-06-21T00:00:00Z'), POLE)).toBeNull();
  });

  it('is dark from astronomical dusk to dawn elsewhere', () => {
    const events = nightEvents(new Date('2017-08-18T03:00:00Z'), LA_SILLA);
    const dark = darkness(new Date('2017-08-18T03:00:00Z'), LA_SILLA);
    expect(dark).toEqual({ from: events.astronomicalDusk, to: events.astronomicalDawn });
  });

  it('never puts a dawn before its dusk, whatever the place', () => {
    fc.assert(
      fc.property(dates, places, (date, place) => {
        const { sunset, sunrise, astronomicalDusk, astronomicalDawn } = nightEvents(date, place);
        if (sunset && sunrise) expect(sunrise.getTime()).toBeGreaterThan(sunset.getTime());
        if (astronomicalDusk && astronomicalDawn)
          expect(astronomicalDawn.getTime()).toBeGreaterThan(astronomicalDusk.getTime());
      }),
      { numRuns: 25 },
    );
  });
});
