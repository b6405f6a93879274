import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { framesDue } from './frames-due.js';

const first = fc.integer({ min: 2, max: 1000 });
const at = (frames: number, from: number): number | undefined => {
  const verdict = framesDue(frames, from);
  return verdict.due ? verdict.at : undefined;
};

describe('what is made of many frames', () => {
  it('is due at the first count, and whenever half as many again have come', () => {
    const counts = Array.from({ length: 30 }, (_, i) => at(i, 5));
    expect([...new Set(counts)]).toEqual([undefined, 5, 8, 12, 18, 27]);
    expect(counts.indexOf(8)).toBe(8);
    expect(framesDue(4, 5)).toEqual({ due: false, because: '4 of 5 frames are measured' });
  });

  it('is due for a count that was reached, which only grows, and by half at most at once', () => {
    fc.assert(
      fc.property(first, fc.integer({ min: 0, max: 100_000 }), (from, frames) => {
        const [now, next] = [at(frames, from), at(frames + 1, from)];
        expect(now === undefined).toBe(frames < from);
        if (now === undefined || next === undefined) return;
        expect(now).toBeLessThanOrEqual(frames);
        expect(frames).toBeLessThan(1.5 * now + 1);
        // it is another only where the last frame made it so
        expect(next === now || next === frames + 1).toBe(true);
      }),
    );
  });
});
