import { describe, expect, it } from '@jest/globals';
import { changeOf, draftsOf, isEmpty, type Draft } from './extras.js';

const before = { redshift: 0.937, host: 'none', confirmed: false };
const draft = (key: string, kind: Draft['kind'], text: string): Draft => ({ key, kind, text });

describe('the extras of a target in a form', () => {
  it('keep their types, and are no change as long as nobody touches them', () => {
    const drafts = draftsOf(before);
    expect(drafts).toEqual([
      draft('redshift', 'number', '0.937'),
      draft('host', 'text', 'none'),
      draft('confirmed', 'truth', 'no'),
    ]);
    const change = changeOf(before, drafts);
    expect(change).toEqual({ set: {}, remove: [] });
    expect(typeof change === 'object' && isEmpty(change)).toBe(true);
  });

  it('are added, changed in value or type, and struck out; what was not touched is not sent', () => {
    const drafts = [draft('redshift', 'text', '0.937'), draft('host', 'text', 'none'), draft(' class ', 'text', '')];
    expect(changeOf(before, drafts)).toEqual({ set: { redshift: '0.937', class: '' }, remove: ['confirmed'] });
  });

  it('want a name each, one of its own, and numbers that are numbers', () => {
    expect(changeOf({}, [draft(' ', 'text', 'x')])).toBe('An extra wants a name.');
    expect(changeOf({}, [draft('', 'text', ''), draft('', 'truth', 'no')])).toEqual({ set: {}, remove: [] });
    expect(changeOf({}, [draft('a', 'text', 'x'), draft('a ', 'text', 'y')])).toBe('There are two named a.');
    for (const text of ['', 'abc', '1e999']) expect(changeOf({}, [draft('z', 'number', text)])).toBe('z is no number.');
    expect(changeOf({}, [draft('z', 'number', ' 1e-3 ')])).toEqual({ set: { z: 0.001 }, remove: [] });
  });
});
