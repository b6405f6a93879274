import { describe, expect, it } from '@jest/globals';
import { noSky, type Sky } from '@nightjar/catalogues';
import { firstImage, random, readFits, Wcs, type SkyPosition } from '@nightjar/imaging';
import { exposeField } from './field.fixture.js';
import { fieldAbout, surveyPlane } from './survey-plane.js';

const field = exposeField(5);
const { header, image } = firstImage(readFits(field.file));
const along = (columns: readonly number[]) => columns.map((xPx) => ({ xPx, yPx: 200 }));

/** Shows the survey about the places, of which some have no image. */
async function shown(missing: readonly number[], places = along([60, 200, 340])) {
  const asked: number[] = [];
  const said: string[] = [];
  const sky: Sky = {
    ...noSky,
    async template({ field: { raDeg, decDeg }, filter }) {
      const at = field.wcs.skyToPixel({ raDeg, decDeg });
      const which = places.findIndex(({ xPx }) => Math.abs(xPx - (at?.xPx ?? NaN)) < 3);
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

  it('is asked no further when of four at once not one has an image: it went away', async () => {
    const places = along(Array.from({ length: 12 }, (_, i) => 40 + 30 * i));
    const later = Array.from({ length: 11 }, (_, i) => i + 1);
    const { asked, said } = await shown(later, places);
    expect([asked.toSorted((a, b) => a - b), said]).toEqual([[0, 1, 2, 3, 4], ['info About 0.']]);
    expect((await shown(later.slice(1), places)).asked).toHaveLength(9);
  });
});

describe('the field that a survey is asked for', () => {
  const side = 61;
  const night = (raDeg: number, decDeg: number) => {
    const dice = random(7);
    // a place is measured to a tenth of a pixel, a scale fitted to a few parts in a hundred thousand
    const off = () => (0.2 * (dice.uniform() - 0.5)) / 3600;
    return Array.from({ length: 200 }, () =>
      fieldAbout(
        { raDeg: raDeg + off() / Math.cos((decDeg * Math.PI) / 180), decDeg: decDeg + off() },
        side,
        1.0047 + 5e-5 * (dice.uniform() - 0.5),
      ),
    );
  };

  const square = (centre: SkyPosition, sidePx: number, scaleArcsec: number, turn: number): Wcs => {
    const [sin, cos] = [Math.sin(turn), Math.cos(turn)].map((part) => (part * scaleArcsec) / 3600) as [number, number];
    const middle = (sidePx + 1) / 2;
    return new Wcs(centre, { xPx: middle, yPx: middle }, [-cos, sin, sin, cos]);
  };

  it('is the same question for the frames of a night, so that only the first one waits for a server', () => {
    const dice = random(9);
    for (let i = 0; i < 20; i++) {
      const asked = night(360 * dice.uniform(), 170 * (dice.uniform() - 0.5));
      // a place that lies between two fields gets either
      expect(new Set(asked.map((one) => JSON.stringify(one))).size).toBeLessThanOrEqual(4);
    }
    expect(new Set(night(31.04, 46.69).map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('holds the cutout however the frame is turned', () => {
    const dice = random(11);
    for (let i = 0; i < 300; i++) {
      const centre = { raDeg: 360 * dice.uniform(), decDeg: 178 * (dice.uniform() - 0.5) };
      const pixelScaleArcsec = 0.2 + 5 * dice.uniform();
      const own = square(centre, side, pixelScaleArcsec, 2 * Math.PI * dice.uniform());
      const { widthDeg, pixelScaleArcsec: scale, ...at } = fieldAbout(centre, side, pixelScaleArcsec);
      const pixels = (3600 * widthDeg) / scale;
      const survey = square(at, pixels, scale, 0);
      for (const xPx of [0.5, side + 0.5])
        for (const yPx of [0.5, side + 0.5]) {
          const corner = survey.skyToPixel(own.pixelToSky({ xPx, yPx }));
          expect(Math.min(corner?.xPx ?? NaN, corner?.yPx ?? NaN)).toBeGreaterThan(0.5);
          expect(Math.max(corner?.xPx ?? NaN, corner?.yPx ?? NaN)).toBeLessThan(pixels + 0.5);
        }
    }
  });
});
