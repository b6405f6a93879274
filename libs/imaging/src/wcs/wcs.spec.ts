import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { Header } from '../fits/header.js';
import { wcsHeaders } from '../oracle/wcs-headers.fixture.js';
import { toSip, toTpv } from './convert.js';
import { footprint, localScale } from './footprint.js';
import { repairWcsHeader } from './repair-header.js';
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

  it('is where astropy has it, for every form of header that is read', () => {
    const table = new URL('../../../../fixtures/wcs/astropy.json', import.meta.url);
    const tabulated = JSON.parse(readFileSync(table, 'utf8')) as Record<string, number[][]>;
    expect(Object.keys(tabulated)).toEqual(Object.keys(wcsHeaders));
    for (const [name, rows] of Object.entries(tabulated)) {
      const wcs = readWcs(new Header(wcsHeaders[name]));
      for (const [xPx = NaN, yPx = NaN, raDeg = NaN, decDeg = NaN] of rows) {
        const back = wcs?.skyToPixel({ raDeg, decDeg });
        const offPx = Math.hypot((back?.xPx ?? NaN) - xPx, (back?.yPx ?? NaN) - yPx);
        expect([name, offPx < 1e-6, offPx]).toEqual([name, true, offPx]);
      }
    }
  });

  it('survives its own cards in every form', () => {
    for (const [name, cards] of Object.entries(wcsHeaders)) {
      const wcs = readWcs(new Header(cards));
      const [here, there] = [wcs, readWcs(new Header(wcs?.cards))].map((one) => one?.pixelToSky({ xPx: 900, yPx: 77 }));
      expect([name, there]).toEqual([name, here]);
    }
  });

  it('of TPV without coefficients is a plain tangent plane', () => {
    const plain = camera(10, 20, 30);
    const cards = plain.cards.map((card) =>
      typeof card.value === 'string' ? { ...card, value: card.value.replace('TAN', 'TPV') } : card,
    );
    expect(readWcs(new Header(cards))?.pixelToSky({ xPx: 3, yPx: 5 })).toEqual(plain.pixelToSky({ xPx: 3, yPx: 5 }));
  });

  it('is read backwards where a header gives the inverse polynomials alone', () => {
    const plain = camera(10, 20, 0);
    const inverse = new Wcs(plain.reference, plain.referencePx, plain.cd, { order: 0, a: [], b: [], inverse: sip });
    const back = inverse.skyToPixel(inverse.pixelToSky({ xPx: 33, yPx: 999 }));
    expect(back?.xPx).toBeCloseTo(33, 8);
    expect(back?.yPx).toBeCloseTo(999, 8);
  });

  it('refuses by name what it does not read: other projections, slants, B1950, orders and terms beyond the conventions', () => {
    const header = new Header(camera(10, 20, 0).cards);
    const broken: [RegExp, Record<string, string | number>][] = [
      [/ZPX/, { CTYPE1: 'RA---ZPX', CTYPE2: 'DEC--ZPX' }],
      [/GLON/, { CTYPE1: 'GLON-TAN', CTYPE2: 'GLAT-TAN' }],
      [/DEC--SIN/, { CTYPE2: 'DEC--SIN' }],
      [/SIN with PV2_1/, { CTYPE1: 'RA---SIN', CTYPE2: 'DEC--SIN', PV2_1: 0.1 }],
      [/FK4/, { RADESYS: 'FK4', EQUINOX: 1950 }],
      [/PV1_40/, { CTYPE1: 'RA---TPV', CTYPE2: 'DEC--TPV', PV1_40: 1 }],
      [/SIP order/, { CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP', A_ORDER: 12 }],
      [/CUNIT1 is parsec/, { CUNIT1: 'parsec' }],
      [/no declination/, { CRVAL2: 91 }],
    ];
    for (const [reason, values] of broken) {
      const cards = Object.entries(values).map(([keyword, value]) => ({ keyword, value }));
      expect(() => readWcs(header.with(...cards))).toThrow(reason);
    }
  });

  it('is converted to TPV without loss, and to SIP within what the order allows; each says how far it is off', () => {
    const plain = camera(83.6, -5.4, 12);
    const distorted = new Wcs(plain.reference, plain.referencePx, plain.cd, sip);
    const size = { widthPx: 1024, heightPx: 1024 };
    const tpv = toTpv(distorted, size);
    expect(tpv.worstPx).toBeLessThan(1e-8);
    expect(tpv.wcs.cards[0]?.value).toBe('RA---TPV');
    const back = toSip(tpv.wcs, size, 3);
    expect(back.worstPx).toBeLessThan(1e-8);
    expect(toSip(tpv.wcs, size, 2).worstPx).toBeGreaterThan(0.01);
    // other programs go back by AP and BP alone, whose fit is good to a hundredth of a pixel at least
    const inverse = { ...back.wcs.sip, order: 0, a: [], b: [] };
    const byInverse = new Wcs(back.wcs.reference, back.wcs.referencePx, back.wcs.cd, inverse);
    const sky = back.wcs.pixelToSky({ xPx: 1000, yPx: 20 });
    expect(Math.abs((byInverse.skyToPixel(sky)?.xPx ?? NaN) - 1000)).toBeLessThan(0.01);
    expect(() => toTpv(distorted, size, 8)).toThrow(/degrees 1 to 7/);
  });
});

describe('the footprint of a frame', () => {
  it('has its area, corners, position angle and parity on the sky', () => {
    const field = footprint(camera(200, 60, 30), { widthPx: 1024, heightPx: 1024 });
    expect(field.pixelScaleArcsec).toBeCloseTo(4, 6);
    expect(field.positionAngleDeg).toBeCloseTo(30, 6);
    expect(field.mirrored).toBe(false);
    // a square on the tangent plane of half side a covers 4 asin(a^2 / (1 + a^2)) steradians
    const a = (512 * 4 * Math.PI) / 180 / 3600;
    expect(field.areaDeg2).toBeCloseTo(4 * Math.asin(a ** 2 / (1 + a ** 2)) * (180 / Math.PI) ** 2, 9);
    expect(field.corners).toHaveLength(4);
    expect(separationDeg(field.centre, { raDeg: 200, decDeg: 60 })).toBeLessThan(1e-12);
  });

  it('is mirrored when a mirror turned it', () => {
    const { reference, referencePx, cd } = camera(10, 20, 0);
    const mirrored = new Wcs(reference, referencePx, [-cd[0], cd[1], cd[2], cd[3]]);
    expect(localScale(mirrored, { xPx: 1, yPx: 1 }).mirrored).toBe(true);
  });
});

describe('a header with a WCS of other habits', () => {
  it('is made what it means', () => {
    const given: Record<string, string | number> = {
      ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC---TAN', CRVAL1: '12.5', CD1_1: '-1.0E-4', PV1_1: 1, PV1_2: 0, LTM1_1: 1 },
      ...{
        WAT0_001: 'system=image',
        WCSDIM: 2,
        CDELTM1: 1,
        XPIXELSZ: 9,
        FOCALLEN: 0,
        NAXIS3: 1,
        PC001002: 0.5,
        OBJECT: '7',
      },
    };
    const cards = Object.entries(given).map(([keyword, value]) => ({ keyword, value }));
    const repaired = repairWcsHeader(new Header(cards));
    expect(repaired.text('CTYPE2')).toBe('DEC--TAN');
    expect(repaired.get('CRVAL1')).toBe(12.5);
    expect(repaired.get('CD1_1')).toBe(-1e-4);
    expect(repaired.get('PC1_2')).toBe(0.5);
    expect(repaired.get('OBJECT')).toBe('7');
    for (const gone of ['PV1_1', 'PV1_2', 'LTM1_1', 'WAT0_001', 'WCSDIM', 'CDELTM1', 'XPIXELSZ', 'FOCALLEN', 'NAXIS3'])
      expect([gone, repaired.has(gone)]).toEqual([gone, false]);
    const scamp = repairWcsHeader(new Header([...cards, { keyword: 'PV1_5', value: 0.1 }]));
    expect([scamp.text('CTYPE1'), scamp.text('CTYPE2')]).toEqual(['RA---TPV', 'DEC--TPV']);
    expect(scamp.has('PV1_1')).toBe(true);
  });
});
