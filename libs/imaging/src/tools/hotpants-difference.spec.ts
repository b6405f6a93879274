import { describe, expect, it } from '@jest/globals';
import { differenceFrames } from '../difference/difference.js';
import { playedField } from '../difference/field.fixture.js';
import { findCandidates } from '../difference/find-candidates.js';
import { differenceMask } from '../difference/subtract.js';
import { differenceOfPlanes, hotpantsPair } from './hotpants-difference.js';

describe('what hotpants leaves', () => {
  it('is a difference in which candidates are found, its bad pixels masked', () => {
    const field = playedField(300, 120, 8);
    const science = field.expose({ seed: 1, fwhmArcsec: 13 }, field.newStars([13.5]));
    const template = field.expose({ seed: 2, fwhmArcsec: 10 });
    const pair = hotpantsPair(science.frame, template.frame);
    expect(pair.science.fwhmPx).toBeGreaterThan(pair.template.fwhmPx);
    expect(pair.stars.length).toBeGreaterThan(10);
    const { difference, convolved, noise, mask, widthPx, heightPx } = differenceFrames(science.frame, template.frame);
    const plane = (data: Float32Array) => ({ widthPx, heightPx, data });
    // hotpants gives no value for a bad pixel, ours gives 0
    for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) difference[i] = NaN;
    difference[40 * 300 + 40] = NaN;
    const planes = {
      difference: plane(difference),
      convolved: plane(convolved),
      noise: plane(noise),
      scaled: plane(noise),
    };
    const read = differenceOfPlanes(planes, pair);
    expect(read.mask[40 * 300 + 40]).toBe(differenceMask.kernel);
    expect(read.quality.pull).toBeGreaterThan(0.9);
    expect(read.quality.pull).toBeLessThan(1.1);
    const [star] = science.added;
    const [best] = findCandidates(read);
    expect(best?.sign).toBe('positive');
    expect(Math.hypot((best?.xPx ?? 0) - (star?.xPx ?? 0), (best?.yPx ?? 0) - (star?.yPx ?? 0))).toBeLessThan(0.5);
  });
});
