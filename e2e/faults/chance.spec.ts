import { describe, expect, it } from '@jest/globals';
import { Chance } from './chance.js';

const draw = (seed: number): number[] => {
  const chance = new Chance(seed);
  return Array.from({ length: 50 }, () => chance.next());
};

describe('chance', () => {
  it('repeats itself for one seed and differs for another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('stays in its range and reaches both halves', () => {
    const drawn = draw(1);
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(drawn.some((value) => value < 0.5) && drawn.some((value) => value >= 0.5)).toBe(true);
  });

  it('shuffles without losing or doubling', () => {
    const cards = Array.from({ length: 20 }, (_, i) => i);
    const shuffled = new Chance(3).shuffled(cards);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(cards);
    expect(shuffled).not.toEqual(cards);
  });
});
