import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crop, Header, rectangleMask } from '@nightjar/imaging';
import { boxBetween, boxesOf, boxesText, boxInView, cornerAt, cropOf, edgesOf, ordered, type Box } from './boxes.js';
import { pixelAt, placeOf, type Place, type Size, type View } from './view.js';

const some = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const frame: Size = { widthPx: 40, heightPx: 30 };
const screen: Size = { widthPx: 640, heightPx: 480 };
const view: fc.Arbitrary<View> = fc.record({
  xPx: fc.double({ min: 0.5, max: 40.5, noNaN: true }),
  yPx: fc.double({ min: 0.5, max: 30.5, noNaN: true }),
  zoom: fc.double({ min: 0.5, max: 64, noNaN: true }),
});
const place: fc.Arbitrary<Place> = fc.record({ left: some(2000), top: some(2000) });
const box: fc.Arbitrary<Box> = fc.record({
  ...{ x1: fc.integer({ min: 1, max: 40 }), x2: fc.integer({ min: 1, max: 40 }) },
  ...{ y1: fc.integer({ min: 1, max: 30 }), y2: fc.integer({ min: 1, max: 30 }) },
});

/** The pixels of the frame, and where each one's centre is seen. */
const pixels = Array.from({ length: 40 * 30 }, (_, i) => ({ xPx: (i % 40) + 1, yPx: Math.floor(i / 40) + 1 }));
const masked = ({ x1, y1, x2, y2 }: Box): Uint8Array =>
  rectangleMask(frame, [{ x1Px: x1, y1Px: y1, x2Px: x2, y2Px: y2 }]).mask;

describe('a rectangle on a frame', () => {
  it('is drawn where its pixels are: a place on the screen and a FITS pixel turn into one another', () => {
    fc.assert(
      fc.property(view, place, some(500), some(500), (of, at, xPx, yPx) => {
        const back = placeOf(pixelAt(at, of, screen), of, screen);
        expect([back.left, back.top]).toEqual([expect.closeTo(at.left, 6), expect.closeTo(at.top, 6)]);
        const again = pixelAt(placeOf({ xPx, yPx }, of, screen), of, screen);
        expect([again.xPx, again.yPx]).toEqual([expect.closeTo(xPx, 6), expect.closeTo(yPx, 6)]);
      }),
    );
  });

  it('masks the very pixels that its outline encloses on the screen, and crops to them', () => {
    fc.assert(
      fc.property(view, box, (of, drawn) => {
        const { left, right, top, bottom } = edgesOf(drawn, of, screen);
        const isInside = pixels.map((pixel) => {
          const at = placeOf(pixel, of, screen);
          return at.left > left && at.left < right && at.top > top && at.top < bottom;
        });
        expect([...masked(drawn)].map((bad) => bad === 1)).toEqual(isInside);
        const data = Float32Array.from(pixels.keys());
        const cut = crop({ header: new Header([]), image: { ...frame, data } }, cropOf(drawn)).image;
        expect([...cut.data]).toEqual([...pixels.keys()].filter((i) => isInside[i]));
        // half a pixel beyond the centre of the outermost ones
        const { x1, x2 } = ordered(drawn);
        expect((right - left) / of.zoom).toBeCloseTo(x2 - x1 + 1, 6);
      }),
      { numRuns: 50 },
    );
  });

  it('holds the pixels that a drag begins and ends on, and all between them, none beyond the frame', () => {
    fc.assert(
      fc.property(view, place, place, (of, a, b) => {
        const [from, to] = [pixelAt(a, of, screen), pixelAt(b, of, screen)];
        const touched = (at: number, p: number, q: number): boolean =>
          at + 0.5 > Math.min(p, q) && at - 0.5 <= Math.max(p, q);
        const drawn = boxBetween(from, to, frame);
        const wanted = pixels.map(({ xPx, yPx }) => touched(xPx, from.xPx, to.xPx) && touched(yPx, from.yPx, to.yPx));
        expect(drawn ? [...masked(drawn)].map((bad) => bad === 1) : wanted.map(() => false)).toEqual(wanted);
      }),
      { numRuns: 50 },
    );
  });

  it('is one pixel where the hand did not leave it: the first one is 1, 1, and reaches half a pixel about its centre', () => {
    expect(boxBetween({ xPx: 0.5, yPx: 1.49 }, { xPx: 1.4, yPx: 0.6 }, frame)).toEqual({ x1: 1, y1: 1, x2: 1, y2: 1 });
    expect(boxBetween({ xPx: 40.49, yPx: 30.4 }, { xPx: 99, yPx: 99 }, frame)).toEqual({
      ...{ x1: 40, y1: 30, x2: 40, y2: 30 },
    });
    expect(boxBetween({ xPx: 41, yPx: 3 }, { xPx: 99, yPx: 9 }, frame)).toBeNull();
    expect(cropOf({ x1: 1, y1: 2, x2: 40, y2: 30 })).toEqual({ x1: 0, y1: 1, x2: 40, y2: 30 });
  });

  it('is changed by any of its corners while the opposite one stays', () => {
    const of = { xPx: 20, yPx: 15, zoom: 10 };
    const boxes = [ordered({ x1: 5, y1: 6, x2: 14, y2: 20 })];
    const { left, right, top, bottom } = edgesOf(boxes[0]!, of, screen);
    const held = (at: Place) => cornerAt(boxes, at, of, screen, 8)?.from;
    expect(held({ left: left + 3, top })).toEqual({ xPx: 14, yPx: 6 });
    expect(held({ left: right, top: top - 3 })).toEqual({ xPx: 5, yPx: 6 });
    expect(held({ left, top: bottom })).toEqual({ xPx: 14, yPx: 20 });
    expect(held({ left: right, top: bottom })).toEqual({ xPx: 5, yPx: 20 });
    expect(held({ left: left + 9, top })).toBeUndefined();
  });

  it('is begun without a hand in the middle of what is seen, within the frame', () => {
    fc.assert(
      fc.property(view, (of) => {
        const { x1, y1, x2, y2 } = boxInView(of, screen, frame);
        expect(x1 >= 1 && y1 >= 1 && x2 <= 40 && y2 <= 30 && x1 <= x2 && y1 <= y2).toBe(true);
      }),
    );
    expect(boxInView({ xPx: 20, yPx: 15, zoom: 16 }, screen, frame)).toEqual({ x1: 15, y1: 11, x2: 25, y2: 19 });
  });

  it('is the same when it comes back from an address; anything else there is none', () => {
    fc.assert(
      fc.property(fc.array(box, { maxLength: 5 }), (boxes) => {
        expect(boxesOf(boxesText(boxes))).toEqual(boxes);
      }),
    );
    for (const text of [undefined, '', '1,2,3', '1,2,3,x', '1,2,3,4,5', '0,1,2,3', '1.5,1,2,3'])
      expect(boxesOf(text)).toEqual([]);
  });
});
