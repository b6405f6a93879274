import { describe, expect, it } from '@jest/globals';
import { KnownObject } from '@nightjar/contracts';
import { Header, readRegions, readTable, readWcs, writeRegions, type Wcs } from '@nightjar/imaging/browser';
import { entryOf, gridLines } from './grid.js';
import {
  candidateMarks,
  catalogueMarks,
  hasRing,
  marksAt,
  objectMarks,
  regionMarks,
  regionsOf,
  targetMarks,
} from './marks.js';
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
    // why a star is not used is written beside it; that one is used, only who points at it is told
    expect(catalogueMarks(readTable('x,y,state\n1,2,used\n3,4,colour\n'))).toMatchObject([
      { isDoubtful: false, text: '', says: 'used' },
      { isDoubtful: true, text: 'colour', says: 'colour' },
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

  it('have the ring of their sky where photometry used one, of its file or of all of them, and take it along', () => {
    const file = 'image;circle(10,20,5) # text={m31}\nimage;annulus(10,20,25,35)\nimage;circle(90,20,5)\n';
    expect(regionMarks(file, null).map(({ annulusPx }) => annulusPx)).toEqual([[25, 35], undefined]);
    const marks = regionMarks(file, null, [20, 30]);
    expect(marks.map(({ annulusPx }) => annulusPx)).toEqual([
      [25, 35],
      [20, 30],
    ]);
    // one's own is seen wherever there is room; that of all would hide a whole frame
    expect([0.5, 1, 3.9, 4].map((zoom) => marks.map((mark) => hasRing(mark, zoom)))).toEqual([
      [false, false],
      [true, false],
      [true, false],
      [true, true],
    ]);
    const regions = regionsOf(marks);
    expect(regions.map(({ shape }) => shape)).toEqual(['circle', 'annulus', 'circle', 'annulus']);
    expect(regions[3]).toMatchObject({ frame: 'image', x: 90, y: 20, inner: 20, outer: 30 });
    expect(regionMarks(writeRegions(regions), null)).toEqual(marks.map(({ isRingOfAll: _, ...mark }) => mark));
    // on the sky the ring is in arcseconds: one to 3.6 of a pixel
    const sky = 'icrs;circle(0.1,20,3.6")\nicrs;annulus(0.1,20,7.2",10.8")\n';
    expect(regionMarks(sky, wcsAt(0.1, 20))[0]?.annulusPx).toEqual([expect.closeTo(2, 6), expect.closeTo(3, 6)]);
  });

  const candidate = (name: string, xPx: number, kept: boolean) => ({
    ...{ name, xPx, yPx: 20, snr: 7.26, kept, known: [] },
    reasons: [
      { filter: 'significance', verdict: 'passed', because: 'S/N 7.3, at least 5' },
      { filter: 'edge', verdict: kept ? 'not-asked' : 'failed', because: 'at the edge' },
    ],
  });

  it('tell kept candidates from rejected ones by their shape, and say which filter rejected them and why', () => {
    const marks = candidateMarks([candidate('J1+2', 10, true), candidate('J3+4', 30, false)]);
    expect(marks).toMatchObject([
      { layer: 'candidates', shape: 'diamond', xPx: 10, yPx: 20, text: 'J1+2', isDoubtful: false },
      { layer: 'candidates', shape: 'saltire', xPx: 30, yPx: 20, text: '', isDoubtful: true },
    ]);
    expect(marks.map(({ says }) => says)).toEqual([
      'J1+2, S/N 7.3, kept',
      'J3+4, S/N 7.3, rejected by edge: at the edge',
    ]);
    expect(regionsOf(marks)).toMatchObject([
      { text: 'J1+2, S/N 7.3, kept', colour: 'magenta' },
      { text: 'J3+4, S/N 7.3, rejected by edge: at the edge', colour: 'red' },
    ]);
  });

  it('say what is known at the place of a candidate', () => {
    const known = [
      KnownObject.parse({
        ...{ name: 'RR Lyr', kind: 'variable star', type: 'RRAB', catalogue: 'vsx', separationArcsec: 1.2 },
      }),
    ];
    const marks = candidateMarks([{ ...candidate('a', 10, true), known }]);
    expect(marks[0]?.says).toBe('a, S/N 7.3, kept, near variable star RR Lyr');
  });

  it('are pointed at within their radius, or within a hand’s breadth of the screen; the nearest comes first', () => {
    const marks = candidateMarks([candidate('a', 10, true), candidate('b', 16, false), candidate('c', 60, true)]);
    const names = (xPx: number, zoom: number) => marksAt(marks, { xPx, yPx: 20 }, zoom).map(({ says }) => says?.[0]);
    expect(names(14, 8)).toEqual(['b', 'a']);
    expect(names(35, 8)).toEqual([]);
    expect(names(35, 0.1)).toEqual(['b', 'a', 'c']);
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
    ...{
      id,
      name,
      tags,
      type: name === 'wcs.fits' ? ('wcs' as const) : ('other' as const),
      meta: {},
      of: 'f',
      process: 'p',
    },
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

  it('tells of candidates by the process that made their newest file', () => {
    const files = [product('1', 'sub_candidates.vot', ['candidates']), product('2', 'old_candidates.reg', ['regions'])];
    expect(companionsOf('f', files).candidates?.id).toBe('1');
    const uploaded = { ...product('1', 'candidates.reg'), process: null };
    expect(companionsOf('f', [uploaded, product('2', 'x_candidates_simple.reg')]).candidates?.id).toBe('2');
  });

  it('takes no edited frame for a mask, nor that of a template, and no candidates for apertures, however new they are', () => {
    const found = companionsOf('f', [
      { ...product('1', 'm31_mask.fits', ['mask']), type: 'frame' as const },
      product('2', 'sub_candidates.reg', ['regions']),
      product('7', 'subtraction_none_1_sub_template_mask.fits', ['template-mask']),
      product('3', 'inspect_mask.fits', ['mask']),
      product('6', 'search_candidates_simple.reg', ['regions']),
      product('4', 'photometry_regions.reg'),
    ]);
    expect([found.mask, found.regions].map((one) => one?.id)).toEqual(['3', '4']);
  });
});
