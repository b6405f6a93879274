import { describe, expect, it } from '@jest/globals';
import { nextWait } from './back-off.mjs';

describe('the wait before a restart', () => {
  it('is half a second after the first end', () => {
    expect(nextWait(undefined, 10)).toBe(500);
  });

  it('doubles while it keeps ending at once, up to half a minute', () => {
    const waits = [];
    for (let wait; waits.length < 9; waits.push(wait)) wait = nextWait(wait, 10);
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is short again after a run of half a minute', () => {
    expect(nextWait(16_000, 30_000)).toBe(500);
    expect(nextWait(16_000, 29_999)).toBe(30_000);
  });
});
