import { describe, expect, it } from '@jest/globals';
import { nextWait } from './back-off.mjs';

describe('the wait before a restart', () => {
  it('is half a second after the first end', () => {
    expect(nextWait(undefined, 10)).toBe(500);
  });

  it('doubles while it keeps ending at once, up to four seconds', () => {
    const waits = [];
    for (let wait; waits.length < 9; waits.push(wait)) wait = nextWait(wait, 10);
    expect(waits).toEqual([500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000]);
  });

  it('is short again after a run of ten seconds', () => {
    expect(nextWait(2000, 10_000)).toBe(500);
    expect(nextWait(2000, 9999)).toBe(4000);
  });
});
