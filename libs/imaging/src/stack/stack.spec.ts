import { describe, expect, it } from '@jest/globals';
import { Similarity } from '../register/similarity.js';
import { addStar } from '../synthetic/moffat.js';
import { random } from '../synthetic/random.js';
import { madSigma, median } from '../statistics/robust.js';
import { cameraWcs } from '../wcs/wcs.js';
import { registeredMapping, skyMapping } from './mapping.js';
import { reproject } from './reproject.js';
import { stackFrames, type FrameToStack } from './stack.js';

const side = 120;
const total = (values: Float32Array): number => values.reduce((sum, value) => sum + (value > -1e30 ? value : 0), 0);

function star(x: number, y: number, fwhmPx = 3) {
  const electrons = new Float32Array(side * side);
  addStar({ widthPx: side, heightPx: side, electrons }, x - 1, y - 1, 10_000, fwhmPx);
  return { widthPx: side, heightPx: side, data: electrons };
}

function centreOf(data: Float32Array, widthPx: number) {
  let [sum, x, y] = [0, 0, 0];
  data.forEach((value, i) => {
    if (!(value > 20)) return;
    sum += value;
    x += value * ((i % widthPx) + 1);
    y += value * (Math.floor(i / widthPx) + 1);
  });
  return { xPx: x / sum, yPx: y / sum };
}

describe('reprojection', () => {
  it.each(['lanczos3', 'bilinear', 'adaptive'] as const)(
    '%s moves a star and keeps its flux, also to another scale',
    (method) => {
      for (const scale of [1, 0.5, 1.7]) {
        const [cos, sin] = [scale * Math.cos(0.3), scale * Math.sin(0.3)];
        const to = new Similarity(cos, -sin, 20.4, sin, cos, -5.3);
        const size = { widthPx: Math.ceil(side * scale) + 20, heightPx: Math.ceil(side * scale) + 20 };
        const { image } = reproject({ image: star(60.2, 40.6, 4) }, registeredMapping(to), size, { method });
        const wanted = to.apply({ xPx: 60.2, yPx: 40.6 });
        const seen = centreOf(image.data, image.widthPx);
        expect(Math.hypot(seen.xPx - wanted.xPx, seen.yPx - wanted.yPx)).toBeLessThan(0.05);
        expect(total(image.data) / 10_000).toBeGreaterThan(0.97);
        expect(total(image.data) / 10_000).toBeLessThan(1.02);
      }
    },
  );

  it('by the sky puts a star where the other camera sees it, and knows where it saw nothing', () => {
    const camera = {
      centre: { raDeg: 10, decDeg: 60 },
      widthPx: side,
      heightPx: side,
      pixelScaleArcsec: 2,
      rotationDeg: 0,
    };
    const [source, target] = [
      cameraWcs(camera),
      cameraWcs({ ...camera, rotationDeg: 40, centre: { raDeg: 10.02, decDeg: 60.01 } }),
    ];
    const { image, mask, footprint } = reproject({ image: star(60, 60) }, skyMapping(target, source), camera);
    const wanted = target.skyToPixel(source.pixelToSky({ xPx: 60, yPx: 60 }));
    const seen = centreOf(image.data, side);
    expect(Math.hypot(seen.xPx - (wanted?.xPx ?? NaN), seen.yPx - (wanted?.yPx ?? NaN))).toBeLessThan(0.03);
    expect(mask[0]).toBe(2);
    expect(image.data[0]).toBeNaN();
    expect(footprint[Math.round(seen.yPx) * side + Math.round(seen.xPx)]).toBe(1);
  });

  it('leaves masked light out and carries the noise', () => {
    const image = { widthPx: side, heightPx: side, data: new Float32Array(side * side).fill(7) };
    const mask = new Uint8Array(side * side);
    mask[50 * side + 50] = 1;
    image.data[50 * side + 50] = 1e6;
    const noise = new Float32Array(side * side).fill(2);
    const half = registeredMapping(new Similarity(1, 0, 0.5, 0, 1, 0.5));
    const moved = reproject({ image, mask, noise }, half, image, { method: 'bilinear' });
    expect(moved.image.data[50 * side + 50]).toBeCloseTo(7, 4);
    expect(moved.footprint[50 * side + 50]).toBeCloseTo(0.75, 5);
    expect(moved.noise?.[30 * side + 30]).toBeCloseTo(1, 5);
    const same = registeredMapping(new Similarity(1, 0, 0, 0, 1, 0));
    const still = reproject({ image, mask }, same, image, { method: 'bilinear' });
    expect([still.mask[50 * side + 50], still.mask[51 * side + 50]]).toEqual([1, 0]);
  });
});

describe('a stack', () => {
  const frames = (count: number, skies = [100]): FrameToStack[] =>
    Array.from({ length: count }, (_, i) => {
      const dice = random(100 + i);
      const { data, ...size } = star(60, 60);
      const sky = skies[i % skies.length] ?? 0;
      return {
        image: { ...size, data: data.map((value) => sky + value + 5 * dice.normal()) },
        saturationAdu: 1000,
        gainEPerAdu: 1e6,
      };
    });
  const middle = 59 * side + 59;

  it.each(['clipped_mean', 'median'] as const)(
    'as %s throws out a hit, levels the skies and knows its noise',
    (method) => {
      const input = frames(5, [100, 180, 60]);
      const [first] = input;
      if (first) first.image.data[20 * side + 20] = 5000;
      const { image, noise, frames: count, saturationAdu } = stackFrames(input, { method, background: 'match' });
      expect(Math.abs((image.data[20 * side + 20] ?? 0) - 100)).toBeLessThan(12);
      expect(median(image.data)).toBeCloseTo(100, 0);
      const sky = image.data.filter((_, i) => i < 40 * side);
      expect(madSigma(sky) / (noise[5 * side + 5] ?? 0)).toBeGreaterThan(0.85);
      expect(madSigma(sky) / (noise[5 * side + 5] ?? 0)).toBeLessThan(1.1);
      expect(count[middle]).toBe(5);
      expect(saturationAdu).toBeLessThan(1000);
      const peak = star(60, 60).data[middle] ?? 0;
      expect(Math.abs((image.data[middle] ?? 0) - 100 - peak)).toBeLessThan(12);
    },
  );

  it('as a sum adds up saturation and noise, and spreads what is no number', () => {
    const input = frames(3);
    const [first] = input;
    if (first) first.image.data[7] = NaN;
    const { image, mask, noise, saturationAdu } = stackFrames(input, { method: 'sum', background: 'keep' });
    expect(image.data[7]).toBeNaN();
    expect(mask[7]).toBe(1);
    expect(saturationAdu).toBe(3000);
    expect(median(image.data)).toBeCloseTo(300, -1);
    expect(noise[900]).toBeCloseTo(5 * Math.sqrt(3), 0);
  });

  it('takes what is left where a frame is masked, and is not-a-number where all are', () => {
    const mask = new Uint8Array(side * side);
    mask[3] = 1;
    const masked = frames(3).map((frame) => ({ ...frame, mask }));
    const { image, mask: bad, frames: count } = stackFrames([...masked], { method: 'clipped_mean' });
    expect([image.data[3], bad[3], count[3]]).toEqual([NaN, 1, 0]);
    const { frames: some } = stackFrames([...masked, ...frames(2)], { method: 'median' });
    expect(some[3]).toBe(2);
  });

  it('refuses one frame, and frames of unlike size', () => {
    expect(() => stackFrames(frames(1), { method: 'sum' })).toThrow(
      expect.objectContaining({ code: 'too_few_frames' }),
    );
    const other = { image: { widthPx: 2, heightPx: 2, data: new Float32Array(4) } };
    expect(() => stackFrames([...frames(1), other], { method: 'sum' })).toThrow(/reproject/);
  });
});
