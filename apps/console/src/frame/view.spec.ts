import { describe, expect, it } from '@jest/globals';
import { overview, reduceFor, tilesSeen } from './tiles.js';
import { moved, nearer, pixelAt, placeOf, sensible, viewOf, viewText, whole } from './view.js';

const frame = { widthPx: 4096, heightPx: 4096 };
const screen = { widthPx: 800, heightPx: 600 };

describe('the view of a frame', () => {
  it('shows the whole frame, its first pixel at the lower left', () => {
    const view = whole(frame, screen);
    const corner = placeOf({ xPx: 0.5, yPx: 0.5 }, view, screen);
    expect([corner.left, corner.top]).toEqual([expect.closeTo(100, 9), expect.closeTo(600, 9)]);
    expect(placeOf({ xPx: 4096.5, yPx: 4096.5 }, view, screen).top).toBeCloseTo(0, 9);
  });

  it('keeps the pixel under the pointer where it is when it comes nearer, and when it goes further', () => {
    const about = { left: 650, top: 120 };
    for (const factor of [1.7, 0.8]) {
      const before = { xPx: 1000, yPx: 900, zoom: 2 };
      const at = pixelAt(about, before, screen);
      const after = nearer(before, factor, about, frame, screen);
      expect(after.zoom).toBeCloseTo(2 * factor, 9);
      expect(placeOf(at, after, screen)).toEqual({ left: expect.closeTo(650, 6), top: expect.closeTo(120, 6) });
    }
  });

  it('moves with the hand, and never leaves the frame', () => {
    const view = { xPx: 1000, yPx: 900, zoom: 4 };
    expect(moved(view, { left: 40, top: 20 }, frame, screen)).toEqual({ xPx: 990, yPx: 905, zoom: 4 });
    expect(moved(view, { left: 1e6, top: 0 }, frame, screen).xPx).toBe(0.5);
    expect(sensible({ ...view, zoom: 1e6 }, frame, screen).zoom).toBe(64);
  });

  it('is the same when it comes back from an address; anything else there is none', () => {
    expect(viewOf(viewText({ xPx: 12.5, yPx: 7, zoom: 0.25 }))).toEqual({ xPx: 12.5, yPx: 7, zoom: 0.25 });
    for (const text of [undefined, '', '1,2', '1,2,0', '1,2,x', '1,2,3,4']) expect(viewOf(text)).toBeNull();
  });
});

describe('the tiles of a frame', () => {
  it('have a value for each pixel of the screen, and no more than twice as many along a side', () => {
    for (const zoom of [3, 1, 0.9, 0.5, 0.3, 0.15]) {
      const values = 1 / zoom / reduceFor(zoom);
      expect(values).toBeLessThan(2);
      if (zoom < 1) expect(values).toBeGreaterThanOrEqual(1);
    }
  });

  it('are the one that shows the whole, when the whole is seen from afar', () => {
    const far = whole(frame, { widthPx: 300, heightPx: 300 });
    expect(tilesSeen(far, frame, { widthPx: 300, heightPx: 300 })).toEqual([overview(frame)]);
    expect(overview(frame)).toEqual({ x: 1, y: 1, widthPx: 4096, heightPx: 4096, reduce: 8 });
  });

  it('cover what is seen and nothing else, the middle first, those at the edge smaller', () => {
    const small = { widthPx: 1500, heightPx: 700 };
    const view = { xPx: 1200, yPx: 500, zoom: 1 };
    const tiles = tilesSeen(view, small, screen);
    expect(tiles.map(({ x, y }) => [x, y])).toEqual([
      [1025, 1],
      [1025, 513],
      [513, 1],
      [513, 513],
    ]);
    expect(tiles[1]).toMatchObject({ widthPx: 476, heightPx: 188 });
  });

  it('stay few, however large the frame', () => {
    const huge = { widthPx: 40_000, heightPx: 40_000 };
    for (const zoom of [0.02, 0.1, 0.51, 1, 9])
      expect(tilesSeen({ xPx: 20_000, yPx: 20_000, zoom }, huge, { widthPx: 1400, heightPx: 900 }).length).toBeLessThan(
        40,
      );
  });
});
