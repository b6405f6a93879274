import { describe, expect, it } from '@jest/globals';
import type { Observation } from '@nightjar/contracts';
import { endSays } from './end-says.js';

const observation: Observation = {
  ...{ id: 'obs_1', request: 'req_1', target: 'tgt_1', targetName: 'Swift 306757', state: 'COMPLETED', step: '' },
  ...{ because: null, startedAt: '2008-03-19T06:13:00.000Z', finishedAt: '2008-03-19T06:33:00.000Z', traceId: null },
  ...{ frames: 40, framesPlanned: 40 },
};

describe('the end of an observation', () => {
  it('is said in a line that names the target', () => {
    expect(endSays(observation)).toBe('Swift 306757: COMPLETED, all 40 exposures taken');
  });

  it('says how far it came and why it went no further', () => {
    const interrupted = { ...observation, state: 'INTERRUPTED', frames: 3, because: 'unsafe: rain at mast' } as const;
    expect(endSays(interrupted)).toBe('Swift 306757: INTERRUPTED after 3 of 40 exposures, unsafe: rain at mast');
  });

  it('says when nothing was taken', () => {
    const failed = { ...observation, state: 'FAILED', frames: 0, because: 'the dome is silent' } as const;
    expect(endSays(failed)).toBe('Swift 306757: FAILED before the first exposure, the dome is silent');
  });
});
