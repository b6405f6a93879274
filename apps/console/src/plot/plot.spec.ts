import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scale } from '@nightjar/imaging/browser';
import { within, zoomed } from './span.js';
import { tickLabel, timeTicks } from './ticks.js';

describe('ticks of time', () => {
  it('are round, inside the span and not too many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e12 }),
        fc.integer({ min: 1000, max: 1e12 }),
        fc.integer({ min: 2, max: 20 }),
        (from, length, most) => {
          const { stepMs, atMs } = timeTicks(from, from + length, most);
          return atMs.length <= most + 1 && atMs.every((ms) => ms >= from && ms <= from + length && ms % stepMs === 0);
        },
      ),
    );
  });

  it('write no more of the instant than their step needs', () => {
    const ms = Date.parse('2008-03-19T06:12:30Z');
    expect([tickLabel(ms, 30_000), tickLabel(ms, 60_000), tickLabel(ms, 86_400_000)]).toEqual([
      '06:12:30',
      '06:12',
      '2008-03-19',
    ]);
  });
});

describe('a span of time on the screen', () => {
  const whole = { fromMs: 0, toMs: 36_000_000 };

  it('keeps the instant under the pointer when it is zoomed', () => {
    const before = { fromMs: 1e7, toMs: 2e7 };
    const after = zoomed(before, 1.25e7, 0.5, whole);
    expect(scale(after.fromMs, after.toMs, 0, 100).px(1.25e7)).toBeCloseTo(25);
    expect(after.toMs - after.fromMs).toBeCloseTo(5e6);
  });

  it('never leaves the night, however it is zoomed and dragged', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e8, max: 1e8, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (shift, factor) => {
          const moved = within({ fromMs: 1e7 + shift, toMs: 2e7 + shift }, whole);
          const near = zoomed(moved, (moved.fromMs + moved.toMs) / 2, factor, whole);
          return near.fromMs >= -1e-3 && near.toMs <= whole.toMs + 1e-3 && near.toMs - near.fromMs >= 59_999;
        },
      ),
    );
  });
});
