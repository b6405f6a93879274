import { describe, expect, it } from '@jest/globals';
import { Header } from '@nightjar/imaging';
import fc from 'fast-check';
import { legacyMask, linearPs1 } from './normalise.js';
import { chooseSurvey, nearestFilter, sidePx, surveyNamed, SURVEYS } from './survey.js';

describe('a sky cell of Pan-STARRS', () => {
  it('becomes the flux in a second that its asinh magnitudes stand for', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e6, noNaN: true }), (flux) => {
        const [soften, offset, exposureS] = [100, 50, 40];
        const stored = Math.asinh((flux * exposureS - offset) / (2 * soften)) / (0.4 * Math.LN10);
        const header = new Header([
          { keyword: 'BSOFTEN', value: soften },
          { keyword: 'BOFFSET', value: offset },
          { keyword: 'EXPTIME', value: exposureS },
        ]);
        const { image } = linearPs1(header, { widthPx: 1, heightPx: 1, data: Float64Array.of(stored) });
        expect(Math.abs((image.data[0] ?? NaN) - flux)).toBeLessThanOrEqual(1e-6 * Math.abs(flux) + 1e-3);
      }),
    );
  });

  it('is renamed to the keywords that readers know, and never made linear twice', () => {
    const cards = [...'BSOFTEN BOFFSET PC001001 PC001002'.split(' ').map((keyword) => ({ keyword, value: 1 }))];
    const once = linearPs1(new Header(cards), { widthPx: 1, heightPx: 1, data: Float64Array.of(1) });
    expect([once.header.number('PC1_1'), once.header.has('PC001001'), once.header.text('RADESYS')]).toEqual([
      1,
      false,
      'FK5',
    ]);
    expect(linearPs1(once.header, once.image)).toEqual(once);
  });
});

describe('the mask of the Legacy Survey', () => {
  it('takes the bits of the band and those of all bands', () => {
    expect([...legacyMask([0, 0x0008, 0x0004, 0x0001, 0x1000], 'r')]).toEqual([0, 1, 0, 1, 0]);
  });
});

describe('the choice of a template', () => {
  it.each([
    [10, 20, 'ps1'],
    [10, -45, 'ls'],
    [270, -40, 'skymapper'],
  ])('takes at %d %d %s', (ra, dec, name) => {
    expect(chooseSurvey(ra, dec).name).toBe(name);
    expect(surveyNamed(name)).toBeDefined();
  });

  it('takes for a filter the nearest that a survey has', () => {
    expect(nearestFilter('V', ['g', 'r', 'i'])).toBe('g');
    expect(nearestFilter('R', ['g', 'r', 'i'])).toBe('r');
    expect(nearestFilter('Ks', ['g', 'r'])).toBeUndefined();
  });

  it('has a HiPS for every filter of a survey that is served so', () => {
    for (const { service, filters, hips } of SURVEYS)
      if (service === 'hips2fits') expect(Object.keys(hips ?? {})).toEqual(filters);
  });

  it('refuses a field that no service cuts out', () => {
    expect(() => sidePx({ widthDeg: 10, pixelScaleArcsec: 0.25 })).toThrow(RangeError);
  });
});
