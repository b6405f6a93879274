import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Throttle } from './throttle.js';

const limits = { most: 6, withinMs: 60_000 };

describe('a throttle of six a minute', () => {
  it('lets six in, then says how long to wait, for each client alone', () => {
    const throttle = new Throttle(limits);
    const waits = [0, 1, 2, 3, 4, 5, 6].map((second) => throttle.wait('ada', second * 1000));
    expect(waits).toEqual([0, 0, 0, 0, 0, 0, 54]);
    expect(throttle.wait('bob', 6000)).toBe(0);
    expect(throttle.wait('ada', 59_999)).toBe(1);
    expect([60_000, 60_001].map((ms) => throttle.wait('ada', ms))).toEqual([0, 1]);
  });

  it('never lets more in within any minute, whenever they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 }), (gaps) => {
        const throttle = new Throttle(limits);
        let nowMs = 0;
        const inside = gaps.flatMap((gapMs) => {
          nowMs += gapMs;
          return throttle.wait('ada', nowMs) === 0 ? [nowMs] : [];
        });
        for (const from of inside)
          expect(inside.filter((ms) => ms >= from && ms < from + limits.withinMs).length).toBeLessThanOrEqual(
            limits.most,
          );
      }),
    );
  });

  it('lets in whoever waited as long as it said', () => {
    const throttle = new Throttle(limits);
    for (let i = 0; i < 6; i++) throttle.wait('ada', 100 * i);
    const waitS = throttle.wait('ada', 700);
    expect(throttle.wait('ada', 700 + waitS * 1000)).toBe(0);
  });
});
