import { describe, expect, it } from '@jest/globals';
import { firstImage, random, readFits, readWcs, type Wcs } from '@nightjar/imaging';
import fc from 'fast-check';
import { frameProduct } from '../photometry/afterglow.fixture.js';
import { exposeField, fieldStars } from '../science/field.fixture.js';
import { chooseFrames } from './choose-frames.js';
import type { MeasuredFrame } from './measure-frame.js';

const { header } = firstImage(readFits(exposeField(1).file));
const field = header.number('CRPIX1');
/** A frame's coordinates, moved by so many pixels to the east. */
function wcsMoved(byPx: number): Wcs {
  const wcs = readWcs(header.with({ keyword: 'CRPIX1', value: (field ?? NaN) + byPx }));
  if (!wcs) throw new Error('no WCS');
  return wcs;
}

interface Look {
  readonly filter?: 'V' | 'R';
  /** Light that comes through, 1 = all. */
  readonly clear?: number;
  readonly fwhmPx?: number;
  readonly noiseAdu?: number;
  readonly movedPx?: number;
  /** By so much every star is off what the coordinates say, along x. */
  readonly offPx?: number;
  /** A field of its own. */
  readonly strange?: boolean;
  /** One star of so many is found. */
  readonly oneOf?: number;
}

let names = 0;
function frame({
  filter = 'V',
  clear = 1,
  fwhmPx = 3,
  noiseAdu = 10,
  movedPx = 0,
  offPx = 0,
  strange = false,
  oneOf = 3,
}: Look): MeasuredFrame {
  const wcs = wcsMoved(movedPx);
  const dice = random(++names);
  const stars = fieldStars
    .filter((_, i) => i % oneOf === 0)
    .map(({ raDeg, decDeg, mag }) => {
      const at = wcs.skyToPixel(strange ? { raDeg, decDeg: -decDeg } : { raDeg, decDeg }) ?? { xPx: NaN, yPx: NaN };
      const place = { xPx: at.xPx + offPx, yPx: at.yPx };
      return {
        ...place,
        ...wcs.pixelToSky(place),
        fluxAdu: clear * 10 ** (8 - 0.4 * mag) * (1 + 0.01 * dice.normal()),
      };
    });
  const nothing = { startAt: undefined, midAt: undefined, exposureS: undefined };
  return {
    ...{ input: frameProduct('', { name: `${names}.fits` }), seen: { filter, gainEPerAdu: 1, ...nothing }, wcs },
    ...{ widthPx: 400, heightPx: 400, pixelScaleArcsec: 4, fwhmPx, noiseAdu, stars },
  };
}

const reasons = (frames: readonly MeasuredFrame[], atMost = 20) => {
  const { chosen, leftOut } = chooseFrames(frames, atMost);
  return {
    chosen: chosen.map((one) => frames.indexOf(one.frame)),
    leftOut: Object.fromEntries(leftOut.map(({ frame: one, because }) => [frames.indexOf(one), because])),
  };
};

describe('the frames of a template', () => {
  it('are the sharpest and deepest of one filter and field, and each other one is told why it is none', () => {
    const looks: Look[] = [
      ...[{ noiseAdu: 14 }, { fwhmPx: 2.5 }, { clear: 0.9 }, { noiseAdu: 20 }, {}],
      ...[{ filter: 'R' as const }, { fwhmPx: 6 }, { clear: 0.2 }, { movedPx: 260 }, { strange: true }],
    ];
    expect(reasons(looks.map(frame), 4)).toEqual({
      chosen: [1, 4, 2, 0],
      leftOut: {
        3: '4 better ones are taken',
        5: 'its filter is R, not V',
        6: 'its stars are 24.0 arcsec wide, those of the others 12.0',
        7: expect.stringMatching(/^it is shallower than the others by 1\.\d mag$/),
        8: expect.stringMatching(/^it covers 35 % of \d+\.fits only$/),
        9: expect.stringMatching(/^it shares 0 stars with/),
      },
    });
  });

  it('come to the level and onto the stars of the best one', () => {
    const frames = [frame({ fwhmPx: 2.5 }), frame({ clear: 0.5, movedPx: 31, offPx: 0.8 })];
    const { chosen } = chooseFrames(frames, 20);
    expect(chosen.map(({ scale }) => scale)).toEqual([1, expect.closeTo(2, 1)]);
    // the second frame sees each star 0.8 px to the right of where its coordinates have it
    expect(chosen[1]?.shift.xPx).toBeCloseTo(-0.8, 1);
    expect(chosen[1]?.by).toMatch(/^by \d+ stars, which agree to 0\.0\d px and [12]\.\d %, times [12]\.\d+$/);
  });

  it('are each chosen or left out, once, and the same in whatever order they come', () => {
    const look = fc.record({
      clear: fc.double({ min: 0.3, max: 1, noNaN: true }),
      fwhmPx: fc.double({ min: 2, max: 6, noNaN: true }),
      noiseAdu: fc.double({ min: 5, max: 40, noNaN: true }),
      movedPx: fc.integer({ min: -150, max: 150 }),
    });
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 8 }), (looks, atMost) => {
        const frames = looks.map(frame);
        const { chosen, leftOut } = chooseFrames(frames, atMost);
        const all = [...chosen, ...leftOut].map((one) => one.frame);
        expect(new Set(all)).toEqual(new Set(frames));
        expect(all).toHaveLength(frames.length);
        expect(chosen.length).toBeLessThanOrEqual(atMost);
        for (const { because } of leftOut) expect(because).not.toBe('');
        // the noise of a star never falls from one to the next, as the scale brings it to one level
        const noise = chosen.map(({ frame: { noiseAdu, fwhmPx }, scale }) => scale * noiseAdu * fwhmPx);
        for (const [i, value] of noise.entries()) expect(value).toBeGreaterThanOrEqual(0.97 * (noise[i - 1] ?? 0));
      }),
      { numRuns: 40 },
    );
  });

  it('are of the field that most are of, however many stars another one has', () => {
    const looks: Look[] = [{ strange: true, oneOf: 1 }, {}, { clear: 0.9 }, { strange: true }, { noiseAdu: 12 }];
    const { chosen, leftOut } = reasons(looks.map(frame));
    expect(chosen.toSorted()).toEqual([1, 2, 4]);
    expect(Object.keys(leftOut)).toEqual(['0', '3']);
  });

  it('are none of nothing', () => {
    expect(chooseFrames([], 20)).toEqual({ chosen: [], leftOut: [] });
  });
});
