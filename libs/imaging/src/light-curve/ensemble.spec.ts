import { describe, expect, it } from '@jest/globals';
import { random } from '../synthetic/random.js';
import { ensembleLightCurve, type EnsembleStar } from './ensemble.js';

/** Stars seen through drifting clouds. */
function night({ frames = 60, comparisons = 8, seed = 1, dip = 0.02, variable = -1, hole = false } = {}) {
  const dice = random(seed);
  const clouds = Array.from({ length: frames }, (_, e) => 0.4 * Math.sin(e / 9) + 0.1 * dice.normal());
  const star = (name: string, mag: number, error: number, change: (e: number) => number): EnsembleStar => ({
    name,
    points: clouds.map((cloud, e) => ({ mag: mag + cloud + change(e) + error * dice.normal(), error })),
  });
  const target = star('target', -9, 0.004, (e) => (e >= 20 && e < 40 ? dip : 0));
  const others = Array.from({ length: comparisons }, (_, i) =>
    star(`c${i}`, -8 - 0.4 * i, 0.003 + 0.001 * i, (e) => (i === variable ? 0.08 * Math.sin(e / 4) : 0)),
  );
  const withHole = others.map((one, i) =>
    hole && i === 7
      ? { ...one, points: one.points.map((p, e) => (e > 30 && e < 50 ? { mag: NaN, error: NaN } : p)) }
      : one,
  );
  return { target, others: withHole, clouds };
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a light curve against an ensemble', () => {
  it('shows a dip of a fiftieth of a magnitude through clouds of half of one, with true errors', () => {
    const pulls: number[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const { target, others } = night({ seed });
      const curve = ensembleLightCurve(target, others);
      const [inside, outside] = [curve.target.slice(20, 40), [...curve.target.slice(0, 20), ...curve.target.slice(40)]];
      const depth = mean(inside.map(({ mag }) => mag)) - mean(outside.map(({ mag }) => mag));
      expect(Math.abs(depth - 0.02)).toBeLessThan(0.005);
      const base = mean(outside.map(({ mag }) => mag));
      pulls.push(...outside.map(({ mag, error }) => (mag - base) / error));
      expect(curve.comparisonScatter).toBeLessThan(0.01);
    }
    expect(Math.abs(Math.sqrt(mean(pulls.map((pull) => pull * pull))) - 1)).toBeLessThan(0.12);
  });

  it('leaves a variable comparison star out and says why', () => {
    const { target, others } = night({ variable: 3 });
    const curve = ensembleLightCurve(target, others);
    expect(curve.comparisons.filter(({ used }) => !used).map(({ name }) => name)).toEqual(['c3']);
    expect(curve.comparisons[3]?.because).toMatch(/mmag: likely variable/);
  });

  it('is not bent where a star is missing on some frames, and has no value where none was measured', () => {
    const { target, others } = night({ hole: true, dip: 0 });
    const curve = ensembleLightCurve(target, others);
    const [there, missing] = [curve.target.slice(0, 31), curve.target.slice(31, 50)];
    expect(Math.abs(mean(there.map(({ mag }) => mag)) - mean(missing.map(({ mag }) => mag)))).toBeLessThan(0.004);
    const dark = others.map((star) => ({
      ...star,
      points: star.points.map((p, e) => (e === 5 ? { mag: NaN, error: 1 } : p)),
    }));
    expect(ensembleLightCurve(target, dark).target[5]?.mag).toBeNaN();
    expect(ensembleLightCurve(target, dark).target.filter(({ mag }) => Number.isFinite(mag)).length).toBe(59);
  });

  it('finds the zero of each frame', () => {
    const { target, others, clouds } = night();
    const { frameZeros } = ensembleLightCurve(target, others);
    const middle = mean(clouds);
    frameZeros.forEach(({ mag, error }, e) =>
      expect(Math.abs(mag - ((clouds[e] ?? NaN) - middle))).toBeLessThan(5 * error + 0.002),
    );
  });

  it('cannot be had without comparison stars, or with a different number of frames', () => {
    const { target, others } = night();
    expect(() => ensembleLightCurve(target, [])).toThrow(/needs a comparison star/);
    expect(() => ensembleLightCurve({ ...target, points: target.points.slice(1) }, others)).toThrow(
      /one for each frame/,
    );
  });
});
