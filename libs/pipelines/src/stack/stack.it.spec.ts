import { describe, expect, it, jest } from '@jest/globals';
import { findStars, firstImage, readFits, sigmaClip, writeImage, type Header, type Image } from '@nightjar/imaging';
import { Night } from '../frame/night.fixture.js';
import type { PipelineInput } from '../kit/definition.js';
import { because, succeeded, tryOut, type Success } from '../kit/trial.fixture.js';
import { exposeField, placeAt } from '../science/field.fixture.js';
import { notMade } from '../stdweb/files.fixture.js';
import { stack } from './stack.js';

// a machine that does much else besides takes ten times as long
jest.setTimeout(180_000);

const turned = { scene: { centre: placeAt(6.4, -3.7), rotationDeg: 2, widthPx: 440, heightPx: 440 } };

async function stacked(
  files: readonly Buffer[],
  work: object = {},
): Promise<Success & { header: Header; image: Image }> {
  using night = new Night();
  const inputs = files.map((file, i) => night.file(`${i}.fits`, file));
  const result = succeeded(await tryOut(stack, { inputs, ...work }));
  const product = result.products.find(({ tag }) => tag === 'stack');
  return { ...result, ...firstImage(readFits(Buffer.from(product?.content ?? []))) };
}

const skyOf = ({ widthPx, heightPx, data }: Image) =>
  sigmaClip(
    Array.from({ length: 20_000 }, (_, i) => data[(i * 7) % (widthPx * heightPx)] ?? NaN).filter(Number.isFinite),
  );

describe('a stack', () => {
  it('lays frames on the first one by the sky, and is quieter than any of them', async () => {
    const first = exposeField(1);
    const { image, header, facts, products } = await stacked([
      first.file,
      exposeField(2, turned).file,
      exposeField(3).file,
      exposeField(4, turned).file,
    ]);
    expect([image.widthPx, image.heightPx, header.number('NCOMBINE')]).toEqual([400, 400, 4]);
    expect(notMade('stack', products, [])).toEqual([]);
    expect(facts).toMatchObject({ leftOut: [], frames: [{}, { by: 'aligned by the sky' }, {}, {}] });
    const alone = firstImage(readFits(first.file)).image;
    const [one, four] = [skyOf(alone), skyOf(image)];
    expect(Math.abs(four.median)).toBeLessThan(one.sigma / 2);
    // resampled frames are smooth, so that it can be less than a half
    expect(four.sigma / one.sigma).toBeLessThan(0.55);
    const [before, after] = [findStars(alone, { threshold: 50 }), findStars(image, { threshold: 50 })];
    for (const star of before.slice(0, 30)) {
      const same = after.find((other) => Math.hypot(other.xPx - star.xPx, other.yPx - star.yPx) < 0.5);
      expect(Math.abs((same?.fluxAdu ?? 0) / star.fluxAdu - 1)).toBeLessThan(0.06);
    }
  });

  it('lays frames on the first one by their stars where they know no sky', async () => {
    const lost = { lost: true };
    const files = [exposeField(1, lost), exposeField(2, { ...turned, ...lost }), exposeField(3, lost)].map(
      ({ file }) => file,
    );
    const { facts, image } = await stacked(files);
    expect(facts).toMatchObject({
      leftOut: [],
      frames: [{}, { by: expect.stringMatching(/aligned by \d+ stars/) }, {}],
    });
    const widths = findStars(image, { threshold: 50 }).map((star) => star.fwhmPx);
    expect(widths.toSorted((a, b) => a - b)[widths.length >> 1]).toBeLessThan(3.5);
  });

  it('throws out what is on one frame only, and keeps the sky of the first where it is not taken off', async () => {
    const satellite = { more: [{ ...placeAt(31, 17), mag: 11 }] };
    const brighter = { scene: { skyMagPerArcsec2: 19.5 } };
    const files = [exposeField(1, satellite), exposeField(2, brighter), exposeField(3), exposeField(4, brighter)];
    const { image } = await stacked(
      files.map(({ file }) => file),
      { flags: { stackSubtractBg: false } },
    );
    const { xPx, yPx } = files[0]?.added[0] ?? { xPx: NaN, yPx: NaN };
    const sky = skyOf(image);
    expect(sky.median).toBeCloseTo(skyOf(firstImage(readFits(files[0]?.file ?? Buffer.of())).image).median, -1);
    expect(Math.abs((image.data[(Math.round(yPx) - 1) * 400 + Math.round(xPx) - 1] ?? NaN) - sky.median)).toBeLessThan(
      80,
    );
  });

  it('masks cosmic rays on each of two frames, which cannot say by themselves which one was hit', async () => {
    const rays = { scene: { cosmicRaysPerFrame: 60 } };
    const clean = await stacked([exposeField(1), exposeField(2)].map(({ file }) => file));
    const files = [exposeField(1, rays), exposeField(2, rays)].map(({ file }) => file);
    const hits = async (stackMaskCosmics: boolean): Promise<number> => {
      const { image } = await stacked(files, { flags: { stackMaskCosmics } });
      const over = Array.from(image.data, (value, i) => value - 1.2 * Math.max(0, clean.image.data[i] ?? NaN));
      return over.filter((value) => value > 200).length;
    };
    const [left, there] = [await hits(true), await hits(false)];
    expect(there).toBeGreaterThan(50);
    expect(left).toBeLessThan(there / 5);
  });

  it('looks for no cosmic rays on a mosaic of colours, and says so', async () => {
    const mosaic = (seed: number): Buffer => {
      const { header, image } = firstImage(readFits(exposeField(seed).file));
      const data = Float32Array.from(image.data, (value, i) => value + (i % 2 === 0 ? 400 : 0));
      return writeImage(header, { ...image, data });
    };
    using night = new Night();
    const inputs = [night.file('a.fits', mosaic(1)), night.file('b.fits', mosaic(2))];
    const { said } = await tryOut(stack, { inputs, flags: { stackMaskCosmics: true } });
    expect(said.join('\n')).toMatch(/^warn a\.fits: The frame is a mosaic of colours/m);
  });

  it('adds up sky, exposure and saturation in a sum', async () => {
    const files = [exposeField(1), exposeField(2)].map(({ file }) => file);
    const params = { stackMethod: 'sum' };
    const { header, image } = await stacked(files, { params, flags: { stackSubtractBg: false } });
    expect([header.number('EXPTIME'), header.number('GAIN'), header.number('SATURATE')]).toEqual([60, 1.5, 120_000]);
    expect(skyOf(image).median).toBeCloseTo(2 * skyOf(firstImage(readFits(files[0] ?? Buffer.of())).image).median, -1);
  });

  it('tells in its header what it was made of, and the gain of a mean', async () => {
    const { header } = await stacked([exposeField(1), exposeField(2), exposeField(3)].map(({ file }) => file));
    expect(header.number('GAIN')).toBeCloseTo(4.5, 10);
    expect(header.number('XPOSURE')).toBe(90);
    expect(header.text('DATE-AVG')).toBe('2008-03-19T06:13:35.000');
    expect(header.remarks('HISTORY').join('\n')).toMatch(
      /clipped mean.*\n.*onto the pixels of 0\.fits.*\n.*with 1\.fits, aligned by the sky/,
    );
  });

  it('leaves out a frame of another field, says so, and refuses when the first is left alone', async () => {
    const elsewhere = exposeField(9, { lost: true, scene: { stars: [] } });
    const files = [exposeField(1), exposeField(2), elsewhere].map(({ file }) => file);
    const { facts } = await stacked(files);
    expect(facts).toMatchObject({ frames: [{}, {}], leftOut: [expect.stringMatching(/^2\.fits: \d+ stars/)] });
    using night = new Night();
    const two: PipelineInput[] = [night.file('a.fits', exposeField(1).file), night.file('b.fits', elsewhere.file)];
    expect(because(await tryOut(stack, { inputs: two }))).toMatch(/^Only the first frame is left: b\.fits: /);
  });
});
