import { describe, expect, it } from '@jest/globals';
import { CONTRACTS } from '@nightjar/contracts';
import { SUBJECTS } from './subjects.js';

describe('the subjects of the console', () => {
  it('are all declared as events or telemetry by the contracts', () => {
    const declared = Object.values(CONTRACTS)
      .filter(({ kind }) => kind === 'event' || kind === 'telemetry')
      .map(({ subject }) => subject);
    expect(declared).toEqual(expect.arrayContaining(Object.values(SUBJECTS)));
  });
});
