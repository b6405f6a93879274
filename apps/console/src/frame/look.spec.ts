import { describe, expect, it } from '@jest/globals';
import { lookAt, MAPS } from './colour.js';
import { blackAndWhite, curveOf, isCut, percentBelow, percentile, STRETCHES } from './levels.js';
import { searchOf, settingsOf } from './settings.js';

const quantiles = Array.from({ length: 1001 }, (_, i) => i ** 2);
const levels = { quantiles, zscale: [100, 200] as const };

describe('black and white', () => {
  it('are the values at the percentiles of the set, those of zscale, or of what is written', () => {
    expect(blackAndWhite(levels, '99.5 %')).toEqual([25, 995 ** 2]);
    expect(blackAndWhite(levels, 'min–max')).toEqual([0, 1e6]);
    expect(blackAndWhite(levels, 'zscale')).toEqual([100, 200]);
    expect(blackAndWhite(levels, '10-90')).toEqual([100 ** 2, 900 ** 2]);
    expect(['10-90', '90-10', '1-101', 'x'].map(isCut)).toEqual([true, false, false, false]);
  });

  it('are 0 and 1 for a frame in which no pixel has a value', () => {
    expect(blackAndWhite({ quantiles: null, zscale: null }, 'zscale')).toEqual([0, 1]);
  });

  it('know the percentage below a value, as they know the value at a percentage', () => {
    for (const percent of [0, 12.3, 50, 100])
      expect(percentBelow(quantiles, percentile(quantiles, percent))).toBe(percent);
    expect(percentBelow(quantiles, -5)).toBe(0);
  });
});

describe('a stretch', () => {
  it.each(STRETCHES)('%s goes from black to white and never back', (name) => {
    const range = blackAndWhite(levels, '98 %');
    const curve = curveOf(name, levels, range);
    const drawn = Array.from({ length: 21 }, (_, i) => curve(i / 20));
    expect(drawn[0]).toBeCloseTo(0, 2);
    expect(drawn.at(-1)).toBeCloseTo(1, 2);
    expect(drawn).toEqual(drawn.toSorted((a, b) => a - b));
  });

  it('by histogram gives each brightness as many pixels', () => {
    const range = blackAndWhite(levels, 'min–max');
    const curve = curveOf('histogram', levels, range);
    expect(curve(0.25)).toBeCloseTo(0.5, 2);
  });
});

describe('colours', () => {
  const luminance = ([red, green, blue]: readonly number[]): number =>
    0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);

  it.each(MAPS)('of %s grow brighter all the way, and darker when inverted', (map) => {
    const seen = Array.from({ length: 65 }, (_, i) =>
      luminance(lookAt({ map, invert: false, redOnly: false }, i / 64)),
    );
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(lookAt({ map, invert: true, redOnly: false }, 0)).toEqual(lookAt({ map, invert: false, redOnly: false }, 1));
  });

  it.each(MAPS)('of %s are red alone in the red theme', (map) => {
    for (const brightness of [0, 0.4, 1])
      expect(lookAt({ map, invert: false, redOnly: true }, brightness).slice(1)).toEqual([0, 0]);
  });
});

describe('how a frame is looked at', () => {
  it('stands in the address, what is as usual does not', () => {
    expect(Object.values(searchOf(settingsOf({})))).toEqual(Array(5).fill(undefined));
    const search = { stretch: 'log', cut: '1-99', map: 'heat', invert: 'yes', show: 'grid mask' };
    expect(searchOf(settingsOf(search))).toEqual(search);
    expect(settingsOf({ show: '' }).layers.size).toBe(0);
  });

  it('is as usual where the address says what does not exist', () => {
    expect(settingsOf({ stretch: 'warp', cut: 'much', map: 'plaid', show: 'stars' })).toMatchObject({
      ...{ stretch: 'linear', cut: '99.8 %', map: 'grey' },
      layers: new Set(),
    });
  });
});
