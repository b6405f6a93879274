import { describe, expect, it } from '@jest/globals';
import { random } from '../synthetic/random.js';
import { colourMosaic } from './colour-mosaic.js';
import { IsolationForest } from './isolation-forest.js';
import { localTrend } from './local-trend.js';
import { prefilter, type Detection } from './prefilter.js';

/** Stars whose width grows to the right, with noise that grows to the faint end; the last `rays` are cosmic rays. */
function field({ stars = 500, rays = 40, seed = 1, fwhmPx = 3 } = {}): Detection[] {
  const dice = random(seed);
  return Array.from({ length: stars + rays }, (_, i) => {
    const isRay = i >= stars;
    const [xPx, yPx, autoMag] = [2000 * dice.uniform(), 2000 * dice.uniform(), -15 + 6 * Math.sqrt(dice.uniform())];
    const noise = 0.01 + 0.02 * 10 ** (0.2 * (autoMag + 11));
    const width = (isRay ? 0.5 : 1) * (fwhmPx + (0.6 * xPx) / 2000);
    const fluxAutoAdu = 10 ** (-0.4 * autoMag);
    return {
      ...{ xPx, yPx, autoMag, flags: 0, fluxAutoAdu },
      halfLightRadiusPx: (width / 2) * (1 + noise * dice.normal()),
      fwhmPx: width * (1 + 2 * noise * dice.normal()),
      fluxMaxAdu: fluxAutoAdu * (0.9 / width ** 2) * (1 + noise * dice.normal()),
    };
  });
}

describe('an isolation forest', () => {
  it('scores a point apart higher than those in the crowd, the same for the same seed', () => {
    const dice = random(3);
    const crowd = Array.from({ length: 400 }, () => [dice.normal(), dice.normal()]);
    const forest = new IsolationForest(crowd, { seed: 4 });
    expect(forest.score([6, -6])).toBeGreaterThan(0.7);
    expect(forest.score([0, 0])).toBeLessThan(0.45);
    expect(new IsolationForest(crowd, { seed: 4 }).score([1, 2])).toBe(forest.score([1, 2]));
    expect(
      new IsolationForest([
        [1, 1],
        [1, 1],
      ]).score([1, 1]),
    ).toBeLessThanOrEqual(0.5);
  });
});

describe('a local trend', () => {
  it('follows a plane exactly, past a tenth of wild values', () => {
    const dice = random(5);
    const places = Float64Array.from({ length: 900 }, () => dice.uniform());
    const truth = Float64Array.from({ length: 300 }, (_, i) => 2 + 3 * (places[3 * i] ?? 0) - (places[3 * i + 2] ?? 0));
    const wild = truth.map((value, i) => (i % 10 === 0 ? value + 20 : value + 0.01 * dice.normal()));
    const { level } = localTrend(places, wild);
    const off = truth.map((value, i) => Math.abs(value - (level[i] ?? NaN))).sort();
    expect(off[Math.floor(0.95 * off.length)]).toBeLessThan(0.05);
  });

  it('is the median where all places are one', () => {
    expect([...localTrend(new Float64Array(9), Float64Array.of(1, 2, 9)).level]).toEqual([2, 2, 2]);
  });
});

describe('the prefilter', () => {
  it('finds the cosmic rays and keeps the stars, whatever their place and brightness', () => {
    for (const seed of [1, 2]) {
      const verdict = prefilter(field({ seed }));
      expect(verdict.stoodDown).toBeUndefined();
      expect(verdict.odd.slice(500).filter(Boolean).length).toBeGreaterThan(36);
      expect(verdict.odd.slice(0, 500).filter(Boolean).length).toBeLessThan(15);
      expect(verdict.rejected).toBe(verdict.odd.filter(Boolean).length);
    }
  });

  it('keeps faint stars, whose shapes are uncertain, as it keeps bright ones', () => {
    const faint = (one: Detection): boolean => one.autoMag > -10;
    const lost = [1, 2, 3, 4].flatMap((seed) => {
      const list = field({ seed, rays: 0 });
      const { odd } = prefilter(list);
      return list.flatMap((one, i) => (faint(one) ? [odd[i]] : []));
    });
    expect(lost.length).toBeGreaterThan(400);
    expect(lost.filter(Boolean).length / lost.length).toBeLessThan(0.025);
  });

  it('says the same for the same detections', () => {
    expect(prefilter(field({ stars: 100 }))).toEqual(prefilter(field({ stars: 100 })));
  });

  it('cannot throw the field away: it stands down and says why', () => {
    for (const [list, options, why] of [
      [field({ stars: 200 }), { maxRejectedFraction: 0.05 }, /would reject \d+ % of/],
      [field({ stars: 20, rays: 0 }), {}, /20 clean detections are too few/],
      [field({ fwhmPx: 1.2 }), {}, /pixels wide: below 1.8/],
      [field(), { colourMosaic: true }, /mosaic of colours/],
    ] as const) {
      const verdict = prefilter(list, options);
      expect(verdict.stoodDown).toMatch(why);
      expect(verdict.odd).toEqual(list.map(() => false));
    }
  });

  it('does not judge a detection without a shape', () => {
    const broken = field({ stars: 100 }).map((one, i) =>
      i === 7 ? { ...one, fwhmPx: NaN } : i === 8 ? { ...one, fluxAutoAdu: -3 } : one,
    );
    const { odd, scores } = prefilter(broken);
    expect([odd[7], odd[8], scores[7], scores[8]]).toEqual([false, false, NaN, NaN]);
  });
});

describe('a mosaic of colours', () => {
  it('is seen in the sky of its pixels, and not in noise', () => {
    const dice = random(9);
    const data = Float32Array.from({ length: 300 * 300 }, (_, i) => 100 + ((i % 300) & 1 ? 8 : 0) + 5 * dice.normal());
    expect(colourMosaic({ widthPx: 300, heightPx: 300, data }).isMosaic).toBe(true);
    const grey = data.map((value, i) => ((i % 300) & 1 ? value - 8 : value));
    expect(colourMosaic({ widthPx: 300, heightPx: 300, data: grey })).toMatchObject({ isMosaic: false });
    expect(colourMosaic({ widthPx: 1, heightPx: 1, data: new Float32Array(1) }).isMosaic).toBe(false);
  });
});
