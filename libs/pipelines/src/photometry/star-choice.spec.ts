import { describe, expect, it } from '@jest/globals';
import type { SextractorSource } from '@nightjar/imaging';
import { judgeStar, type SeenStar } from './star-choice.js';
import { targetPlace } from './target-place.js';
import { Wcs } from '@nightjar/imaging';

const sourceAt = (xPx: number, yPx: number, changes: Partial<SextractorSource> = {}): SextractorSource => ({
  ...{ xPx, yPx, fluxAutoAdu: 10_000, fluxErrorAutoAdu: 50, fluxMaxAdu: 2000, halfLightRadiusPx: 1.5, fwhmPx: 2.6 },
  ...{ elongation: 1, backgroundAdu: 1000, flags: 0, masked: false, ...changes },
});
const seenAt = (source: SextractorSource): SeenStar => ({
  source,
  predicted: { xPx: source.xPx, yPx: source.yPx },
  star: { raDeg: 0, decDeg: 0, mag: 9 },
});

const judge = (
  source: SextractorSource,
  {
    others = [],
    catalogue = [],
  }: { others?: SextractorSource[]; catalogue?: { xPx: number; yPx: number; mag: number }[] } = {},
) =>
  judgeStar(seenAt(source), {
    ...{
      image: { widthPx: 1024, heightPx: 1024 },
      saturationAdu: 60_000,
      targets: [{ xPx: 512, yPx: 512 }],
      reachPx: 9,
    },
    sources: [source, ...others],
    catalogue: [{ xPx: source.xPx, yPx: source.yPx, mag: 9 }, ...catalogue],
  });

describe('a star that says how bright others are', () => {
  it('is alone, unsaturated, away from edges and from the target', () => {
    expect(judge(sourceAt(100, 100))).toBeUndefined();
  });

  it.each([
    ['its peak comes near saturation', sourceAt(100, 100, { fluxMaxAdu: 52_000 }), 'saturated'],
    ['SExtractor saw it saturated', sourceAt(100, 100, { flags: 4 }), 'saturated'],
    ['its sky reaches over the edge', sourceAt(8, 500), 'edge'],
    ['it is cut off', sourceAt(100, 100, { flags: 8 }), 'edge'],
    ['it is beside the target', sourceAt(515, 515), 'near the target'],
  ])('is refused when %s', (_, source, because) => {
    expect(judge(source)).toBe(because);
  });

  it('is refused beside a source of a hundredth of its light, not beside one of a thousandth', () => {
    expect(judge(sourceAt(100, 100), { others: [sourceAt(106, 100, { fluxAutoAdu: 100 })] })).toBe('blended');
    expect(judge(sourceAt(100, 100), { others: [sourceAt(106, 100, { fluxAutoAdu: 10 })] })).toBeUndefined();
  });

  it('is refused when the frame shows two stars of the catalogue as one', () => {
    expect(judge(sourceAt(100, 100), { catalogue: [{ xPx: 101, yPx: 100, mag: 11 }] })).toBe('blended');
    expect(judge(sourceAt(100, 100), { catalogue: [{ xPx: 101, yPx: 100, mag: 15.5 }] })).toBeUndefined();
  });
});

describe('the place of a target', () => {
  const wcs = new Wcs({ raDeg: 10, decDeg: 10 }, { xPx: 500, yPx: 500 }, [-0.001, 0, 0, 0.001]);
  const image = { widthPx: 1000, heightPx: 1000 };
  const stars = [100, 200, 300].map((x) => ({ ...seenAt(sourceAt(x + 0.3, x - 0.2)), predicted: { xPx: x, yPx: x } }));
  const place = (sources: SextractorSource[]) =>
    targetPlace({ raDeg: 10, decDeg: 10 }, wcs, stars, { sources, fwhmPx: 2.6 }, image);

  it('is where the sky says, moved by what the stars are off by', () => {
    expect(place([])).toEqual({
      xPx: expect.closeTo(500.3, 6),
      yPx: expect.closeTo(499.8, 6),
      by: 'forced',
    });
  });

  it('is the centre of a bright source that is there, but never of a faint one or of a neighbour', () => {
    expect(place([sourceAt(500.5, 500)])).toEqual({ xPx: 500.5, yPx: 500, by: 'seen' });
    expect(place([sourceAt(500.5, 500, { fluxAutoAdu: 500 })])?.by).toBe('forced');
    expect(place([sourceAt(503, 500)])?.by).toBe('forced');
  });

  it('is nowhere for a target off the frame', () => {
    expect(targetPlace({ raDeg: 12, decDeg: 10 }, wcs, stars, { sources: [], fwhmPx: 2.6 }, image)).toBeUndefined();
    expect(targetPlace({ raDeg: 190, decDeg: -10 }, wcs, stars, { sources: [], fwhmPx: 2.6 }, image)).toBeUndefined();
  });
});
