import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { convert, withConversions } from './conversion.js';
import { PS1_TO_JOHNSON, SDSS_TO_JOHNSON } from './known/published-conversions.js';
import { catalogueNamed } from './known/registry.js';

const measured = (g: number, r: number, i: number, errorMag = 0.01) => ({
  ...{ g: { mag: g, errorMag }, r: { mag: r, errorMag }, i: { mag: i, errorMag } },
});

const of = (list: typeof PS1_TO_JOHNSON, to: string) => {
  const found = list.find((one) => one.to === to);
  if (!found) throw new Error(to);
  return found;
};

/** Tonry et al. (2012), ApJ 750, 99, table 6, the quadratic column. */
const TONRY = {
  B: ['g', 0.212, 0.556, 0.034],
  V: ['r', 0.005, 0.462, 0.013],
  R: ['r', -0.137, -0.108, -0.029],
  I: ['i', -0.366, -0.136, -0.018],
} as const;

describe('a conversion of magnitudes', () => {
  // numpy.polyval with all digits of STDPipe's catalogs.py
  it.each([
    ['ps1', [15.7, 15, 14.75, 14.6], { B: 16.3122, V: 15.33758, R: 14.78164, I: 14.29172 }],
    [
      'skymapper',
      [15.6, 15, 14.8, 14.7],
      {
        ...{ g: 15.754, r: 14.99401, i: 14.81179, z: 14.71415, y: 14.68323 },
        ...{ B: 16.42098, V: 15.37645, R: 14.79244, I: 14.37473 },
      },
    ],
    ['gaiadr3syn', [15.6, 15, 14.8, 14.7], { g: 15.52638, r: 15.00158, i: 14.8156, z: 14.74578 }],
    ['apass', [15.6, 15, 14.8, 14.7], { R: 14.78576, I: 14.37376 }],
  ])(
    'of %s is what STDPipe makes of it, to a tenth of a millimagnitude',
    (name, [g = 0, r = 0, i = 0, z = 0], made) => {
      const star = { raDeg: 0, decDeg: 0, mags: { ...measured(g, r, i), z: { mag: z, errorMag: 0.01 } } };
      const { mags } = withConversions(star, catalogueNamed(name)?.conversions ?? []);
      for (const [band, mag] of Object.entries(made))
        expect([band, mags[band as 'g']?.mag]).toEqual([band, expect.closeTo(mag, 4)]);
      expect(Object.keys(made)).toEqual(
        expect.arrayContaining((catalogueNamed(name)?.conversions ?? []).map(({ to }) => to)),
      );
    },
  );

  it('from Pan-STARRS agrees with the independent quadratics of Tonry et al. (2012) amid the main sequence', () => {
    for (const colour of [0.4, 0.5, 0.6, 0.7])
      for (const [to, [from, a0, a1, a2]] of Object.entries(TONRY)) {
        const star = measured(15 + colour, 15, 15 - 0.4 * colour + 0.02);
        const tonry = star[from].mag + a0 + a1 * colour + a2 * colour ** 2;
        expect(Math.abs((convert(star, of(PS1_TO_JOHNSON, to))?.mag ?? NaN) - tonry)).toBeLessThan(0.015);
      }
  });

  it('agrees with the independent Sloan relations of Lupton (2005) to a few hundredths on the main sequence', () => {
    for (const colour of [0.3, 0.5, 0.7]) {
      const star = measured(15 + colour, 15, 15 - 0.4 * colour + 0.02);
      for (const to of ['V', 'R', 'I']) {
        const [ps1, lupton] = [convert(star, of(PS1_TO_JOHNSON, to)), convert(star, of(SDSS_TO_JOHNSON, to))];
        // the systems differ: g of the two by 0.1 mag at such colours
        expect(Math.abs((ps1?.mag ?? NaN) - (lupton?.mag ?? NaN))).toBeLessThan(0.1);
      }
    }
  });

  it('from SkyMapper and by way of Pan-STARRS comes to the same star in Johnson-Cousins', () => {
    for (const colour of [0.3, 0.5, 0.7]) {
      const sky = { ...measured(15 + colour, 15, 15 - 0.42 * colour + 0.02), z: { mag: 14.8, errorMag: 0.01 } };
      const { mags } = withConversions(
        { raDeg: 0, decDeg: 0, mags: sky },
        catalogueNamed('skymapper')?.conversions ?? [],
      );
      for (const one of PS1_TO_JOHNSON)
        expect(Math.abs((convert(mags, one)?.mag ?? NaN) - (mags[one.to]?.mag ?? NaN))).toBeLessThan(0.03);
    }
  });

  it('propagates the errors of its bands, and is never better than its own scatter', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.3, max: 1.4, noNaN: true }),
        fc.double({ min: 0.001, max: 0.3, noNaN: true }),
        (colour, error) => {
          const conversion = of(PS1_TO_JOHNSON, 'V');
          const terms = conversion.terms.map((term) => ({ ...term, colourRange: [-9, 9] as const }));
          const anyColour = { ...conversion, terms };
          const base = measured(15 + colour, 15, 14.5, error);
          const step = 1e-5;
          const at = (g: number, r: number, i: number) => convert(measured(g, r, i), anyColour)?.mag ?? NaN;
          const of3 = (sign: number) =>
            [0, 1, 2].map((band) => {
              const [g = 0, r = 0, i = 0] = [15 + colour, 15, 14.5].map(
                (mag, k) => mag + (k === band ? sign * step : 0),
              );
              return at(g, r, i);
            });
          const [up, down] = [of3(1), of3(-1)];
          const slopes = up.map((mag, band) => mag - (down[band] ?? NaN));
          const expected = Math.hypot(...slopes.map((slope) => (slope / (2 * step)) * error), conversion.scatterMag);
          expect(convert(base, anyColour)?.errorMag).toBeCloseTo(expected, 5);
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
    expect(mags.B?.by).toBe('STDPipe');
  });

  it('takes the place of a band in another system, and leaves none of that where it has nothing', () => {
    const { conversions = [] } = catalogueNamed('gaiadr3syn') ?? {};
    const of = (g: number) => withConversions({ raDeg: 0, decDeg: 0, mags: measured(g, 15, 14.8) }, conversions).mags;
    expect(of(15.6).g).toMatchObject({ mag: expect.closeTo(15.52638, 4), by: 'STDPipe' });
    expect(of(17.6)).toEqual({});
  });
});
