import { describe, expect, it } from '@jest/globals';
import { skyBrightness } from './brightness.js';

const dark = {
  sunAltitudeDeg: -40,
  moonAltitudeDeg: -20,
  moonLit: 1,
  moonSeparationDeg: 60,
  targetAltitudeDeg: 90,
};

describe('the brightness of the sky', () => {
  it('is that of a dark site without Sun and Moon', () => {
    expect(skyBrightness(dark)).toBeCloseTo(21.7, 2);
  });

  it('grows by two to four magnitudes under the full Moon (Krisciunas & Schaefer 1991, table 3)', () => {
    const lit = skyBrightness({ ...dark, moonAltitudeDeg: 60 });
    expect(lit).toBeGreaterThan(17.5);
    expect(lit).toBeLessThan(19.7);
  });

  it('grows through twilight without a step', () => {
    const at = (sunAltitudeDeg: number) => skyBrightness({ ...dark, sunAltitudeDeg });
    expect(at(-18)).toBeCloseTo(at(-30), 6);
    expect(at(-12)).toBeCloseTo(20.4, 0);
    for (let sun = -18; sun < 0; sun += 0.5) expect(at(sun + 0.5)).toBeLessThanOrEqual(at(sun));
  });

  it('grows towards the horizon', () => {
    expect(skyBrightness({ ...dark, targetAltitudeDeg: 30 })).toBeLessThan(21.7);
  });
});
