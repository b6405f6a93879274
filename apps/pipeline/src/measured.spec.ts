import { describe, expect, it } from '@jest/globals';
import type { MadeDatum } from '@nightjar/pipelines';
import { measured } from './measured.js';

const datum: MadeDatum = {
  ...{ kind: 'photometry', time: '2008-03-19T06:13:30.000Z', mjd: 54544.25938, exposureS: 20, filter: 'V' },
  ...{ mag: 12.4141, magError: 0.0212, limit: null, instrument: 'north', source: 'nightjar photometry', product: null },
};

describe('a measurement in the log', () => {
  it('has the digits that its error leaves worth reading', () => {
    expect(measured(datum, 'Swift 306757')).toBe('V = 12.41 ± 0.02 for Swift 306757');
    expect(measured({ ...datum, magError: 0.0043 }, 'Swift 306757')).toBe('V = 12.414 ± 0.004 for Swift 306757');
  });

  it('says the limit where nothing was seen', () => {
    const limit = { ...datum, mag: null, magError: null, limit: 18.2 };
    expect(measured(limit, 'Swift 306757')).toBe('nothing seen of Swift 306757: V > 18.20');
  });
});
