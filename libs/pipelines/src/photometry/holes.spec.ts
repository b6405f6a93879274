import { describe, expect, it } from '@jest/globals';
import { random } from '@nightjar/imaging';
import { isWhole } from './holes.js';

const size = { widthPx: 40, heightPx: 30 };
const star = { xPx: 20, yPx: 15, fwhmPx: 4 };
const masked = (isBad: (xPx: number, yPx: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: size.widthPx * size.heightPx }, (_, i) =>
    Number(isBad((i % size.widthPx) + 1, Math.floor(i / size.widthPx) + 1)),
  );

describe('a star', () => {
  it('is whole with a saturated core, beside a bad column and with a third of its pixels lost here and there', () => {
    const dice = random(1);
    for (const mask of [
      masked((x, y) => Math.hypot(x - 20, y - 15) <= 2),
      masked((x) => x === 20),
      masked(() => dice.uniform() < 0.33),
    ])
      expect(isWhole(star, size, mask)).toBe(true);
  });

  it('is none where most of its pixels are lost, in holes or by an edge of them', () => {
    const dice = random(1);
    for (const mask of [masked(() => dice.uniform() < 0.75), masked((x) => x <= 21)])
      expect(isWhole(star, size, mask)).toBe(false);
  });

  it('at an edge of the frame is judged by the pixels that are there', () => {
    for (const corner of [
      { ...star, xPx: 1, yPx: 1 },
      { ...star, xPx: 40, yPx: 30 },
    ])
      expect([
        isWhole(
          corner,
          size,
          masked(() => false),
        ),
        isWhole(
          corner,
          size,
          masked(() => true),
        ),
      ]).toEqual([true, false]);
  });
});
