import { describe, expect, it } from '@jest/globals';
import { targetParams } from './rules.js';

describe('the search for targets', () => {
  it('takes a position in any usual form for a cone', () => {
    expect(targetParams('00:42:44.3 +41:16:09')).toEqual({ cone: '10.684583,41.269167,0.5' });
    expect(targetParams('217.926 36.303')).toEqual({ cone: '217.926000,36.303000,0.5' });
  });

  it('takes everything else for a part of a name', () => {
    expect(targetParams('GRB 080319B')).toEqual({ q: 'GRB 080319B' });
    expect(targetParams('306757')).toEqual({ q: '306757' });
    expect(targetParams('  ')).toEqual({});
  });
});
