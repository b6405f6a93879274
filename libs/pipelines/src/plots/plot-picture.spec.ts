import { describe, expect, it } from '@jest/globals';
import type { Figure } from '@nightjar/imaging';
import { plotPicture } from './plot-picture.js';

const figure = (title: string): Figure => ({
  ...{ name: 'a', title, columns: 1 },
  panels: [
    {
      x: { label: 'x' },
      y: { label: 'y' },
      marks: [{ kind: 'points', says: '', ink: 'good', xs: [1, 2], ys: [3, 4] }],
    },
  ],
});

describe('the picture of a plot', () => {
  it('is a PNG of 800 x 600 pixels', async () => {
    const png = Buffer.from(await plotPicture(figure('Stars')));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([800, 600]);
  });

  it('has its words, whatever fonts the machine has', async () => {
    const [titled, bare] = await Promise.all([
      plotPicture(figure('Stars that the zero point rests on')),
      plotPicture(figure('')),
    ]);
    expect(titled.length).toBeGreaterThan(bare.length + 500);
  });
});
