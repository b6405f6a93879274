import { describe, expect, it } from '@jest/globals';
import { renderFrame } from '../synthetic/frame.js';
import { poisson } from '../synthetic/poisson.js';
import { random } from '../synthetic/random.js';
import { checkGain } from './gain.js';

/** A sky of `light` electrons (growing to the right by `slope`), gain 2, read noise 10 e-, bias 300 ADU. */
function frame(light: number, slope = 0) {
  const dice = random(7);
  const [widthPx, heightPx] = [400, 300];
  const data = Float32Array.from({ length: widthPx * heightPx }, (_, i) =>
    Math.round(300 + (poisson(light * (1 + (slope * (i % widthPx)) / widthPx), dice) + 10 * dice.normal()) / 2),
  );
  return { widthPx, heightPx, data };
}

describe('the gain of a header', () => {
  it('is believed when the noise of the sky allows it', () => {
    for (const light of [200, 5000]) {
      expect(checkGain(frame(light), { gainEPerAdu: 2 }).warnings).toEqual([]);
      expect(checkGain(frame(light), { gainEPerAdu: 2, biasAdu: 300 }).warnings).toEqual([]);
    }
    expect(checkGain(frame(200), { gainEPerAdu: 2, biasAdu: 300 }).impliedReadNoiseE).toBeCloseTo(10, -0.5);
  });

  it('of 250 e-/ADU is a setting of the camera: it would need an absurd read noise', () => {
    const [warning] = checkGain(frame(5000), { gainEPerAdu: 250 }).warnings;
    expect(warning).toMatch(
      /^A gain of 250 e-\/ADU would make the noise of [\d.]+ ADU a read noise of at least \d{4,} electrons/,
    );
  });

  it('is too low when the sky scatters by less than its photons', () => {
    expect(checkGain(frame(5000), { gainEPerAdu: 0.5, biasAdu: 300 }).warnings.join()).toMatch(
      /the gain is likely too low/,
    );
  });

  it('is measured where the sky varies over the frame', () => {
    const verdict = checkGain(frame(4000, 0.6), { gainEPerAdu: 10 });
    expect(Math.abs((verdict.measured?.gainEPerAdu ?? NaN) - 2)).toBeLessThan(0.3);
    expect(verdict.warnings.join()).toMatch(/as it does with a gain of [12]\.\d e-\/ADU, not 10/);
    expect(checkGain(frame(4000, 0.6), { gainEPerAdu: 2 }).warnings).toEqual([]);
  });

  it('is not doubted of a frame whose sky was taken off', () => {
    const image = frame(5000);
    const data = image.data.map((value) => value - 2800);
    expect(checkGain({ ...image, data }, { gainEPerAdu: 20 }).warnings).toEqual([]);
  });

  it.each([60, 600, 2000])(
    'is believed of an even sky with %i stars: their wings are no levels of the sky',
    (count) => {
      const dice = random(3);
      const near = (): number => (dice.uniform() - 0.5) * 0.7;
      const stars = Array.from({ length: count }, () => ({
        raDeg: 10 + near(),
        decDeg: near(),
        mag: 7 + 8 * Math.sqrt(dice.uniform()),
      }));
      const { image } = renderFrame({
        ...{ widthPx: 600, heightPx: 600, pixelScaleArcsec: 4.2, gainEPerAdu: 1.5, readNoiseE: 8, seed: count },
        ...{
          centre: { raDeg: 10, decDeg: 0 },
          rotationDeg: 0,
          stars,
          zeroPointMag: 20,
          extinctionMag: 0.13,
          airmass: 1.3,
        },
        ...{ fwhmArcsec: 10, skyMagPerArcsec2: 20.8, exposureS: 60, biasAdu: 1000, darkEPerS: 0.05 },
        ...{ saturationAdu: 65535, cosmicRaysPerFrame: 3 },
      });
      expect(checkGain(image, { gainEPerAdu: 1.5 }).warnings).toEqual([]);
    },
  );

  it('of a frame of nothing is not judged', () => {
    expect(checkGain({ widthPx: 2, heightPx: 2, data: new Float32Array(4) }, { gainEPerAdu: 2 }).warnings).toEqual([]);
  });
});
