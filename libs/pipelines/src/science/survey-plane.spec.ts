import { describe, expect, it } from '@jest/globals';
import { noSky, type Sky } from '@nightjar/catalogues';
import { firstImage, readFits } from '@nightjar/imaging';
import { exposeField } from './field.fixture.js';
import { surveyPlane } from './survey-plane.js';

const field = exposeField(5);
const { header, image } = firstImage(readFits(field.file));
const places = [60, 200, 340].map((xPx) => ({ xPx, yPx: 200 }));

/** Shows the survey about the places, of which some have no image. */
async function shown(missing: readonly number[]) {
  const asked: number[] = [];
  const said: string[] = [];
  const sky: Sky = {
    ...noSky,
    async template({ field: { raDeg, decDeg }, filter }) {
      const at = field.wcs.skyToPixel({ raDeg, decDeg });
      const which = places.findIndex(({ xPx }) => Math.abs(xPx - (at?.xPx ?? NaN)) < 1);
      asked.push(which);
      const mask = new Uint8Array(image.data.length);
      const template = missing.includes(which) ? null : { header, image, mask };
      return { template, survey: 'ps1', filter, from: 'cache', note: `About ${which}.` };
    },
  };
  const ctx = { sky, log: (text: string, level = 'info') => void said.push(`${level} ${text}`) };
  const view = { survey: 'auto', filter: 'V', wcs: field.wcs, places, halfPx: 20 };
  const plane = await surveyPlane({ ...ctx, signal: new AbortController().signal }, image, view);
  return { asked, said, at: plane && places.map(({ xPx, yPx }) => plane.data[(yPx - 1) * 400 + xPx - 1]) };
}

describe('what a survey shows about places of a frame', () => {
  it('is left out where it has no image, and shown where it has', async () => {
    const { asked, said, at } = await shown([1]);
    expect([asked.toSorted(), said]).toEqual([[0, 1, 2], ['info About 0.']]);
    expect(at?.map((value) => Number.isFinite(value))).toEqual([true, false, true]);
  });

  it('is asked no further when the first place has no image', async () => {
    expect(await shown([0])).toEqual({ asked: [0], said: ['warn About 0.'], at: undefined });
  });
});
