import { expect, it } from '@jest/globals';
import { Header } from '../fits/header.js';
import { readFits } from '../fits/read.js';
import { writeCandidateCutout } from './candidate-cutout.js';

it('a cutout is one file with a named plane for each of science, template, difference and mask, and the sky moves along', () => {
  const plane = (value: number) => ({
    widthPx: 40,
    heightPx: 30,
    data: Float32Array.from({ length: 1200 }, (_, i) => value + i),
  });
  const file = writeCandidateCutout({
    at: { xPx: 12.2, yPx: 3 },
    halfSizePx: 4,
    header: new Header([
      { keyword: 'CRPIX1', value: 20 },
      { keyword: 'CRPIX2', value: 15 },
    ]),
    planes: ['IMAGE', 'TEMPLATE', 'DIFF', 'MASK'].map((name, i) => ({ name, image: plane(10_000 * i) })),
    cards: [{ keyword: 'SNR', value: 7.5 }],
  });
  const [primary, ...planes] = readFits(file).hdus;
  expect(primary?.header.number('SNR')).toBe(7.5);
  expect(planes.map(({ header }) => header.text('EXTNAME'))).toEqual(['IMAGE', 'TEMPLATE', 'DIFF', 'MASK']);
  planes.forEach((hdu, i) => {
    if (hdu.kind !== 'image') throw new Error('no image');
    expect(hdu.axes).toEqual([9, 9]);
    expect(hdu.data?.[4 * 9 + 4]).toBe(10_000 * i + 2 * 40 + 11);
    expect(hdu.data?.[0]).toBeNaN();
    expect([hdu.header.number('CRPIX1'), hdu.header.number('CRPIX2')]).toEqual([13, 17]);
  });
});
