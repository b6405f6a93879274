import { describe, expect, it } from '@jest/globals';
import type { PixelPosition } from '../image.js';
import { random } from '../synthetic/random.js';
import type { SkyPair } from './refine-distortion.js';
import { refineWcs } from './refine-wcs.js';
import type { Sip } from './sip.js';
import { separationDeg } from './tangent.js';
import { Wcs } from './wcs.js';

const size = { widthPx: 1000, heightPx: 800 };
const scale = 5 / 3600;
const truth = new Wcs({ raDeg: 30, decDeg: 60 }, { xPx: 500, yPx: 400 }, [-scale, 0, 0, scale]);
/** Stars where they are, measured to a tenth of a pixel. */
function pairs(count: number, of = truth, seed = 5): SkyPair[] {
  const dice = random(seed);
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
    const refined = refineWcs(wrong, pairs(60), size, 1);
    expect(offArcsec(wrong)).toBeGreaterThan(10);
    expect(offArcsec(refined?.wcs ?? wrong)).toBeLessThan(0.4);
    expect(refined?.residualArcsec).toBeLessThan(1);
    expect(refined?.starsUsed).toBeGreaterThan(55);
  });

  it('are not led astray by pairs that are none', () => {
    const [first, ...rest] = pairs(40);
    const strays = rest.slice(0, 5).map(({ star }) => ({ star, measured: { xPx: 10, yPx: 790 } }));
    const refined = refineWcs(wrong, [...(first ? [first] : []), ...rest.slice(5), ...strays], size, 1);
    expect(offArcsec(refined?.wcs ?? wrong)).toBeLessThan(0.5);
    expect(refined?.starsUsed).toBeLessThanOrEqual(35);
  });

  it('are left as they are with few stars', () => {
    expect(refineWcs(wrong, pairs(7), size, 3)).toBeUndefined();
  });
});

/** Optics that bend the corners by `px`, as a lens does: cubic in the distance from the middle. */
function bentBy(px: number): Wcs {
  const c = px / (Math.hypot(500, 400) ** 2 * 640);
  const a = [
    { p: 3, q: 0, c },
    { p: 1, q: 2, c },
  ];
  const b = [
    { p: 2, q: 1, c },
    { p: 0, q: 3, c },
  ];
  const sip: Sip = { order: 3, a, b };
  return new Wcs(truth.reference, truth.referencePx, truth.cd, sip);
}
const worstPx = (wcs: Wcs, of: Wcs): number => {
  const corners = [1, 1000].flatMap((xPx) => [1, 800].map((yPx) => ({ xPx, yPx })));
  return Math.max(...corners.map((at) => (3600 * separationDeg(wcs.pixelToSky(at), of.pixelToSky(at))) / 5));
};

describe('a distortion that nobody told of', () => {
  it('is fitted where there are stars enough, as far as it is allowed', () => {
    const lens = bentBy(4);
    const stars = pairs(80, lens);
    const straight = refineWcs(truth, stars, size, 1);
    const bent = refineWcs(truth, stars, size, 3);
    expect(straight?.order).toBe(1);
    expect(worstPx(straight?.wcs ?? truth, lens)).toBeGreaterThan(1.5);
    expect(bent?.order).toBe(3);
    expect(worstPx(bent?.wcs ?? truth, lens)).toBeLessThan(0.35);
    expect(bent?.wcs.sip?.order).toBe(3);
    // pairs are as far from the truth as they were measured: 0.1 px on either axis
    expect(bent?.residualArcsec).toBeLessThan(0.16 * 5);
  });

  it('that a header has wrong is taken off, and one that it has right is kept', () => {
    const header = bentBy(-3);
    expect(worstPx(refineWcs(header, pairs(80), size, 3)?.wcs ?? header, truth)).toBeLessThan(0.35);
    const right = refineWcs(bentBy(4), pairs(80, bentBy(4)), size, 3);
    expect(right?.order).toBe(1);
    expect(right?.wcs.sip).toEqual(bentBy(4).sip);
  });

  it('is read out of the mere scatter of stars once in a hundred times at most, be they few or many', () => {
    const seeds = Array.from({ length: 200 }, (_, i) => i + 1);
    const misled = seeds.filter((seed) => {
      const count = 8 + ((seed * 37) % 83);
      return refineWcs(truth, pairs(count, truth, seed), size, 3)?.order !== 1;
    });
    expect(misled.length).toBeLessThanOrEqual(2);
  });

  it('is not made of stars in one corner of the frame', () => {
    const lens = bentBy(4);
    const corner = pairs(600, lens).filter(({ measured }) => measured.xPx > 750 && measured.yPx > 600);
    const refined = refineWcs(lens, corner, size, 3);
    expect(worstPx(refined?.wcs ?? lens, lens)).toBeLessThan(1.5);
  });
});
