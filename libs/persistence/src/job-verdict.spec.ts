import { describe, expect, it } from '@jest/globals';
import { JobState } from '@nightjar/contracts';
import fc from 'fast-check';
import { between } from './job-desk.js';
import { judgeEnding, judgeRevoke, type AttemptSoFar, type Ending } from './job-verdict.js';

const first: AttemptSoFar = { attempt: 1, attempts: 3, backOffS: [1, 5], revoked: null };
const threw: Ending = { how: 'threw', because: 'Error: no', hopeless: false };

const endings: fc.Arbitrary<Ending> = fc.oneof(
  fc.record({ how: fc.constant('threw' as const), because: fc.string(), hopeless: fc.boolean() }),
  fc.record({ how: fc.constant('outage' as const), because: fc.string() }),
  fc.record({ how: fc.constant('out of time' as const), limitS: fc.nat() }),
  fc.constantFrom<Ending>({ how: 'runner died' }, { how: 'runner stopped' }, { how: 'revoked' }),
);
const attempts: fc.Arbitrary<AttemptSoFar> = fc
  .record({
    attempt: fc.integer({ min: 1, max: 9 }),
    more: fc.nat(9),
    backOffS: fc.array(fc.nat(60), { maxLength: 4 }),
    revoked: fc.option(fc.string()),
  })
  .map(({ attempt, more, ...so }) => ({ ...so, attempt, attempts: attempt + more }));

describe('an attempt that did not end well', () => {
  it('is tried again after a rest that grows as the queue says, and the last rest serves all later ones', () => {
    const rest = (attempt: number): number => judgeEnding(threw, { ...first, attempts: 9, attempt }).restS;
    expect([1, 2, 3, 8].map(rest)).toEqual([1, 5, 5, 5]);
    expect(judgeEnding(threw, first)).toMatchObject({
      ...{ state: 'WAITING', because: 'attempt 1 of 3 failed: Error: no; tried again', attempt: 1, letter: false },
    });
  });

  it('that ended with its runner goes on without a rest', () => {
    const verdict = judgeEnding({ how: 'runner died' }, { ...first, attempt: 2 });
    expect(verdict).toMatchObject({ state: 'WAITING', restS: 0, attempt: 2, letter: false });
  });

  it('is the last one when the attempts are used up, or when it is of no use to try again', () => {
    expect(judgeEnding(threw, { ...first, attempt: 3 })).toMatchObject({
      ...{ state: 'FAILED', because: 'attempt 3 of 3 failed: Error: no', letter: true },
    });
    expect(judgeEnding({ ...threw, hopeless: true }, first)).toMatchObject({ state: 'FAILED', letter: true });
    expect(judgeEnding({ how: 'runner died' }, { ...first, attempt: 3 })).toMatchObject({
      state: 'LOST',
      letter: true,
    });
    expect(judgeEnding({ how: 'out of time', limitS: 60 }, { ...first, attempt: 3 }).because).toBe(
      'attempt 3 of 3 took longer than 60 s',
    );
  });

  it('counts for nothing when it was not the job’s own fault', () => {
    for (const how of [{ how: 'runner stopped' }, { how: 'outage', because: 'ECONNREFUSED' }] as const)
      expect(judgeEnding(how, { ...first, attempt: 3 })).toMatchObject({ state: 'WAITING', attempt: 2, letter: false });
  });

  it('whatever happens: revoked is cancelled, only the last attempt makes a letter, and no count runs away', () => {
    fc.assert(
      fc.property(endings, attempts, (ending, so) => {
        const verdict = judgeEnding(ending, so);
        if (so.revoked !== null) expect(verdict).toMatchObject({ state: 'CANCELLED', because: so.revoked });
        expect(verdict.letter).toBe(verdict.state === 'FAILED' || verdict.state === 'LOST');
        if (verdict.state === 'WAITING') expect(verdict.attempt).toBeLessThan(so.attempts);
        expect(verdict.attempt === so.attempt || verdict.attempt === so.attempt - 1).toBe(true);
        expect(verdict.restS).toBeGreaterThanOrEqual(0);
        expect(verdict.because).not.toBe(undefined);
      }),
    );
  });
});

describe('a revocation', () => {
  it('cancels what waits, stops what runs only when told to, and comes too late for what is over', () => {
    const judged = (terminate: boolean) =>
      JobState.options.map((state) => {
        try {
          return `${state}: ${judgeRevoke(state, terminate)}`;
        } catch (refusal) {
          return `${state}: refused ${(refusal as { code: string }).code}`;
        }
      });
    expect(judged(false)).toEqual([
      'WAITING: cancel',
      'LEASED: refused running',
      'RUNNING: refused running',
      'SUCCEEDED: too late',
      'FAILED: too late',
      'CANCELLING: wait',
      'CANCELLED: too late',
      'LOST: too late',
    ]);
    expect(judged(true).filter((line) => line.endsWith('stop'))).toEqual(['LEASED: stop', 'RUNNING: stop']);
  });
});

describe('a place in a line', () => {
  it('lies strictly between its neighbours, or says that there is no room', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(double, double, (a, b) => {
        fc.pre(a !== b);
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const place = between(low, high);
        if (place !== undefined) expect(low < place && place < high).toBe(true);
        expect(between(undefined, high)).toBeLessThan(high);
        expect(between(low, undefined)).toBeGreaterThan(low);
      }),
    );
    expect(between(1, 1 + Number.EPSILON)).toBeUndefined();
  });
});
