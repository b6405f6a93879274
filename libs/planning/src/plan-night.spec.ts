import { describe, expect, it } from '@jest/globals';
import { airmass, apparentAltAz, moonSeparation, separation, sunPosition } from '@nightjar/astro';
import type { Block, ObservationRequest } from '@nightjar/contracts';
import fc from 'fast-check';
import { horizonAltitude } from './horizon.js';
import { NightSky } from './night-sky.js';
import { observingNight } from './observing-night.js';
import { planNight } from './plan-night.js';
import { sampleRequest, sampleSite } from './sample-site.fixture.js';
import { exposuresIn } from './series.js';

const horizon = [
  { azimuthDeg: 0, altitudeDeg: 10 },
  { azimuthDeg: 90, altitudeDeg: 40 },
  { azimuthDeg: 180, altitudeDeg: 15 },
  { azimuthDeg: 270, altitudeDeg: 20 },
];
const site = sampleSite({ horizon });
const evening = new Date('2025-04-06T22:00:00Z');
const night = observingNight(evening, site);
if (!night) throw new Error('La Silla has a night in April');
const sky = new NightSky(site, night);
const at = (text: string): Date => new Date(`2025-04-07T${text}Z`);
const high = { raDeg: 190, decDeg: -29 };

const anyRequest = (n: number): fc.Arbitrary<ObservationRequest> =>
  fc
    .record({
      raDeg: fc.double({ min: 90, max: 300, noNaN: true }),
      decDeg: fc.double({ min: -85, max: 40, noNaN: true }),
      priority: fc.integer({ min: 1, max: 10 }),
      interrupts: fc.boolean(),
      exposureS: fc.integer({ min: 10, max: 900 }),
      count: fc.integer({ min: 1, max: 30 }),
      minAltitudeDeg: fc.integer({ min: 15, max: 60 }),
      minMoonSeparationDeg: fc.integer({ min: 0, max: 90 }),
      maxSunAltitudeDeg: fc.constantFrom(-12, -15, -18),
      window: fc.option(fc.tuple(fc.integer({ min: 0, max: 36_000 }), fc.integer({ min: 600, max: 20_000 }))),
    })
    .map(({ raDeg, decDeg, priority, interrupts, exposureS, count, window, ...constraints }) =>
      sampleRequest(n, {
        ...{ raDeg, decDeg, priority, interrupts, constraints },
        configurations: [{ filter: 'V', exposureS, count }],
        windows: window
          ? [
              {
                startAt: new Date(night.startMs + window[0] * 1000).toISOString(),
                endAt: new Date(night.startMs + (window[0] + window[1]) * 1000).toISOString(),
              },
            ]
          : [],
      }),
    );
const anyRequests = fc
  .integer({ min: 0, max: 25 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => anyRequest(i))));
const anyNow = fc.integer({ min: -3600, max: 30_000 }).map((s) => new Date(night.startMs + s * 1000));

const instants = ({ startAt, endAt }: Block): Date[] => {
  const [a, b] = [Date.parse(startAt), Date.parse(endAt)];
  return Array.from({ length: 7 }, (_, i) => new Date(a + ((b - a) * i) / 6));
};

const breaches = (block: Block, request: ObservationRequest): string[] =>
  instants(block).flatMap((date) => {
    const { altitudeDeg, azimuthDeg } = apparentAltAz(block, date, site);
    const { minAltitudeDeg, maxSunAltitudeDeg, minMoonSeparationDeg } = request.constraints;
    return [
      altitudeDeg < Math.max(minAltitudeDeg, 20) ? `altitude ${altitudeDeg}` : '',
      altitudeDeg < horizonAltitude(horizon, azimuthDeg) ? `behind the horizon at ${altitudeDeg}` : '',
      sunPosition(date, site).altitudeDeg > maxSunAltitudeDeg ? 'Sun' : '',
      moonSeparation(request, date, site) < minMoonSeparationDeg - 0.02 ? 'Moon' : '',
    ].filter(Boolean);
  });

describe('the plan of a night', () => {
  it('keeps every constraint from the first shutter to the last readout, by the full astronomy', () => {
    fc.assert(
      fc.property(anyRequests, anyNow, (requests, now) => {
        for (const block of planNight({ now, sky, requests, running: [] }).blocks) {
          const request = requests.find(({ id }) => id === block.request);
          if (!request) throw new Error('a block of no request');
          expect(breaches(block, request)).toEqual([]);
          const inside = request.windows.some(({ startAt, endAt }) => startAt <= block.startAt && block.endAt <= endAt);
          expect(request.windows.length === 0 || inside).toBe(true);
          expect(Date.parse(block.startAt)).toBeGreaterThanOrEqual(now.getTime());
          const seconds = (Date.parse(block.endAt) - Date.parse(block.startAt)) / 1000;
          const wanted = block.configurations.reduce((sum, one) => sum + one.count * (one.exposureS + 2), 0);
          expect(seconds).toBeCloseTo(wanted, 2);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('leaves time to slew and settle between two blocks', () => {
    fc.assert(
      fc.property(anyRequests, anyNow, (requests, now) => {
        const { blocks } = planNight({ now, sky, requests, running: [] });
        for (const [i, block] of blocks.entries()) {
          const before = blocks[i - 1];
          if (!before) continue;
          const gapS = (Date.parse(block.startAt) - Date.parse(before.endAt)) / 1000;
          expect(gapS).toBeGreaterThanOrEqual(30 + separation(before, block) / 2 - 0.002);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('accounts for every request exactly once', () => {
    fc.assert(
      fc.property(anyRequests, anyNow, (requests, now) => {
        const plan = planNight({ now, sky, requests, running: [] });
        const told = [...plan.blocks, ...plan.unscheduled].map(({ request }) => request);
        expect(told.sort()).toEqual(requests.map(({ id }) => id).sort());
        expect(plan.unscheduled.every(({ says }) => says.length > 10)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same for the same requests in any order', () => {
    fc.assert(
      fc.property(anyRequests, anyNow, (requests, now) => {
        const plan = planNight({ now, sky, requests, running: [] });
        expect(planNight({ now, sky, requests: [...requests].reverse(), running: [] })).toEqual(plan);
      }),
      { numRuns: 30 },
    );
  });

  it('never moves what runs, unless an interrupting request of higher priority can begin before it ends', () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const first = planNight({ now: evening, sky, requests, running: [] }).blocks[0];
        if (!first) return;
        const now = new Date(Date.parse(first.startAt) + 5000);
        const plan = planNight({ now, sky, requests, running: [first] });
        const stronger = requests.some((one) => one.interrupts && one.priority > first.priority);
        if (!stronger) expect(plan.blocks[0]).toEqual(first);
        else if (plan.blocks[0]?.request === first.request) expect(plan.blocks[0]).toEqual(first);
        else expect(plan.blocks[0]?.interrupts).toBe(true);
        expect(plan.blocks.length + plan.unscheduled.length).toBe(requests.length);
      }),
      { numRuns: 60 },
    );
  });

  it('lets an interrupting request of higher priority stop what runs and start as soon as the telescope is there', () => {
    const long = sampleRequest(1, { ...high, configurations: [{ filter: 'V', exposureS: 600, count: 10 }] });
    const running = planNight({ now: at('03:00:00'), sky, requests: [long], running: [] }).blocks[0];
    if (!running) throw new Error('the target is up');
    const now = new Date(Date.parse(running.startAt) + 60_000);
    const burst = sampleRequest(2, { raDeg: 200, decDeg: -29, priority: 100, interrupts: true });
    const plan = planNight({ now, sky, requests: [long, burst], running: [running] });
    expect(plan.blocks[0]?.request).toBe(burst.id);
    expect(Date.parse(plan.blocks[0]?.startAt ?? '') - now.getTime()).toBeLessThan(36_000);
    expect(plan.blocks[1]?.request).toBe(long.id);
  });

  it('does not stop what runs for an interrupting request of equal priority', () => {
    const long = sampleRequest(1, {
      ...high,
      priority: 100,
      configurations: [{ filter: 'V', exposureS: 600, count: 5 }],
    });
    const running = planNight({ now: at('03:00:00'), sky, requests: [long], running: [] }).blocks[0];
    if (!running) throw new Error('the target is up');
    const burst = sampleRequest(2, { ...high, priority: 100, interrupts: true });
    const plan = planNight({
      now: new Date(Date.parse(running.startAt) + 1000),
      sky,
      requests: [long, burst],
      running: [running],
    });
    expect(plan.blocks[0]).toEqual(running);
  });

  it('points a running observation anew when its position was revised', () => {
    const burst = sampleRequest(1, { ...high, priority: 100, interrupts: true });
    const running = planNight({ now: at('03:00:00'), sky, requests: [burst], running: [] }).blocks[0];
    if (!running) throw new Error('the target is up');
    const moved = { ...burst, raDeg: burst.raDeg + 0.5 };
    const plan = planNight({ now: at('03:02:00'), sky, requests: [moved], running: [running] });
    expect(plan.blocks).toHaveLength(1);
    expect(plan.blocks[0]?.raDeg).toBe(moved.raDeg);
  });

  it('takes as many exposures as fit before the target sets, and says so', () => {
    const setting = sampleRequest(1, {
      raDeg: 125,
      decDeg: -20,
      configurations: [{ filter: 'V', exposureS: 300, count: 100 }],
    });
    const plan = planNight({ now: at('01:00:00'), sky, requests: [setting], running: [] });
    const taken = exposuresIn(plan.blocks[0]?.configurations ?? []);
    expect(taken).toBeGreaterThan(5);
    expect(taken).toBeLessThan(100);
    expect(plan.scheduled[0]?.says).toContain(`${taken} of 100 exposures`);
  });

  it('observes what may wait near its transit, and what interrupts at once', () => {
    const calm = sampleRequest(1, { raDeg: 240, decDeg: -29 });
    const now = at('02:30:00');
    const waited = planNight({ now, sky, requests: [calm], running: [] }).blocks[0];
    const atOnce = planNight({ now, sky, requests: [{ ...calm, interrupts: true }], running: [] }).blocks[0];
    expect(waited?.airmass).toBeLessThan(1.01);
    expect(atOnce?.startAt.slice(0, 13)).toBe('2025-04-07T03');
    const middle = apparentAltAz(
      calm,
      new Date((Date.parse(waited?.startAt ?? '') + Date.parse(waited?.endAt ?? '')) / 2),
      site,
    );
    expect(waited?.airmass).toBeCloseTo(airmass(middle.altitudeDeg), 2);
  });

  it.each([
    ['never_rises', { decDeg: 80 }],
    [
      'moon',
      { raDeg: 125, decDeg: 22, constraints: { minAltitudeDeg: 20, minMoonSeparationDeg: 60, maxSunAltitudeDeg: -12 } },
    ],
    ['altitude', { raDeg: 10, decDeg: -20 }],
    ['twilight', { ...high, constraints: { minAltitudeDeg: 20, minMoonSeparationDeg: 0, maxSunAltitudeDeg: -70 } }],
    ['window', { ...high, windows: [{ startAt: '2025-04-05T01:00:00Z', endAt: '2025-04-05T02:00:00Z' }] }],
    ['duration', { ...high, configurations: [{ filter: 'V', exposureS: 50_000, count: 1 }] }],
    ['camera', { camera: 'nowhere' }],
    ['nothing_left', { remaining: [] }],
  ])('says “%s” of a request that cannot be observed for that reason', (reason, changes) => {
    const plan = planNight({ now: evening, sky, requests: [sampleRequest(1, changes)], running: [] });
    expect(plan.blocks).toEqual([]);
    expect(plan.unscheduled).toEqual([{ request: expect.any(String), reason, says: expect.stringMatching(/\w+ \w+/) }]);
  });

  it('says to whom a request lost its time', () => {
    const all = { ...high, configurations: [{ filter: 'V', exposureS: 600, count: 60 }] };
    const plan = planNight({
      now: evening,
      sky,
      requests: [sampleRequest(1, all), sampleRequest(2, { ...all, priority: 1 })],
      running: [],
    });
    expect(plan.unscheduled).toEqual([
      { request: expect.any(String), reason: 'conflict', says: 'no room left: its time went to star 1' },
    ]);
  });
});
