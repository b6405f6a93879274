import { describe, expect, it } from '@jest/globals';
import { Header } from '../fits/header.js';
import { readFits, firstImage } from '../fits/read.js';
import { writeImage } from '../fits/write.js';
import { median } from '../statistics/robust.js';
import { random } from '../synthetic/random.js';
import { crop } from './crop.js';
import { destripe } from './destripe.js';
import { withHistory } from './provenance.js';
import { rectangleMask } from './rectangle-mask.js';
import { removeBackground } from './remove-background.js';
import { subtractFringes } from './subtract-fringes.js';

const header = new Header([
  { keyword: 'CRPIX1', value: 50 },
  { keyword: 'CRPIX2', value: 40 },
]);
const plane = (widthPx: number, heightPx: number, value: (x: number, y: number) => number) => ({
  widthPx,
  heightPx,
  data: Float32Array.from({ length: widthPx * heightPx }, (_, i) => value(i % widthPx, Math.floor(i / widthPx))),
});

describe('an edit', () => {
  it('crops, negative numbers counting from the far edge, and the sky moves along', () => {
    const frame = { header, image: plane(10, 8, (x, y) => 100 * y + x) };
    const { image, header: moved, provenance } = crop(frame, { x1: 2, x2: -3, y1: -4 });
    expect([image.widthPx, image.heightPx]).toEqual([5, 4]);
    expect([image.data[0], image.data.at(-1)]).toEqual([402, 706]);
    expect([moved.get('CRPIX1'), moved.get('CRPIX2'), moved.get('LTV1')]).toEqual([48, 36, -2]);
    expect(provenance).toEqual(['cropped to columns 2:7 and rows 4:8 of 10 x 8']);
    expect(() => crop(frame, { x1: 5, x2: 5 })).toThrow(expect.objectContaining({ code: 'empty' }));
  });

  it.each(['horizontal', 'vertical'] as const)('takes %s stripes away and leaves the level', (direction) => {
    const image = plane(
      60,
      50,
      (x, y) => 200 + 9 * ((direction === 'horizontal' ? y : x) % 3) + (x === 30 && y === 20 ? 5000 : 0),
    );
    const { image: flat } = destripe({ header, image }, direction);
    expect(median(flat.data)).toBeCloseTo(median(image.data), 5);
    expect(Math.max(...flat.data.filter((value) => value < 1000)) - Math.min(...flat.data)).toBeLessThan(0.01);
    expect(flat.data[20 * 60 + 30]).toBeGreaterThan(5000);
  });

  it('takes a sky off, or divides it out at its median', () => {
    const image = plane(256, 256, (x) => 1000 + x);
    const off = removeBackground({ header, image }, { how: 'subtract', sizePx: 32 }).image.data;
    const divided = removeBackground({ header, image }, { how: 'divide', sizePx: 32 }).image.data;
    expect(Math.abs(off[128 * 256 + 100] ?? 9)).toBeLessThan(1);
    expect((divided[128 * 256 + 60] ?? 0) / (divided[128 * 256 + 200] ?? 1)).toBeCloseTo(1, 2);
    expect(() => removeBackground({ header, image: plane(64, 64, () => -3) }, { how: 'divide' })).toThrow(/subtract/);
  });

  it('finds how strong the fringes are, past the stars', () => {
    const dice = random(4);
    const fringes = plane(256, 256, (x, y) => Math.sin(x / 6 + y / 11));
    const image = plane(
      256,
      256,
      (x, y) => 500 + 12 * Math.sin(x / 6 + y / 11) + 4 * dice.normal() + (x % 37 === 0 && y % 41 === 0 ? 9000 : 0),
    );
    const { scale, image: clean } = subtractFringes({ header, image }, fringes);
    expect(Math.abs(scale - 12)).toBeLessThan(0.4);
    expect(median(clean.data)).toBeCloseTo(500, 0);
    expect(() =>
      subtractFringes(
        { header, image },
        plane(2, 2, () => 0),
      ),
    ).toThrow(expect.objectContaining({ code: 'sizes_differ' }));
  });

  it('masks rectangles given by any two corners, or all but them', () => {
    const boxes = [{ x1Px: 3, y1Px: 4, x2Px: 1.5, y2Px: 2 }];
    const { mask } = rectangleMask({ widthPx: 5, heightPx: 5 }, boxes);
    expect([...mask.entries()].filter(([, bad]) => bad).map(([at]) => at)).toEqual([6, 7, 11, 12, 16, 17]);
    const { mask: rest, provenance } = rectangleMask({ widthPx: 5, heightPx: 5 }, boxes, true);
    expect(rest.map((bad, i) => bad + (mask[i] ?? 0)).every((both) => both === 1)).toBe(true);
    expect(provenance).toEqual(['everything outside 1 rectangle masked']);
    expect(rectangleMask({ widthPx: 5, heightPx: 5 }, [{ x1Px: 7, x2Px: 9, y1Px: 1, y2Px: 5 }]).mask.includes(1)).toBe(
      false,
    );
  });

  it('leaves its sentence in the header', () => {
    const { image, provenance } = crop({ header, image: plane(4, 4, () => 1) }, { x1: 1 });
    const file = writeImage(withHistory(header, provenance), image);
    expect(firstImage(readFits(file)).header.remarks('HISTORY').join(' ')).toContain('cropped to columns 1:4');
  });
});
