import { describe, expect, it } from '@jest/globals';
import { candidateListAmong, withAllCandidates } from './all-candidates.js';
import { frameResult } from './frame-result.js';

const found = Array.from({ length: 740 }, (_, i) => ({
  ...{ name: `c${i}`, raDeg: 1, decDeg: 2, xPx: i, yPx: 3, mag: 18, magError: 0.1, snr: 900 - i, kept: i < 240 },
  reasons: [{ filter: 'edge', verdict: 'passed', because: '80 px from the edge' }],
}));
const facts = { mode: 'detection', candidates: found.slice(0, 100), candidatesFound: 740 };

describe('the candidates of a step', () => {
  it('are all in the result that are on the list, kept and rejected, though facts have the first hundred', () => {
    const told = withAllCandidates(facts, JSON.stringify({ candidates: found, found: 740, kept: 240 }));
    expect(told).toMatchObject({ mode: 'detection', candidatesFound: 740 });
    const step = {
      pipeline: 'subtraction',
      outcome: 'succeeded',
      says: '',
      outputs: [],
      data: [],
      durationS: 1,
    } as const;
    const { candidates } = frameResult({ file: 'a', config: 'b', steps: [{ ...step, facts: told }] });
    expect(candidates.map(({ name, kept, xPx }) => [name, kept, xPx])).toEqual(
      found.map(({ name, kept, xPx }) => [name, kept, xPx]),
    );
    expect(candidates[739]?.reasons).toEqual(['edge passed: 80 px from the edge']);
  });

  it.each(['', 'no JSON', '[]', '{"candidates": 3}'])('are those of the facts where %j is the list', (list) => {
    expect(withAllCandidates(facts, list)).toBe(facts);
  });

  it('are listed by the product of that tag', () => {
    const list = { tag: 'candidate-list' };
    expect(candidateListAmong([{}, { tag: 'candidates' }, list])).toBe(list);
    expect(candidateListAmong([])).toBeUndefined();
  });
});
