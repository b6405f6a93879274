import { describe, expect, it } from '@jest/globals';
import { isStale } from './stale.js';

const files = ['inspect_preview.png', 'photometry_stars.csv', 'photometry_wcs.fits', 'subtraction_candidates.vot'];
const left = (pipeline: string): string[] => files.filter((file) => !isStale(file, pipeline));

describe('what a step makes worthless', () => {
  it('is what it and later steps had made, but not where the frame looks', () => {
    expect(left('inspect')).toEqual(['photometry_wcs.fits']);
    expect(left('photometry')).toEqual(['inspect_preview.png', 'photometry_wcs.fits']);
    expect(left('subtraction')).toEqual(files.slice(0, 3));
    expect(left('stack')).toEqual([]);
  });

  it('is the log of each of them, too', () => {
    const logs = ['inspect.log', 'photometry.log', 'transients.log', 'subtraction.log', 'stack.log'];
    expect(logs.filter((file) => !isStale(file, 'photometry'))).toEqual(['inspect.log', 'stack.log']);
  });

  it('is nothing of others for a step that stands alone', () => {
    expect(left('header-report')).toEqual(files);
  });
});
