import { describe, expect, it } from '@jest/globals';
import { Header, readRegions, readTable, readWcs, writeRegions, type Wcs } from '@nightjar/imaging/browser';
import { entryOf, gridLines } from './grid.js';
import { catalogueMarks, objectMarks, regionMarks, regionsOf, targetMarks } from './marks.js';
import { companionsOf, planeName } from './siblings.js';

const wcsAt = (raDeg: number, decDeg: number): Wcs => {
  const values = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: raDeg, CRVAL2: decDeg, CRPIX1: 500, CRPIX2: 400 };
  const matrix = { CD1_1: -0.001, CD1_2: 0, CD2_1: 0, CD2_2: 0.001 };
  const cards = Object.entries({ ...values, ...matrix }).map(([keyword, value]) => ({ keyword, value }));
  const wcs = readWcs(new Header(cards));
  if (!wcs) throw new Error('the header has no WCS');
  return wcs;
};
const frame = { widthPx: 1000, heightPx: 800 };

describe('marks', () => {
  it('are where objects and stars were measured; flagged and rejected ones are doubtful, those without a place are left out', () => {
    const objects = objectMarks(readTable('x,y,fwhm,mag_calib,flags\n10,20,3,18.123,0\n11,21,,,4\n,,3,18,0\n'));
    expect(objects).toMatchObject([
      { xPx: 10, yPx: 20, radiusPx: 3, text: '18.12 mag', isDoubtful: false },
      { xPx: 11, text: '', isDoubtful: true },
    ]);
    expect(catalogueMarks(readTable('x,y,state\n1,2,used\n3,4,colour\n')).map((one) => one.isDoubtful)).toEqual([
      false,
      true,
    ]);
  });

  it('are on the pixels of targets, none beyond the frame', () => {
    const wcs = wcsAt(0.1, 20);
    const marks = targetMarks(
      [
        { name: 'middle', raDeg: 0.1, decDeg: 20 },
        { name: 'outside', raDeg: 0.1, decDeg: 21 },
        { name: 'behind', raDeg: 180, decDeg: -20 },
      ],
      wcs,
      frame,
    );
    expect(marks).toMatchObject([{ text: 'middle', xPx: expect.closeTo(500, 6), yPx: expect.closeTo(400, 6) }]);
  });

  it('are the circles of region files, on pixels or on the sky, and go back into one', () => {
    const marks = regionMarks(
      'image;circle(10,20,5) # color=red text={out}\nicrs;circle(0.1,20,3.6")\n',
      wcsAt(0.1, 20),
    );
    expect(marks).toMatchObject([
      { xPx: 10, yPx: 20, radiusPx: 5, text: 'out', isDoubtful: true },
      { xPx: expect.closeTo(500, 6), yPx: expect.closeTo(400, 6), radiusPx: expect.closeTo(1, 6) },
    ]);
    const back = regionMarks(writeRegions(regionsOf(marks)), null);
    expect(back).toEqual(marks);
    expect(readRegions(writeRegions(regionsOf(marks))).notRead).toEqual([]);
  });
});

describe('the grid', () => {
  const view = { xPx: 500, yPx: 400, zoom: 1 };
  const screen = { widthPx: 1000, heightPx: 800 };

  it('has round values, a few each way, also across 0h', () => {
    for (const ra of [150.2, 0.1]) {
      const lines = gridLines(wcsAt(ra, 20), view, screen);
      expect(lines.length).toBeGreaterThan(5);
      expect(lines.length).toBeLessThan(14);
      for (const { label } of lines) expect(label).toMatch(/:[0-5]0$/);
      expect(lines.every((line) => line.pieces.length === 1)).toBe(true);
    }
  });

  it('goes all about a pole that is seen', () => {
    const hours = gridLines(wcsAt(0, 90), view, screen).filter(({ label }) => !label.startsWith('+'));
    expect(hours.length).toBeGreaterThanOrEqual(4);
  });

  it('labels lines where they are on the screen', () => {
    const places = gridLines(wcsAt(150.2, 20), view, screen).flatMap((line) => entryOf(line, screen) ?? []);
    expect(places.length).toBeGreaterThan(5);
    for (const { left, top } of places) expect(left > 0 && left < 1000 && top > 0 && top < 800).toBe(true);
  });
});

describe('what goes with a frame', () => {
  const product = (id: string, name: string, tags: string[] = []) => ({
    ...{ id, name, tags, type: name === 'wcs.fits' ? ('wcs' as const) : ('other' as const), meta: {}, of: 'f' },
    mediaType: name.endsWith('.fits') ? 'application/fits' : 'text/plain',
  });

  it('is known by its tag or its name, the newest of each kind', () => {
    const found = companionsOf('f', [
      product('1', 'sub_diff.fits'),
      product('2', 'any.fits', ['template']),
      product('3', 'm31_objects.ecsv'),
      product('4', 'objects.ecsv'),
      product('5', 'sub_mask.fits'),
      product('6', 'wcs.fits'),
      product('7', 'regions.reg'),
      product('8', 'different.fits'),
    ]);
    expect(found.frames.map(({ id }) => id)).toEqual(['2', '1']);
    expect([found.objects, found.mask, found.wcs, found.regions, found.catalogue].map((one) => one?.id)).toEqual([
      ...['3', '5', '6', '7', undefined],
    ]);
    expect(found.frames.map(planeName)).toEqual(['template', 'difference']);
  });

  it('takes no edited frame for a mask, and no candidates for apertures, however new they are', () => {
    const found = companionsOf('f', [
      { ...product('1', 'm31_mask.fits', ['mask']), type: 'frame' as const },
      product('2', 'sub_candidates.reg', ['regions']),
      product('3', 'inspect_mask.fits', ['mask']),
      product('4', 'photometry_regions.reg'),
    ]);
    expect([found.mask, found.regions].map((one) => one?.id)).toEqual(['3', '4']);
  });
});
