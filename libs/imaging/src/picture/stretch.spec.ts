import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseBackground } from '../statistics/normalise.js';
import { cropCentre } from './crop.js';
import { fit, greyLevels, stretches } from './stretch.js';
import { zscale } from './zscale.js';

describe.each(stretches.map((kind) => [kind]))('the stretch %s', (kind) => {
  it('keeps order, black and white', () => {
    const levels = greyLevels([-1, 0, 0.1, 0.5, 0.9, 1, 2, NaN], kind, [0, 1]);
    expect([levels[0], levels[1], levels[5], levels[6], levels[7]]).toEqual([0, 0, 255, 255, 0]);
    expect([...levels.slice(1, 6)]).toEqual([...levels.slice(1, 6)].sort((p, q) => p - q));
  });

  it('lifts what is faint, unless it is linear', () => {
    expect(greyLevels([0.1], kind, [0, 1])[0]).toBe({ linear: 26, sqrt: 81, asinh: 75, log: 170 }[kind]);
  });
});

describe('zscale', () => {
  // the same sample given to astropy's ZScaleInterval, version 5.2.1
  it('sets black and white where astropy does', () => {
    const sky = Float64Array.from(
      { length: 4000 },
      (_, i) => 1000 + ((i * 7919) % 101) - 50 + (i % 97 === 0 ? 20_000 : 0),
    );
    const [black, white] = zscale(sky);
    expect(black).toBe(950);
    expect(white).toBeCloseTo(1205.2477892527, 8);
  });

  it('of a constant, of two and of no values is their range', () => {
    expect(zscale([5, 5, 5, 5, 5, 5, 5, 5])).toEqual([5, 5]);
    expect(zscale([1, 2])).toEqual([1, 2]);
    expect(zscale([NaN])).toEqual([0, 0]);
  });
});

describe('the middle of a frame', () => {
  it.each([
    [10, 6, 0.5, 4, 2],
    [500, 50, 0.8, 400, 40],
    [500, 50, 1, 500, 50],
    [7, 7, 0, 0, 0],
  ])('of %d x %d at %d is %d x %d', (widthPx, heightPx, scale, width, height) => {
    const data = Float64Array.from({ length: widthPx * heightPx }, (_, i) => i);
    const cut = cropCentre({ widthPx, heightPx, data }, scale);
    expect([cut.widthPx, cut.heightPx, cut.data.length]).toEqual([width, height, width * height]);
    if (width > 0) expect(cut.data[0]).toBe((heightPx / 2 - height / 2) * widthPx + widthPx / 2 - width / 2);
  });

  it('is asked for as a part of it', () => {
    for (const scale of [-0.1, 1.1, NaN])
      expect(() => cropCentre({ widthPx: 2, heightPx: 2, data: new Uint8Array(4) }, scale)).toThrow(RangeError);
  });
});

describe('a frame made to fit', () => {
  it('has a longer side of exactly that, keeps its shape and its mean, and is never enlarged', () => {
    const side = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(side, side, side, (widthPx, heightPx, limit) => {
        const data = new Float32Array(widthPx * heightPx).fill(7);
        const small = fit({ widthPx, heightPx, data }, limit);
        expect(Math.max(small.widthPx, small.heightPx)).toBe(Math.min(limit, Math.max(widthPx, heightPx)));
        return small.data.every((value) => value === 7);
      }),
    );
  });
});

describe('a normalised frame', () => {
  it('has its sky at zero whatever it was, and its stars as bright as before', () => {
    const frame = (sky: number) =>
      Float32Array.from({ length: 400 }, (_, i) => (i === 50 ? sky + 900 : sky + (i % 3) - 1));
    const [one, two] = [100, 250].map((sky) => normaliseBackground({ widthPx: 20, heightPx: 20, data: frame(sky) }));
    expect(one?.data).toEqual(two?.data);
    expect(one?.data[50]).toBeCloseTo(900, 1);
    expect(normaliseBackground({ widthPx: 2, heightPx: 1, data: Float32Array.of(-5, 0) }).data).toEqual(
      new Float32Array(2),
    );
  });
});
