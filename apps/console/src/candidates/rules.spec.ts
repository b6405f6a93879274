import { describe, expect, it } from '@jest/globals';
import type { Process, Verdict } from '@nightjar/contracts';
import { candidatesOf, newerVerdict, shownOf, vettingKey } from './rules.js';

const record = (name: string, snr: number, more: object = {}) => ({
  name,
  snr,
  xPx: 10,
  yPx: snr,
  kept: true,
  reasons: [],
  ...more,
});
const process: Pick<Process, 'result' | 'outputs'> = {
  result: {
    candidates: [
      record('J1+2', 9, { mag: 18 }),
      record('J3+4', -20, {
        mag: 17,
        kept: false,
        reasons: [{ filter: 'edge', verdict: 'failed', because: 'at the edge' }],
      }),
      record('', 6, { xPx: 7.25 }),
      { nonsense: true },
      'nothing',
    ],
  },
  outputs: [
    { kind: 'data-product', id: 'prd_1', name: 'candidate_001_J3+4.png', tag: 'cutout' },
    { kind: 'data-product', id: 'prd_2', name: 'candidate_001_J3+4.fits', tag: 'cutout' },
  ],
};
const verdict = (candidate: string, word: Verdict['verdict'], version = 1): Verdict => ({
  ...{
    id: 'vdt',
    process: 'prc',
    candidate,
    verdict: word,
    by: 'ada',
    at: '2008-03-19T06:14:05Z',
    version,
    traceId: null,
  },
});

describe('the candidates of a process', () => {
  const all = candidatesOf(process, [verdict('J1+2', 'real'), verdict('J3+4', null)]);

  it('come with picture, reasons and verdict; what is no candidate is passed over, one without a name has its pixels', () => {
    expect(all.map(({ name, cutout, verdict }) => [name, cutout, verdict])).toEqual([
      ['J1+2', null, 'real'],
      ['J3+4', 'prd_1', null],
      ['x7.3y6.0', null, null],
    ]);
    expect(all[1]?.reasons).toEqual([{ filter: 'edge', verdict: 'failed', because: 'at the edge' }]);
    expect(candidatesOf({ result: {}, outputs: [] }, [])).toEqual([]);
  });

  it('are sorted by significance of either sign, magnitude or place, and filtered by filters and people', () => {
    const names = (...how: readonly [Parameters<typeof shownOf>[1], Parameters<typeof shownOf>[2]]) =>
      shownOf(all, ...how).map(({ name }) => name);
    expect(names('all', 'significance')).toEqual(['J3+4', 'J1+2', 'x7.3y6.0']);
    expect(names('all', 'magnitude')).toEqual(['J3+4', 'J1+2', 'x7.3y6.0']);
    expect(names('all', 'place')).toEqual(['J3+4', 'x7.3y6.0', 'J1+2']);
    expect([names('kept', 'place'), names('rejected', 'place')]).toEqual([['x7.3y6.0', 'J1+2'], ['J3+4']]);
    expect([names('unjudged', 'place'), names('real', 'place')]).toEqual([['J3+4', 'x7.3y6.0'], ['J1+2']]);
  });

  it('are judged by keys, but not by those of the browser', () => {
    const press = (key: string, ctrlKey = false) => vettingKey({ key, ctrlKey, metaKey: false, altKey: false });
    expect(['r', 'b', 'u', 'z', 'x'].map((key) => press(key))).toEqual([
      ...[{ gives: 'real' }, { gives: 'bogus' }, { gives: 'unsure' }, 'undo', null],
    ]);
    expect(press('r', true)).toBeNull();
  });

  it('keep the later of two verdicts, however they are heard', () => {
    expect(newerVerdict(verdict('a', 'real', 2), verdict('a', 'bogus', 1))).toBe(false);
    expect(newerVerdict(verdict('a', 'real', 1), verdict('a', 'bogus', 2))).toBe(true);
  });
});
