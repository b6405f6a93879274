import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { convert, withConversions } from './conversion.js';
import { PS1_TO_JOHNSON, SDSS_TO_JOHNSON } from './known/published-conversions.js';

const measured = (g: number, r: number, i: number, errorMag = 0.01) => ({
  ...{ g: { mag: g, errorMag }, r: { mag: r, errorMag }, i: { mag: i, errorMag } },
});

const of = (list: typeof PS1_TO_JOHNSON, to: string) => {
  const found = list.find((one) => one.to === to);
  if (!found) throw new Error(to);
  return found;
};

describe('a conversion of magnitudes', () => {
  it('follows Tonry et al. (2012), table 6, for a star of g-r = 0.5', () => {
    const star = measured(15.5, 15, 14.8);
    expect(convert(star, of(PS1_TO_JOHNSON, 'B'))?.mag).toBeCloseTo(15.5 + 0.212 + 0.556 * 0.5 + 0.034 * 0.25, 10);
    expect(convert(star, of(PS1_TO_JOHNSON, 'V'))?.mag).toBeCloseTo(15 + 0.005 + 0.462 * 0.5 + 0.013 * 0.25, 10);
    expect(convert(star, of(PS1_TO_JOHNSON, 'R'))?.mag).toBeCloseTo(15 - 0.137 - 0.108 * 0.5 - 0.029 * 0.25, 10);
    expect(convert(star, of(PS1_TO_JOHNSON, 'I'))?.mag).toBeCloseTo(14.8 - 0.366 - 0.136 * 0.5 - 0.018 * 0.25, 10);
  });

  it('agrees with the independent Sloan relations of Lupton (2005) to a few hundredths on the main sequence', () => {
    for (const colour of [0.3, 0.5, 0.7]) {
      const star = measured(15 + colour, 15, 15 - 0.4 * colour + 0.02);
      for (const to of ['V', 'R', 'I']) {
        const [tonry, lupton] = [convert(star, of(PS1_TO_JOHNSON, to)), convert(star, of(SDSS_TO_JOHNSON, to))];
        // the systems differ: g of the two by 0.1 mag at such colours
        expect(Math.abs((tonry?.mag ?? NaN) - (lupton?.mag ?? NaN))).toBeLessThan(0.1);
      }
    }
  });

  it('propagates the errors of its bands, and is never better than its own scatter', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.3, max: 1.4, noNaN: true }),
        fc.double({ min: 0.001, max: 0.3, noNaN: true }),
        (colour, error) => {
          const conversion = of(PS1_TO_JOHNSON, 'V');
          const base = measured(15 + colour, 15, 14.5, error);
          const step = 1e-5;
          const at = (g: number, r: number) =>
            convert(measured(g, r, 14.5), { ...conversion, colourRange: [-9, 9] })?.mag ?? NaN;
          const slopes = [
            at(15 + colour + step, 15) - at(15 + colour - step, 15),
            at(15 + colour, 15 + step) - at(15 + colour, 15 - step),
          ];
          const expected = Math.hypot(...slopes.map((slope) => (slope / (2 * step)) * error), conversion.scatterMag);
          expect(convert(base, { ...conversion, colourRange: [-9, 9] })?.errorMag).toBeCloseTo(expected, 5);
        },
      ),
    );
  });

  it('gives a star beyond its colours no magnitude', () => {
    expect(convert(measured(17, 15, 14), of(PS1_TO_JOHNSON, 'V'))).toBeUndefined();
  });

  it('never replaces what a catalogue measured itself, and says by whom it is', () => {
    const own = { mag: 15.2, errorMag: 0.02 };
    const star = { raDeg: 0, decDeg: 0, mags: { ...measured(15.5, 15, 14.8), V: own } };
    const { mags } = withConversions(star, PS1_TO_JOHNSON);
    expect(mags.V).toBe(own);
    expect(mags.B?.by).toBe('Tonry 2012');
  });
});
