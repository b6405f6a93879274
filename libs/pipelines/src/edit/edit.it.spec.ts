import { describe, expect, it } from '@jest/globals';
import { firstImage, inspectFrame, median, readFits, readWcs, type Header, type Image } from '@nightjar/imaging';
import { Night } from '../frame/night.fixture.js';
import type { Pipeline } from '../kit/definition.js';
import { because, succeeded, tryOut } from '../kit/trial.fixture.js';
import { exposeField } from '../science/field.fixture.js';
import { cropFrames, destripeFrames, removeBackgrounds } from './edits.js';
import { removeFringes } from './fringes.js';
import { maskFrames } from './mask.js';

const field = exposeField(31);

/** Edits the field, or frames given by the value of each pixel. */
async function edited(pipeline: Pipeline, work: object, values?: readonly ((i: number) => number)[]) {
  using night = new Night();
  const frames = values?.map((value, i) => night.frame(`${i}.fits`, null, { widthPx: 300, heightPx: 200, value }));
  const inputs = frames ?? [night.file('field.fits', field.file)];
  return await tryOut(pipeline, { inputs, ...work });
}

function frameOf(trial: Awaited<ReturnType<typeof edited>>): { header: Header; image: Image } {
  const [product] = succeeded(trial).products;
  expect(product).toMatchObject({ type: 'frame', of: expect.stringMatching(/^prd_/) });
  return firstImage(readFits(Buffer.from(product?.content ?? [])));
}
const history = (header: Header): string => header.remarks('HISTORY').join('\n');
/** Without a star or a saturated pixel: what inspection takes for saturated is the brightest. */
const noise = (i: number): number => 100 + ((i * 7919) % 13);

describe('an edit of a frame', () => {
  it('crops it, and the sky stays where it is', async () => {
    const { header, image } = frameOf(await edited(cropFrames, { params: { x1: 100, x2: -50, y1: 20 } }));
    expect([image.widthPx, image.heightPx]).toEqual([250, 380]);
    const star = readWcs(header)?.skyToPixel({ raDeg: 150, decDeg: 20 });
    const before = field.wcs.skyToPixel({ raDeg: 150, decDeg: 20 });
    expect(star?.xPx).toBeCloseTo((before?.xPx ?? NaN) - 100, 6);
    expect(star?.yPx).toBeCloseTo((before?.yPx ?? NaN) - 20, 6);
    expect(history(header)).toContain('cropped to columns 100:350');
  });

  it('brings stripes to one level', async () => {
    const striped = (i: number): number => noise(i) + 40 * (Math.floor(i / 300) % 2);
    const { header, image } = frameOf(await edited(destripeFrames, {}, [striped]));
    const row = (y: number): number => median(image.data.slice(y * 300, (y + 1) * 300));
    expect(Math.abs(row(10) - row(11))).toBeLessThan(2);
    expect(history(header)).toContain('destriped');
  });

  it.each([
    ['subtract', 0],
    ['divide', 156],
  ] as const)('makes the sky flat: %s', async (how, level) => {
    const slope = (i: number): number => noise(i) + (i % 300) / 3;
    const { header, image } = frameOf(await edited(removeBackgrounds, { params: { how, size: 32 } }, [slope]));
    const column = (x: number): number =>
      median(Float64Array.from({ length: 200 }, (_, y) => image.data[y * 300 + x] ?? NaN));
    expect(Math.abs(column(20) - column(280))).toBeLessThan(4);
    expect(Math.abs(median(image.data) - level)).toBeLessThan(4);
    expect(history(header)).toContain('background in cells of 32 px');
  });

  it.each([
    ['photutils', 'in cells of 128 px by their mode', [30, 120]],
    ['morphology', 'by an opening of 25 px', [0, 4]],
  ] as const)('tells the sky by %s too', async (method, words, [least, most]) => {
    // a wave of 250 px, which cells of half of it cannot follow
    const wave = (i: number): number => noise(i) + 60 * Math.sin((i % 300) / 40);
    const { header, image } = frameOf(await edited(removeBackgrounds, { params: { method } }, [wave]));
    const columns = Array.from({ length: 300 }, (_, x) =>
      median(Float64Array.from({ length: 200 }, (_, y) => image.data[y * 300 + x] ?? NaN)),
    );
    const worst = Math.max(...columns.slice(20, 280).map(Math.abs));
    expect(worst).toBeGreaterThanOrEqual(least);
    expect(worst).toBeLessThan(most);
    expect(history(header)).toContain(`background ${words} subtracted`);
  });

  it('subtracts a fringe map, scaled', async () => {
    const fringe = (i: number): number => 10 * Math.sin((i % 300) / 4);
    const scene = (i: number): number => noise(i) + 3 * fringe(i);
    const { header, image } = frameOf(await edited(removeFringes, {}, [scene, fringe]));
    const column = (x: number): number =>
      median(Float64Array.from({ length: 200 }, (_, y) => image.data[y * 300 + x] ?? NaN));
    expect(Math.abs(column(157) - column(169))).toBeLessThan(4);
    expect(history(header)).toMatch(/fringe map subtracted, scaled by \d.*1\.fits/s);
  });

  it('masks rectangles, or all but them, for every later step', async () => {
    const params = { rectangles: [{ x1: 1, y1: 1, x2: 100, y2: 400 }] };
    const { header, image } = frameOf(await edited(maskFrames, { params }));
    expect(inspectFrame(header, image).maskedFraction).toBeCloseTo(0.25, 3);
    const text = { rectangles: JSON.stringify(params.rectangles) };
    const other = frameOf(await edited(maskFrames, { params: text, flags: { inverted: true } }));
    expect(inspectFrame(other.header, other.image).maskedFraction).toBeCloseTo(0.75, 3);
    expect([history(header), history(other.header)]).toEqual([
      '1 rectangle masked',
      'everything outside 1 rectangle masked',
    ]);
  });

  it('leaves the history of edits before it', async () => {
    using night = new Night();
    const [once] = succeeded(await edited(cropFrames, { params: { x1: 10 } })).products;
    const inputs = [night.file('once.fits', Buffer.from(once?.content ?? []))];
    const { header } = frameOf(await tryOut(destripeFrames, { inputs }));
    expect(header.remarks('HISTORY')).toEqual([expect.stringMatching(/^cropped/), expect.stringMatching(/^destriped/)]);
  });

  it.each([
    ['a crop of nothing', cropFrames, { params: { x1: 300, x2: 300 } }, /^field\.fits: .*no pixel/],
    [
      'an opening too wide',
      removeBackgrounds,
      { params: { method: 'morphology', size: 300 } },
      /field\.fits: an opening of 300 px takes too long/,
    ],
    ['a mask of nothing', maskFrames, {}, /no rectangle/],
    ['fringes without a map', removeFringes, {}, /at least 2/],
  ])('refuses %s in words', async (_, pipeline, work, words) => {
    expect(because(await edited(pipeline, work))).toMatch(words);
  });
});
