import { describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.js';

describe('the back-off', () => {
  it('doubles from half a second to thirty and stays there', () => {
    const backOff = new BackOff(() => 1);
    const waits = Array.from({ length: 12 }, () => backOff.nextMs());
    expect(waits.slice(0, 7)).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000]);
    expect(waits.at(-1)).toBe(30000);
  });

  it('begins again after a good connection', () => {
    const backOff = new BackOff(() => 1);
    backOff.nextMs();
    backOff.nextMs();
    backOff.reset();
    expect(backOff.nextMs()).toBe(500);
  });

  it('spreads over the whole interval, so that many lines do not come back at once', () => {
    expect(new BackOff(() => 0.5).nextMs()).toBe(250);
    expect(new BackOff(() => 0).nextMs()).toBe(50);
  });
});
