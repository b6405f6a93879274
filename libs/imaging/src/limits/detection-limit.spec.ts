import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '../synthetic/random.js';
import { apertureLimit, fitSnModel, limitAt, snAt, snrOfMagError } from './detection-limit.js';

/** Stars with S/N of flux 10^(0.4 (zp - m)) electrons over a sky of `noise` electrons in the aperture. */
const field = (zp: number, noise: number, seed: number, scatter = 0.05) => {
  const dice = random(seed);
  return Array.from({ length: 150 }, () => {
    const mag = zp - 12 + 7 * dice.uniform();
    const flux = 10 ** (0.4 * (zp - mag));
    return { mag, snr: (flux / Math.sqrt(flux + noise * noise)) * Math.exp(scatter * dice.normal()) };
  });
};
/** Where flux / sqrt(flux + noise^2) is n. */
const trueLimit = (zp: number, noise: number, n: number) =>
  zp - 2.5 * Math.log10((n * n + Math.sqrt(n ** 4 + 4 * n * n * noise * noise)) / 2);

describe('a detection limit', () => {
  it('is where photons and sky put it, for any zero point and noise', () => {
    const scene = fc.record({
      zp: fc.double({ min: -5, max: 30, noNaN: true }),
      noise: fc.double({ min: 5, max: 400, noNaN: true }),
      seed: fc.integer({ min: 1, max: 999 }),
    });
    fc.assert(
      fc.property(scene, ({ zp, noise, seed }) => {
        const model = fitSnModel(field(zp, noise, seed));
        if (!model) throw new Error('150 stars are enough');
        for (const n of [10, 5, 3]) {
          const limit = limitAt(model, n);
          // with little noise the sky is felt only beyond the faintest star
          expect(Math.abs(limit - trueLimit(zp, noise, n))).toBeLessThan(noise > 30 ? 0.1 : 0.6);
          expect(snAt(model, limit)).toBeCloseTo(n, 6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is not moved by a few blended stars with absurd S/N', () => {
    const stars = field(25, 50, 3).map((star, i) => (i % 12 === 0 ? { ...star, snr: star.snr / 20 } : star));
    const model = fitSnModel([...stars, { mag: NaN, snr: 3 }, { mag: 12, snr: -1 }]);
    expect(model && Math.abs(limitAt(model, 5) - trueLimit(25, 50, 5))).toBeLessThan(0.12);
  });

  it('is unknown from two stars, and there is none at a S/N of nothing', () => {
    expect(
      fitSnModel([
        { mag: 10, snr: 5 },
        { mag: 11, snr: 3 },
      ]),
    ).toBeUndefined();
    expect(() => limitAt({ lnA: -30, lnB: -20, stars: 9 }, 0)).toThrow(RangeError);
  });

  it('of an empty aperture is the magnitude of so many of its errors', () => {
    expect(apertureLimit(20, 22, 5)).toBeCloseTo(17, 12);
    expect(snrOfMagError(0.10857362047581294)).toBeCloseTo(10, 10);
  });
});
