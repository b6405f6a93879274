import { describe, expect, it } from '@jest/globals';
import { groupParams, makerIn } from './rules.js';

describe('the list of groups', () => {
  it('shows those of people unless it is told otherwise', () => {
    expect([undefined, 'people', 'processes', 'all', 'nonsense'].map(makerIn)).toEqual([
      ...['people', 'people', 'processes', 'all', 'people'],
    ]);
    expect(groupParams(undefined, 'people')).toEqual({ outputs: 'false' });
    expect(groupParams(' m31 ', 'processes')).toEqual({ q: 'm31', outputs: 'true' });
    expect(groupParams('  ', 'all')).toEqual({});
  });
});
