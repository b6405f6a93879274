import { describe, expect, it } from '@jest/globals';
import { renderFrame, type FrameScene } from './frame.js';
import { addTrail } from './trail.js';

const scene: FrameScene = {
  widthPx: 200,
  heightPx: 160,
  pixelScaleArcsec: 4,
  centre: { raDeg: 31.2, decDeg: 46.7 },
  rotationDeg: 0,
  stars: [],
  zeroPointMag: 20.5,
  extinctionMag: 0.2,
  airmass: 1,
  fwhmArcsec: 10,
  skyMagPerArcsec2: 18,
  exposureS: 30,
  gainEPerAdu: 1.5,
  readNoiseE: 8,
  biasAdu: 300,
  darkEPerS: 0,
  saturationAdu: 60000,
  cosmicRaysPerFrame: 0,
  seed: 7,
};

describe('a satellite’s trail', () => {
  it.each([0, 30, 90, 135, 170])('at %d degrees holds its light for each pixel of its length', (angleDeg) => {
    const electrons = new Float32Array(300 * 300);
    addTrail(
      { widthPx: 300, heightPx: 300, electrons },
      { through: { xPx: 150.3, yPx: 149.8 }, angleDeg, electronsPerPx: 1000 },
      2.5,
    );
    // rows or columns that it crosses from side to side: each has 1 / |cos| or 1 / |sin| pixels of it
    const steep = Math.abs(Math.sin((angleDeg * Math.PI) / 180)) > 0.7;
    const line = (at: number): number =>
      Array.from({ length: 300 }, (_, i) => electrons[steep ? at * 300 + i : i * 300 + at] ?? 0).reduce(
        (sum, value) => sum + value,
        0,
      );
    const turn = (angleDeg * Math.PI) / 180;
    const length = 1 / Math.abs(steep ? Math.sin(turn) : Math.cos(turn));
    for (const at of [140, 150, 155]) expect(line(at) / (1000 * length)).toBeCloseTo(1, 2);
  });

  it('goes through the place that was named', () => {
    const electrons = new Float32Array(101 * 101);
    const trail = { through: { xPx: 41, yPx: 61 }, angleDeg: 0, electronsPerPx: 100 };
    addTrail({ widthPx: 101, heightPx: 101, electrons }, trail, 3);
    expect(electrons.indexOf(Math.max(...electrons))).toBe(60 * 101);
  });
});

describe('the sky of a rendered frame', () => {
  it('rises from edge to edge by the part of itself that was asked, and keeps its level in the middle', () => {
    const { image, truth } = renderFrame({ ...scene, skySlope: [0.4, 0] });
    const column = (x: number): number =>
      Array.from({ length: 160 }, (_, y) => image.data[y * 200 + x] ?? 0).reduce((sum, value) => sum + value, 0) / 160;
    const sky = truth.backgroundEPerPx / 1.5;
    expect((column(199) - column(0)) / sky).toBeCloseTo(0.4, 1);
    expect((column(99) - 300) / sky).toBeCloseTo(1, 1);
  });
});

describe('a star through a camera', () => {
  it('is fainter by the colour term for each magnitude of its colour', () => {
    const stars = [0, 1.5].map((colour) => ({ ...scene.centre, mag: 12, colour }));
    const [plain, red] = renderFrame({ ...scene, stars, colourTerm: 0.1 }).truth.stars;
    expect(-2.5 * Math.log10((red?.electrons ?? NaN) / (plain?.electrons ?? NaN))).toBeCloseTo(0.15, 10);
  });

  it('falls where the distortion of the optics puts it, which the true WCS undoes', () => {
    const stars = [{ raDeg: 31.3, decDeg: 46.75, mag: 10 }];
    const distortion = { order: 2, a: [{ p: 2, q: 0, c: 1e-4 }], b: [{ p: 1, q: 1, c: -1e-4 }] };
    const straight = renderFrame({ ...scene, stars }).truth.stars[0];
    const { truth } = renderFrame({ ...scene, stars, distortion });
    const [bent] = truth.stars;
    if (!bent || !straight) throw new Error('the star is not on the frame');
    expect(Math.hypot(bent.xPx - straight.xPx, bent.yPx - straight.yPx)).toBeGreaterThan(0.3);
    const sky = truth.wcs.pixelToSky(bent);
    expect([sky.raDeg, sky.decDeg]).toEqual([expect.closeTo(31.3, 9), expect.closeTo(46.75, 9)]);
  });
});
