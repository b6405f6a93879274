import { describe, expect, it } from '@jest/globals';
import { Header, random, Wcs, type SextractorSource } from '@nightjar/imaging';
import { judgeWcs, wcsOfHeader } from './header-wcs.js';

const image = { widthPx: 1000, heightPx: 1000, data: new Float32Array(0) };
const wcs = new Wcs({ raDeg: 30, decDeg: -40 }, { xPx: 500, yPx: 500 }, [-0.001, 0, 0, 0.001]);
const source = (xPx: number, yPx: number, fluxAutoAdu: number): SextractorSource => ({
  ...{ xPx, yPx, fluxAutoAdu, fluxErrorAutoAdu: 1, fluxMaxAdu: 1, halfLightRadiusPx: 1.5, fwhmPx: 3, elongation: 1 },
  ...{ backgroundAdu: 0, flags: 0, masked: false },
});

/** Stars of a field, as the catalogue knows them and as the frame shows them; among them sources that no catalogue has. */
function field(count: number) {
  const dice = random(9);
  const stars = Array.from({ length: count }, () => {
    const [xPx, yPx, mag] = [1000 * dice.uniform(), 1000 * dice.uniform(), 8 + 4 * dice.uniform()];
    return { ...wcs.pixelToSky({ xPx, yPx }), mag, seen: source(xPx, yPx, 10 ** (-0.4 * (mag - 20))) };
  });
  const others = Array.from({ length: 2 * count }, () => source(1000 * dice.uniform(), 1000 * dice.uniform(), 50));
  return { stars, sources: [...stars.map(({ seen }) => seen), ...others] };
}
const moved = (px: number): Wcs => new Wcs(wcs.reference, { xPx: 500 + px, yPx: 500 }, wcs.cd);

describe('the coordinates of a header', () => {
  it('fit when they put the stars of the catalogue onto sources', () => {
    const { stars, sources } = field(50);
    expect(judgeWcs(moved(1), sources, stars, image)).toEqual({
      ...{ kind: 'fits', starsMatched: expect.any(Number), residualArcsec: expect.closeTo(3.6, 0) },
    });
  });

  it('do not fit when they are ten pixels off, in a sparse field as in a crowded one', () => {
    for (const count of [10, 60, 2000]) {
      const { stars, sources } = field(count);
      expect(judgeWcs(moved(10), sources, stars, image)).toMatchObject({ kind: 'does not fit' });
    }
  });

  it('cannot be judged by three stars', () => {
    const { stars, sources } = field(3);
    expect(judgeWcs(wcs, sources, stars, image)).toEqual({ kind: 'unknown' });
  });

  it('are read, or it is said why they are not', () => {
    expect(wcsOfHeader(new Header(wcs.cards), image)).toBeInstanceOf(Wcs);
    expect(wcsOfHeader(new Header(), image)).toBeUndefined();
    const odd = new Header([...wcs.cards]).with({ keyword: 'CTYPE1', value: 'RA---ZPN' });
    expect(wcsOfHeader(odd, image)).toMatch(/^The coordinates of the header are not used: /);
    const coarse = new Wcs(wcs.reference, wcs.referencePx, [-0.1, 0, 0, 0.1]);
    expect(wcsOfHeader(new Header(coarse.cards), image)).toMatch(/360 arcsec a pixel/);
  });
});
