import { describe, expect, it } from '@jest/globals';
import { clockFault, clockFrom, PlayedClock } from './clock.js';

describe('a played clock', () => {
  it('stands at its start when the wall clock stands at the anchor, and runs at its rate', () => {
    const wall = Date.now();
    const clock = new PlayedClock(new Date('2008-03-19T06:00:00Z'), 60, wall - 10_000);
    const expected = Date.parse('2008-03-19T06:10:00Z');
    expect(Math.abs(clock.now().getTime() - expected)).toBeLessThan(60 * 200);
  });

  it('sleeps a fast night in a fraction of its time', async () => {
    const clock = clockFrom('2008-03-19T06:00:00Z@1000');
    const before = clock.now().getTime();
    await clock.sleep(30);
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(29_000);
  });

  it('wakes early, without an error, when its signal aborts', async () => {
    const stopping = new AbortController();
    const sleep = clockFrom(undefined).sleep(3600, stopping.signal);
    stopping.abort();
    await expect(sleep).resolves.toBeUndefined();
    await expect(clockFrom(undefined).sleep(3600, stopping.signal)).resolves.toBeUndefined();
  });

  it.each(['yesterday', '2008-03-19', '2008-03-19T06:00:00Z@0', '2008-13-45T06:00:00Z', '2008-03-19T06:00:00@5'])(
    'refuses %s, saying what to write',
    (setting) => {
      expect(clockFault(setting)).toMatch(/2017-12-20T01:30:00Z@60|greater than zero/);
      expect(() => clockFrom(setting)).toThrow(RangeError);
    },
  );

  it('is the real one when nothing is set', () => {
    expect(clockFrom(undefined)).toMatchObject({ mode: 'real', rate: 1 });
  });
});
