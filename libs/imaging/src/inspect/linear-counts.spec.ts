import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Header } from '../fits/header.js';
import { linearCounts } from './linear-counts.js';

const pixel = (value: number) => ({ widthPx: 1, heightPx: 1, data: Float64Array.of(value) });
const cell = (soften: number, offset: number, exposureS: number) =>
  new Header([
    { keyword: 'BSOFTEN', value: soften },
    { keyword: 'BOFFSET', value: offset },
    { keyword: 'EXPTIME', value: exposureS },
  ]);

describe('a sky cell of Pan-STARRS', () => {
  it('becomes the flux in a second that its asinh magnitudes stand for', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e6, noNaN: true }), (flux) => {
        const [soften, offset, exposureS] = [100, 50, 40];
        const stored = Math.asinh((flux * exposureS - offset) / (2 * soften)) / (0.4 * Math.LN10);
        const { image } = linearCounts(cell(soften, offset, exposureS), pixel(stored));
        expect(Math.abs((image.data[0] ?? NaN) - flux)).toBeLessThanOrEqual(1e-6 * Math.abs(flux) + 1e-3);
      }),
    );
  });

  it('is renamed to the keywords that readers know, and never made linear twice', () => {
    const cards = 'BSOFTEN BOFFSET PC001001 PC001002'.split(' ').map((keyword) => ({ keyword, value: 1 }));
    const once = linearCounts(new Header(cards), pixel(1));
    expect(once.header.number('PC1_1')).toBe(1);
    expect(once.header.has('PC001001')).toBe(false);
    expect(once.header.text('RADESYS')).toBe('FK5');
    const { header, image } = once;
    expect(linearCounts(header, image)).toEqual({ header, image });
  });

  it('says what was done, and that its pixels are rates where the exposure divides them', () => {
    const rates = linearCounts(cell(100, 50, 40), pixel(1));
    expect(rates.done).toBe('asinh pixels made linear, in adu/s (BSOFTEN 100, BOFFSET 50)');
    expect(rates.header.text('BUNIT')).toBe('adu/s');
    expect(rates.header.remarks('HISTORY')).toEqual([rates.done]);
    expect(linearCounts(cell(100, 50, 0), pixel(1)).header.text('BUNIT')).toBe('adu');
  });

  it('keeps what is no number no number', () => {
    expect(linearCounts(cell(100, 50, 40), pixel(NaN)).image.data[0]).toBeNaN();
  });
});

describe('a frame that is no such cell', () => {
  it.each([[[]], [['BSOFTEN']], [['BOFFSET']]])('is left as it is (%p)', (keywords) => {
    const header = new Header(keywords.map((keyword) => ({ keyword, value: 1 })));
    const image = pixel(5);
    expect(linearCounts(header, image)).toEqual({ header, image });
  });
});
