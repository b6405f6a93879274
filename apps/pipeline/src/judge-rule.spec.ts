import { describe, expect, it } from '@jest/globals';
import type { Rule } from '@nightjar/contracts';
import { judgeRule, type Happening } from './judge-rule.js';

const frame: Happening['product'] = {
  ...{ name: 'a.FITS', type: 'frame', target: 'tgt_1', process: null, meta: { filter: 'V', instrument: 'north' } },
};
const rule = { enabled: true, on: 'frame-stored' as const, where: { target: 'any' as const } };
const judged = (where: Partial<Rule['where']>, product: Partial<Happening['product']> = {}) =>
  judgeRule({ ...rule, where: { ...rule.where, ...where } }, { on: 'frame-stored', product: { ...frame, ...product } });
const because = (...args: Parameters<typeof judged>): string | undefined => {
  const verdict = judged(...args);
  return verdict.starts ? undefined : verdict.because;
};

describe('a rule', () => {
  it('starts on what it waits for when all of its conditions hold', () => {
    expect(judged({})).toEqual({ starts: true });
    expect(judged({ target: 'some', type: 'frame', filter: 'V', instrument: 'north', name: '.fits' })).toEqual({
      starts: true,
    });
    expect(judged({ target: 'none' }, { target: null })).toEqual({ starts: true });
  });

  it('says which of them does not hold', () => {
    expect(because({ target: 'some' }, { target: null })).toBe('the product belongs to no target');
    expect(because({ target: 'none' })).toBe('the product belongs to a target');
    expect(because({ type: 'preview' })).toBe('the product is a frame, not a preview');
    expect(because({ filter: 'R' })).toBe('its filter is V, not R');
    expect(because({ instrument: 'south' }, { meta: {} })).toBe('its instrument is not known, not south');
    expect(because({ name: '.fz' })).toBe('a.FITS does not end in .fz');
    expect(because({}, { type: 'log' })).toBe('the product is a log, not a frame');
  });

  it('does nothing when it is switched off or waits for something else', () => {
    expect(judgeRule({ ...rule, enabled: false }, { on: 'frame-stored', product: frame }).starts).toBe(false);
    expect(judgeRule({ ...rule, on: 'product-added' }, { on: 'frame-stored', product: frame }).starts).toBe(false);
  });

  it('never starts on what a process made, so that no rule feeds itself', () => {
    for (const on of ['frame-stored', 'product-added', 'observation-completed'] as const)
      expect(judgeRule({ ...rule, on }, { on, product: { ...frame, process: 'prc_1' } }).starts).toBe(false);
  });
});
