import { describe, expect, it } from '@jest/globals';
import { Refusal } from '@nightjar/contracts';
import fc from 'fast-check';
import { Hopeless, judgeFailure, TimeLimitExceeded } from './failure.js';

const first = { failures: 0, tries: 0, attempts: 6 };
const outages = [
  new Error('connect ECONNREFUSED 127.0.0.1:5432'),
  new Error('the database system is shutting down'),
  new Error('could not extend file "base/5/1": No space left on device'),
  new Refusal('unavailable', 'nobody answers'),
  new Refusal('timed_out', 'no answer'),
];

/** How many tries in a row, each ending alike, until the message is buried. */
function triesUntilBuried(reason: unknown, attempts: number, most = 100): number {
  let failures = 0;
  for (let tries = 0; tries < most; tries++) {
    const verdict = judgeFailure(reason, { failures, tries, attempts });
    if (verdict.kind === 'bury') return tries + 1;
    failures = verdict.failures;
  }
  return Number.POSITIVE_INFINITY;
}

describe('a message whose handling failed', () => {
  it('is tried as often as its consumer says, then buried with the last reason', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (attempts) => {
        expect(triesUntilBuried(new RangeError('no such frame'), attempts)).toBe(attempts);
      }),
    );
    expect(judgeFailure(new RangeError('no such frame'), { ...first, failures: 5 })).toEqual({
      kind: 'bury',
      failures: 6,
      because: 'RangeError: no such frame',
    });
  });

  it.each(outages)('is tried for ever while PostgreSQL or the bus is away: %s', (outage) => {
    expect(triesUntilBuried(outage, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('that breaks its contract, or is known to be hopeless, is buried at once', () => {
    for (const reason of [new Refusal('invalid', 'x'), new SyntaxError('x'), new Hopeless('it killed 3 processes')])
      expect(triesUntilBuried(reason, 6)).toBe(1);
    expect(judgeFailure(new Hopeless('it killed 3 processes'), first)).toMatchObject({
      because: 'it killed 3 processes',
    });
  });

  it('that hangs is buried after its second try, as each blocks what is behind it', () => {
    expect(triesUntilBuried(new TimeLimitExceeded(60_000), 6)).toBe(2);
  });

  it('waits longer after each try, and never longer than 15 s', () => {
    const waits = Array.from({ length: 12 }, (_, tries) => {
      const verdict = judgeFailure(outages[0], { ...first, tries });
      return verdict.kind === 'again' ? verdict.afterMs : 0;
    });
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect([waits[0], waits.at(-1)]).toEqual([200, 15_000]);
  });
});
