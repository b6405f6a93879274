import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Header } from '../fits/header.js';
import { separationDeg } from './tangent.js';
import { readWcs } from './read-wcs.js';
import { cameraWcs, Wcs } from './wcs.js';

const camera = (raDeg: number, decDeg: number, rotationDeg: number) =>
  cameraWcs({ centre: { raDeg, decDeg }, widthPx: 1024, heightPx: 1024, pixelScaleArcsec: 4, rotationDeg });

const sip = {
  order: 3,
  a: [
    { p: 2, q: 0, c: 3e-6 },
    { p: 1, q: 1, c: -2e-6 },
    { p: 0, q: 3, c: 4e-9 },
  ],
  b: [
    { p: 0, q: 2, c: -3e-6 },
    { p: 2, q: 1, c: 5e-9 },
  ],
};

describe('a world coordinate system', () => {
  it('comes back to the pixel it left, with distortion and at the poles, to a millionth of a pixel', () => {
    const place = fc.record({
      raDeg: fc.double({ min: 0, max: 360, noNaN: true }),
      decDeg: fc.double({ min: -90, max: 90, noNaN: true }),
      turn: fc.double({ min: -180, max: 180, noNaN: true }),
      xPx: fc.double({ min: 1, max: 1024, noNaN: true }),
      yPx: fc.double({ min: 1, max: 1024, noNaN: true }),
      distorted: fc.boolean(),
    });
    fc.assert(
      fc.property(place, ({ raDeg, decDeg, turn, xPx, yPx, distorted }) => {
        const plain = camera(raDeg, decDeg, turn);
        const wcs = distorted ? new Wcs(plain.reference, plain.referencePx, plain.cd, sip) : plain;
        const back = wcs.skyToPixel(wcs.pixelToSky({ xPx, yPx }));
        expect(Math.hypot((back?.xPx ?? NaN) - xPx, (back?.yPx ?? NaN) - yPx)).toBeLessThan(1e-6);
      }),
      { numRuns: 500 },
    );
  });

  it('has north up and east left when it is not turned', () => {
    const wcs = camera(10, 20, 0);
    const middle = wcs.pixelToSky({ xPx: 512.5, yPx: 512.5 });
    expect(middle.raDeg).toBeCloseTo(10, 12);
    expect(wcs.pixelToSky({ xPx: 512.5, yPx: 513.5 }).decDeg - 20).toBeCloseTo(4 / 3600, 9);
    expect(wcs.pixelToSky({ xPx: 411.5, yPx: 512.5 }).raDeg).toBeGreaterThan(10);
    expect(camera(10, 20, 35).rotationDeg).toBeCloseTo(35, 10);
    expect(camera(10, 20, 35).pixelScaleArcsec).toBeCloseTo(4, 10);
  });

  it('agrees with the projection worked out by hand a degree from the pole', () => {
    // at the pole itself the tangent plane is polar coordinates: radius tan(90 - dec)
    const wcs = camera(0, 90, 0);
    const at = wcs.skyToPixel({ raDeg: 90, decDeg: 89 });
    const radiusPx = (Math.tan(Math.PI / 180) * 180 * 3600) / Math.PI / 4;
    expect(at?.xPx).toBeCloseTo(512.5 - radiusPx, 6);
    expect(at?.yPx).toBeCloseTo(512.5, 6);
  });

  it('does not see the far half of the sky', () => {
    expect(camera(10, 20, 0).skyToPixel({ raDeg: 190, decDeg: -20 })).toBeUndefined();
  });

  it('survives its own header cards', () => {
    const plain = camera(83.6, -5.4, 12);
    const wcs = new Wcs(plain.reference, plain.referencePx, plain.cd, sip);
    const back = readWcs(new Header(wcs.cards));
    const pixel = { xPx: 77, yPx: 900 };
    expect(separationDeg(back?.pixelToSky(pixel) ?? { raDeg: 0, decDeg: 0 }, wcs.pixelToSky(pixel))).toBeLessThan(
      1e-12,
    );
  });

  it('means the same by CD, by PC with CDELT and by CROTA2', () => {
    const base = [
      { keyword: 'CTYPE1', value: 'RA---TAN' },
      { keyword: 'CTYPE2', value: 'DEC--TAN' },
      { keyword: 'CRVAL1', value: 30 },
      { keyword: 'CRVAL2', value: 40 },
      { keyword: 'CRPIX1', value: 100 },
      { keyword: 'CRPIX2', value: 100 },
      { keyword: 'CDELT1', value: -0.001 },
      { keyword: 'CDELT2', value: 0.001 },
    ];
    const [sin, cos] = [Math.sin(0.5), Math.cos(0.5)];
    const byPc = readWcs(
      new Header(base).with(
        { keyword: 'PC1_1', value: cos },
        { keyword: 'PC1_2', value: sin },
        { keyword: 'PC2_1', value: -sin },
        { keyword: 'PC2_2', value: cos },
      ),
    );
    const byRotation = readWcs(new Header(base).with({ keyword: 'CROTA2', value: (-0.5 * 180) / Math.PI }));
    const expected = [-0.001 * cos, -0.001 * sin, -0.001 * sin, 0.001 * cos];
    byPc?.cd.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 12));
    byRotation?.cd.forEach((value, i) =>
      expect(value).toBeCloseTo([-0.001 * cos, 0.001 * sin, 0.001 * sin, 0.001 * cos][i] ?? NaN, 12),
    );
  });

  it('is absent from a header without one, and a broken one is refused', () => {
    expect(readWcs(new Header())).toBeUndefined();
    const cards = camera(10, 20, 0).cards;
    expect(() => readWcs(new Header(cards).without('CRVAL1'))).toThrow(/lacks CRVAL1/);
    expect(() => readWcs(new Header(cards).with({ keyword: 'CTYPE1', value: 'RA---ZPN' }))).toThrow(/ZPN.*not read/);
    expect(() => new Wcs({ raDeg: 0, decDeg: 0 }, { xPx: 1, yPx: 1 }, [1, 1, 1, 1])).toThrow(/singular/);
  });
});
