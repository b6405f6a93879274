import { describe, expect, it } from '@jest/globals';
import { offset } from '@nightjar/astro';
import fc from 'fast-check';
import { readRegions, writeRegions, type Region } from './ds9.js';
import {
  footprintOrder,
  mocContains,
  mocOfCone,
  mocOfPolygon,
  mocOfUniq,
  mocSkyFraction,
  mocToAscii,
  mocToJson,
  mocToUniq,
} from './moc.js';

describe('a region file', () => {
  const number = fc.double({ min: 0.001, max: 80, noNaN: true });
  const region = fc.record({
    x: number,
    y: number,
    width: number,
    height: number,
    angleDeg: number,
    frame: fc.constantFrom('icrs' as const, 'image' as const),
    text: fc.stringMatching(/^[a-z0-9 +.]{1,12}$/),
  });

  it('reads back as it was written, to a part in 10^12', () => {
    fc.assert(
      fc.property(fc.array(region, { maxLength: 5 }), (list) => {
        const regions = list.flatMap(({ x, y, width, height, angleDeg, frame, text }): Region[] => [
          { shape: 'circle', frame, x, y, radius: width, text, colour: 'red' },
          { shape: 'box', frame, x, y, width, height, angleDeg, excluded: true },
          { shape: 'annulus', frame, x, y, inner: width, outer: height },
          { shape: 'point', frame, x, y },
          {
            shape: 'polygon',
            frame,
            corners: [
              [x, y],
              [width, y],
              [x, height],
            ],
          },
        ]);
        const { regions: read, notRead } = readRegions(writeRegions(regions));
        expect(notRead).toEqual([]);
        expect(read).toEqual(
          regions.map((one) =>
            'radius' in one
              ? { ...one, radius: expect.closeTo(one.radius, 9) }
              : 'inner' in one
                ? { ...one, inner: expect.closeTo(one.inner, 9), outer: expect.closeTo(one.outer, 9) }
                : 'width' in one
                  ? { ...one, width: expect.closeTo(one.width, 9), height: expect.closeTo(one.height, 9) }
                  : one,
          ),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('is read as others write it: sexagesimal, units, a frame on a line of its own; what is unknown is named', () => {
    const file =
      "fk5\ncircle(2:04:10.3,+46:41:16,30\") # text={HAT-P-32} color=red\nbox 31.0 46.6 1' 2' 0\ngalactic\ncircle(1,2,3)\nimage\nellipse(10,20,3,4,45)\nvector(1,2,3,4)\ncircle(1,x,3)\n";
    const { regions, notRead } = readRegions(file);
    expect(regions).toEqual([
      {
        shape: 'circle',
        frame: 'icrs',
        x: expect.closeTo(31.042917, 5),
        y: expect.closeTo(46.687778, 5),
        radius: expect.closeTo(30 / 3600, 9),
        text: 'HAT-P-32',
        colour: 'red',
      },
      { shape: 'box', frame: 'icrs', x: 31, y: 46.6, width: 1 / 60, height: 2 / 60, angleDeg: 0 },
      { shape: 'ellipse', frame: 'image', x: 10, y: 20, width: 3, height: 4, angleDeg: 45 },
    ]);
    expect(notRead).toEqual([
      'line 4: coordinates in galactic are not read',
      'line 5: circle(1,2,3)',
      'line 8: vector(1,2,3,4)',
      'line 9: circle(1,x,3)',
    ]);
  });

  it('of any text at all is read without a throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => void readRegions(text)));
  });
});

describe('the coverage of a field', () => {
  const centre = fc.record({
    raDeg: fc.double({ min: 0, max: 359.99, noNaN: true }),
    decDeg: fc.double({ min: -90, max: 90, noNaN: true }),
  });

  it('holds every point of the polygon, and little more than its area', () => {
    fc.assert(
      fc.property(
        centre,
        fc.double({ min: 0.2, max: 8, noNaN: true }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        (middle, size, turn) => {
          const corners = [45, 135, 225, 315].map((angle) => offset(middle, angle + turn, size));
          const moc = mocOfPolygon(corners);
          for (let k = 0; k < 12; k++)
            expect(mocContains(moc, offset(middle, turn + 45 + 30 * k, 0.7 * size))).toBe(true);
          for (const corner of corners) expect(mocContains(moc, corner)).toBe(true);
          expect(mocContains(moc, offset(middle, turn + 90, 1.5 * size + 0.2))).toBe(false);
          const area = (2 * size * size) / 41252.96;
          expect(mocSkyFraction(moc)).toBeGreaterThan(0.98 * area);
          expect(mocSkyFraction(moc)).toBeLessThan(1.8 * area);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is the same from its UNIQ numbers, and is written as the standard has it', () => {
    const moc = mocOfCone({ raDeg: 10, decDeg: 40 }, 3, 6);
    expect(mocOfUniq(mocToUniq(moc))).toEqual(moc);
    expect(
      mocToAscii([
        { order: 3, pixels: [5n, 7n, 8n, 9n] },
        { order: 4, pixels: [100n] },
      ]),
    ).toBe('3/5,7-9 4/100');
    expect(mocToJson([{ order: 3, pixels: [5n, 7n] }])).toEqual({ 3: [5, 7] });
    expect(mocToAscii(mocOfUniq([4n, 5n, 6n, 7n].map((n) => n + 12n)))).toBe('0/0');
    expect([footprintOrder(1e5), footprintOrder(1), footprintOrder(1e-9)]).toEqual([3, 10, 11]);
  });

  it('is refused of a polygon that is none', () => {
    const at = (raDeg: number, decDeg: number) => ({ raDeg, decDeg });
    expect(() => mocOfPolygon([at(0, 0), at(1, 0)])).toThrow(/three corners/);
    expect(() => mocOfPolygon([at(0, 0), at(1, 1), at(1, 0), at(0, 1)])).toThrow(/not convex/);
    expect(() => mocOfPolygon([at(0, 0), at(0, 0), at(1, 0)])).toThrow(/are one or opposite/);
  });
});
