import { describe, expect, it } from '@jest/globals';
import type { DataProduct, PhotometryDatum } from '@nightjar/contracts';
import fc from 'fast-check';
import { filterStyle } from '../../plot/filters.js';
import { glyphPath, limitPath } from '../../plot/glyph.js';
import {
  curvePoints,
  curveSays,
  framesWithPreviews,
  logTicks,
  magRange,
  matchingCards,
  mjdOf,
  nearestPoint,
  utcTicks,
  xRange,
} from './rules.js';

const triggerMs = Date.parse('2008-03-19T06:12:49Z');

const datum = (afterS: number, values: Partial<PhotometryDatum>): PhotometryDatum => ({
  id: `dat_${afterS}`,
  target: 'tgt_1',
  kind: 'photometry',
  time: new Date(triggerMs + afterS * 1000).toISOString(),
  mjd: mjdOf(triggerMs + afterS * 1000),
  exposureS: 30,
  filter: 'V',
  mag: null,
  magError: null,
  limit: null,
  instrument: 'north',
  source: 'nightjar photometry',
  process: null,
  product: null,
  traceId: null,
  ...values,
});

const fading = [
  datum(200, { mag: 13.1, magError: 0.02, filter: 'R' }),
  datum(50, { mag: 11.3, magError: 0.01 }),
  datum(-20, { limit: 18 }),
  datum(900, { limit: 19.5 }),
];
const none = new Set<string>();

describe('a light curve', () => {
  it('is in the order of time and knows limits from measurements', () => {
    const points = curvePoints(fading, 'mjd', triggerMs, none);
    expect(points.map(({ mag, isLimit }) => [mag, isLimit])).toEqual([
      [18, true],
      [11.3, false],
      [13.1, false],
      [19.5, true],
    ]);
  });

  it('has no place before the trigger on a logarithmic axis', () => {
    expect(curvePoints(fading, 'log', triggerMs, none).map(({ x }) => x)).toEqual([50, 200, 900]);
  });

  it('leaves out hidden filters and data without a value', () => {
    expect(curvePoints([...fading, datum(60, {})], 'mjd', triggerMs, new Set(['R']))).toHaveLength(3);
  });

  it('holds every error bar and limit within its range', () => {
    const points = curvePoints(fading, 'mjd', null, none);
    const [low, high] = magRange(points);
    expect(low).toBeLessThan(11.29);
    expect(high).toBeGreaterThan(19.65);
    expect(magRange([])).toEqual([0, 1]);
  });

  it('has a range of time wider than its points, also for a single one', () => {
    for (const axis of ['mjd', 'log'] as const) {
      const points = curvePoints([datum(50, { mag: 11 })], axis, triggerMs, none);
      const [from, to] = xRange(points, axis);
      expect(from).toBeLessThan(points[0]?.x ?? 0);
      expect(to).toBeGreaterThan(points[0]?.x ?? 0);
    }
  });

  it('is told in words', () => {
    expect(curveSays(curvePoints(fading, 'mjd', null, none))).toBe(
      '2 measurements and 2 upper limits in V, R, from 11.30 mag in V to 13.10 mag in R.',
    );
    expect(curveSays([])).toBe('No measurement yet.');
  });

  it('answers the pointer with the nearest point within reach', () => {
    const points = curvePoints(fading, 'log', triggerMs, none);
    const place = ({ x, mag }: { x: number; mag: number }) => [x, mag] as const;
    expect(nearestPoint(points, place, [210, 13], 20)?.mag).toBe(13.1);
    expect(nearestPoint(points, place, [500, 13], 20)).toBeNull();
  });
});

describe('the axes of a light curve', () => {
  it('have ticks of UTC at round instants', () => {
    const { mjd, stepMs } = utcTicks(mjdOf(triggerMs), mjdOf(triggerMs + 600_000), 6);
    expect(stepMs).toBe(120_000);
    expect(mjd[0]).toBeCloseTo(mjdOf(Date.parse('2008-03-19T06:14:00Z')), 8);
  });

  it('have ticks of a logarithm within the span and never more than asked for by much', () => {
    expect(logTicks(40, 1100, 8)).toEqual([50, 100, 200, 500, 1000]);
    expect(logTicks(40, 110, 8)).toEqual([40, 50, 60, 80, 100]);
    expect(logTicks(1, 1e6, 8)).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
    expect(logTicks(0, 10, 8)).toEqual([]);
  });
});

describe('filters', () => {
  it('differ in symbol and in dash, so that they can be told without hue', () => {
    const common = ['U', 'B', 'V', 'R', 'I', 'C', 'g', 'z'].map(filterStyle);
    expect(new Set(common.map(({ glyph, dash }) => `${glyph}${dash.join()}`)).size).toBe(common.length);
  });

  it('are known by their usual names, and an unknown one keeps its style', () => {
    expect(filterStyle('sdss_r')).toBe(filterStyle('R'));
    expect(filterStyle('Clear')).toBe(filterStyle('L'));
    fc.assert(fc.property(fc.string(), (name) => filterStyle(name) === filterStyle(name)));
  });

  it('are drawn with paths that hold no nonsense', () => {
    for (const name of ['U', 'B', 'g', 'V', 'R', 'I', 'z', 'Y', 'C'])
      expect(glyphPath(filterStyle(name).glyph, 5)).not.toMatch(/NaN/);
    expect(limitPath(5)).not.toMatch(/NaN/);
  });
});

describe('frames', () => {
  const product = (id: string, minute: number, of: string | null = null) =>
    ({ id, of, createdAt: `2008-03-19T06:${minute}:00Z` }) as DataProduct;

  it('come newest first, each with the newest of its pictures', () => {
    const previews = [product('p2', 22, 'a'), product('p1', 21, 'a'), product('p3', 23, 'gone')];
    expect(
      framesWithPreviews([product('a', 10), product('b', 11)], previews).map((f) => [f.frame.id, f.preview?.id]),
    ).toEqual([
      ['b', undefined],
      ['a', 'p2'],
    ]);
  });

  it('have headers that can be searched in keyword, value and comment', () => {
    const cards = [
      { key: 'EXPTIME', value: 30, comment: 'seconds' },
      { key: 'FILTER', value: 'V', comment: null },
    ];
    expect(matchingCards(cards, 'SECO').map(({ key }) => key)).toEqual(['EXPTIME']);
    expect(matchingCards(cards, '')).toHaveLength(2);
  });
});
