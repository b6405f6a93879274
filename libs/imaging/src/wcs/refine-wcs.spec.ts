import { describe, expect, it } from '@jest/globals';
import { random, separationDeg, Wcs, type PixelPosition } from '@nightjar/imaging';
import { refineWcs, type SkyPair } from './refine-wcs.js';

const scale = 5 / 3600;
const truth = new Wcs({ raDeg: 30, decDeg: 60 }, { xPx: 500, yPx: 400 }, [-scale, 0, 0, scale]);
/** Stars where they are, measured to a tenth of a pixel. */
function pairs(count: number, of = truth): SkyPair[] {
  const dice = random(5);
  return Array.from({ length: count }, () => {
    const at: PixelPosition = { xPx: 1000 * dice.uniform(), yPx: 800 * dice.uniform() };
    const measured = { xPx: at.xPx + 0.1 * dice.normal(), yPx: at.yPx + 0.1 * dice.normal() };
    return { star: of.pixelToSky(at), measured };
  });
}
/** Off by two pixels, turned by 0.1 degrees, its scale wrong by a part in a thousand. */
const [sin, cos] = [Math.sin(0.0017) * scale * 1.001, Math.cos(0.0017) * scale * 1.001];
const wrong = new Wcs({ raDeg: 30, decDeg: 60 }, { xPx: 502, yPx: 399 }, [-cos, sin, sin, cos]);
const offArcsec = (wcs: Wcs, of = truth): number =>
  3600 *
  Math.max(
    ...[1, 500, 1000].map((xPx) =>
      separationDeg(wcs.pixelToSky({ xPx, yPx: xPx * 0.8 }), of.pixelToSky({ xPx, yPx: xPx * 0.8 })),
    ),
  );

describe('coordinates fitted to stars', () => {
  it('lose shift, turn and wrong scale', () => {
    const refined = refineWcs(wrong, pairs(60));
    expect(offArcsec(wrong)).toBeGreaterThan(10);
    expect(offArcsec(refined?.wcs ?? wrong)).toBeLessThan(0.4);
    expect(refined?.residualArcsec).toBeLessThan(1);
    expect(refined?.starsUsed).toBeGreaterThan(55);
  });

  it('are not led astray by pairs that are none', () => {
    const [first, ...rest] = pairs(40);
    const strays = rest.slice(0, 5).map(({ star }) => ({ star, measured: { xPx: 10, yPx: 790 } }));
    const refined = refineWcs(wrong, [...(first ? [first] : []), ...rest.slice(5), ...strays]);
    expect(offArcsec(refined?.wcs ?? wrong)).toBeLessThan(0.5);
    expect(refined?.starsUsed).toBeLessThanOrEqual(35);
  });

  it('are left as they are with few stars', () => {
    expect(refineWcs(wrong, pairs(7))).toBeUndefined();
  });
});
