import { describe, expect, it } from '@jest/globals';
import type { Block, NightPlan, Observation } from '@nightjar/contracts';
import fc from 'fast-check';
import { configurationsSay, doingNow, placeLabels, spreadLabels, timelineItems } from './rules.js';

const at = (minute: number): string => new Date(Date.UTC(2008, 2, 19, 6, minute)).toISOString();
const nowMs = Date.parse(at(30));

const block = (request: string, from: number, to: number): Block => ({
  request,
  target: 'tgt_1',
  targetName: `target of ${request}`,
  raDeg: 0,
  decDeg: 0,
  startAt: at(from),
  endAt: at(to),
  airmass: 1.3,
  priority: 10,
  interrupts: false,
  camera: 'north',
  configurations: [{ filter: 'V', exposureS: 30, count: 4 }],
  constraints: { minAltitudeDeg: 25, minMoonSeparationDeg: 20, maxSunAltitudeDeg: -12 },
  traceId: null,
});

const planOf = (...blocks: Block[]): NightPlan => ({
  version: 2,
  createdAt: at(0),
  night: null,
  blocks,
  unscheduled: [],
});

const observation = (request: string, from: number, to: number | null, state: Observation['state']): Observation => ({
  id: `obs_${request}_${from}`,
  request,
  target: 'tgt_1',
  targetName: 'Swift 306757',
  state,
  step: 'exposure 1 of 4',
  because: null,
  startedAt: at(from),
  finishedAt: to === null ? null : at(to),
  frames: 1,
  framesPlanned: 4,
  traceId: null,
});

describe('the timeline', () => {
  it('shows a block that is being carried out once, running to its planned end', () => {
    const items = timelineItems(planOf(block('a', 28, 40)), [observation('a', 28, null, 'RUNNING')], [], nowMs);
    expect(items.map(({ kind, toMs }) => [kind, toMs])).toEqual([['running', Date.parse(at(40))]]);
  });

  it('keeps what failed beside the block that tries again', () => {
    const items = timelineItems(planOf(block('a', 35, 40)), [observation('a', 10, 15, 'FAILED')], [], nowMs);
    expect(items.map(({ kind }) => kind).sort()).toEqual(['failed', 'planned']);
  });

  it('says that a block passed unobserved', () => {
    expect(timelineItems(planOf(block('a', 1, 5)), [], [], nowMs)[0]?.kind).toBe('missed');
  });

  it('gives a running observation without a plan an end that is not before now', () => {
    expect(timelineItems(undefined, [observation('a', 10, null, 'RUNNING')], [], nowMs)[0]?.toMs).toBe(nowMs);
  });

  it('never lets two names of a level overlap', () => {
    const names = fc.array(fc.record({ key: fc.uuid(), name: fc.string({ maxLength: 12 }), xPx: fc.nat(800) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(names, (items) => {
        const placed = placeLabels(items, 7, 2);
        return placed.every((a) =>
          placed.every(
            (b) =>
              a === b ||
              a.level !== b.level ||
              a.xPx + a.name.length * 7 <= b.xPx ||
              b.xPx + b.name.length * 7 <= a.xPx,
          ),
        );
      }),
    );
  });
});

it('keeps the names of curves from lying over one another', () => {
  const label = fc.record({
    key: fc.uuid(),
    name: fc.constantFrom('M 3', 'Swift 306757'),
    xPx: fc.nat(300),
    yPx: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(label, { maxLength: 12 }), (labels) => {
      const placed = spreadLabels(labels, 6, 13);
      return placed.every((a, i) =>
        placed.every(
          (b, k) =>
            i === k ||
            Math.abs(a.yPx - b.yPx) >= 13 ||
            a.xPx + a.name.length * 6 <= b.xPx ||
            b.xPx + b.name.length * 6 <= a.xPx,
        ),
      );
    }),
  );
});

describe('what happens now', () => {
  const quiet = { observations: [], plan: planOf(), safe: true, safeBecause: '', darkness: 'night' as const, nowMs };

  it('is the running observation before anything else', () => {
    const running = observation('a', 28, null, 'RUNNING');
    expect(doingNow({ ...quiet, observations: [running], safe: false })).toEqual({
      kind: 'observing',
      observation: running,
    });
  });

  it('is the weather when it is unsafe, with what would be next', () => {
    const doing = doingNow({ ...quiet, plan: planOf(block('a', 40, 45)), safe: false, safeBecause: 'wind 18 m/s' });
    expect(doing).toMatchObject({
      says: 'Closed for weather',
      because: expect.stringContaining('wind 18 m/s; next: target of a at 06:40:00'),
    });
  });

  it('gives no past time for what is due already while the weather is bad', () => {
    const doing = doingNow({ ...quiet, plan: planOf(block('a', 29, 45)), safe: false, safeBecause: 'rain at mast' });
    expect(doing).toMatchObject({ because: 'rain at mast; next: target of a once it is safe' });
  });

  it('counts down to the next block, and says so when it is late', () => {
    expect(doingNow({ ...quiet, plan: planOf(block('a', 40, 45)) })).toMatchObject({
      because: 'begins in 10 min 00 s, at 06:40:00 UTC',
    });
    expect(doingNow({ ...quiet, plan: planOf(block('a', 29, 45)) })).toMatchObject({
      says: 'About to observe target of a',
    });
  });

  it('gives a reason for an empty plan', () => {
    const unscheduled = [{ request: 'req_1', reason: 'too_low', says: 'never above 25°' }];
    expect(doingNow({ ...quiet, plan: { ...planOf(), unscheduled } })).toMatchObject({
      because: expect.stringContaining('1 request does not get in'),
    });
    expect(doingNow({ ...quiet, plan: undefined, darkness: 'day' })).toMatchObject({
      because: 'no plan has been made yet; it is daylight',
    });
  });
});

it('writes configurations as an observer would', () => {
  expect(
    configurationsSay([
      { filter: 'V', exposureS: 30, count: 4 },
      { filter: 'R', exposureS: 60, count: 1 },
    ]),
  ).toBe('4 × 30 s V, 1 × 60 s R');
});
