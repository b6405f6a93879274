import { describe, expect, it } from '@jest/globals';
import { edgeDistance, isOn } from './frame-edge.js';
import { random } from './synthetic/random.js';

const size = { widthPx: 7, heightPx: 5 };

describe('a place', () => {
  it.each([
    ['the outer corner of the first pixel', { xPx: 0.5, yPx: 0.5 }, true],
    ['just before it', { xPx: 0.5 - 1e-12, yPx: 1 }, false],
    ['the last pixel', { xPx: 7, yPx: 5 }, true],
    ['just within its outer corner', { xPx: 7.5 - 1e-12, yPx: 5.5 - 1e-12 }, true],
    ['the right edge, where a next pixel would begin', { xPx: 7.5, yPx: 3 }, false],
    ['the upper edge', { xPx: 3, yPx: 5.5 }, false],
    ['no number', { xPx: NaN, yPx: 3 }, false],
    ['none', undefined, false],
  ] as const)('that is %s is on the frame: %#', (_, at, on) => {
    expect(isOn(at, size)).toBe(on);
  });

  it('is on a frame exactly where one of its pixels is the nearest', () => {
    const dice = random(5);
    for (let i = 0; i < 2000; i++) {
      // halves of pixels come up often: the edge is one
      const [xPx, yPx] = [0, 0].map(() => Math.round(40 * dice.uniform()) / 4 - 1) as [number, number];
      const [x, y] = [Math.round(xPx), Math.round(yPx)];
      expect(isOn({ xPx, yPx }, size)).toBe(x >= 1 && x <= 7 && y >= 1 && y <= 5);
    }
  });

  it('is as far from the edge as from the nearest of its four sides, negative beyond', () => {
    expect(edgeDistance({ xPx: 1, yPx: 3 }, size)).toBe(0.5);
    expect(edgeDistance({ xPx: 4, yPx: 5 }, size)).toBe(0.5);
    expect(edgeDistance({ xPx: 9, yPx: 3 }, size)).toBe(-1.5);
  });
});
