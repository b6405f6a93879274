import { describe, expect, it } from '@jest/globals';
import type { Chain } from '@nightjar/contracts';
import fc from 'fast-check';
import { orderOf, resumption } from './chain-plan.js';

describe('the order of a chain', () => {
  it('is one after the other unless it is said otherwise', () => {
    expect(orderOf([{}, {}, {}])).toEqual([[], [0], [1]]);
    expect(orderOf([{}, {}, { after: [0] }, { after: [2, 1, 2] }])).toEqual([[], [0], [0], [1, 2]]);
    expect(orderOf([{}, { after: [] }])).toEqual([[], []]);
  });

  it('puts a step after those whose outputs it works on', () => {
    const inputs = [{ step: 0 }, { tag: 'mask' }, { step: 1, type: 'frame' }];
    expect(orderOf([{}, { after: [] }, { after: [1], inputs }])).toEqual([[], [], [0, 1]]);
    expect(orderOf([{}, {}, { inputs: [{ step: 0 }] }])[2]).toEqual([0, 1]);
    expect(() => orderOf([{ inputs: [{ step: 0 }] }])).toThrow(/Step 0 cannot come after step 0/);
  });

  it('never lets a step wait for itself or for a later one', () => {
    const orders = fc.array(fc.record({ after: fc.option(fc.array(fc.nat(9)), { nil: undefined }) }), { minLength: 1 });
    fc.assert(
      fc.property(orders, (steps) => {
        const wrong = steps.some(({ after }, i) => after?.some((step) => step >= i));
        if (wrong) expect(() => orderOf(steps)).toThrow(/cannot come after/);
        else expect(orderOf(steps).every((after, i) => after.every((step) => step < i))).toBe(true);
      }),
    );
  });
});

describe('a chain that is run again', () => {
  const chain = (...states: Chain['steps'][number]['state'][]) =>
    ({ steps: states.map((state, i) => ({ state, pipeline: `p${i}` })) }) as Pick<Chain, 'steps'>;

  it('begins with the first step that did not succeed, or with an earlier one', () => {
    expect(resumption(chain('SUCCEEDED', 'FAILED', 'CANCELLED'), undefined)).toBe(1);
    expect(resumption(chain('SUCCEEDED', 'FAILED', 'CANCELLED'), 0)).toBe(0);
    expect(resumption(chain('SUCCEEDED', 'SUCCEEDED'), 1)).toBe(1);
  });

  it('keeps nothing that did not succeed, and needs a step where all have', () => {
    expect(() => resumption(chain('FAILED', 'CANCELLED'), 1)).toThrow(/Step 0 \(p0\) did not succeed/);
    expect(() => resumption(chain('SUCCEEDED'), undefined)).toThrow(/name the step/);
    expect(() => resumption(chain('FAILED'), 4)).toThrow(/no step 4/);
  });
});
