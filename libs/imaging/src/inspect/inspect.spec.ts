import { describe, expect, it } from '@jest/globals';
import type { Card } from '../fits/card.js';
import { Header } from '../fits/header.js';
import { bandOf } from './filter.js';
import { inspectFrame } from './frame.js';
import { readPixelScale, readPointing } from './position.js';
import { parseTime, readStart } from './time.js';

const header = (cards: Record<string, Card['value']>): Header =>
  new Header(Object.entries(cards).flatMap(([keyword, value]) => (value === undefined ? [] : [{ keyword, value }])));

describe('the time of a frame', () => {
  it.each<[Card['value'], string | undefined]>([
    ['2017-12-20T01:33:43.317', '2017-12-20T01:33:43.317Z'],
    ['2017-12-20T01:33:43.317Z', '2017-12-20T01:33:43.317Z'],
    ['2017-12-19T18:33:43.317-0700', '2017-12-20T01:33:43.317Z'],
    ['2017-12-20T01-33-43', '2017-12-20T01:33:43.000Z'],
    ['2017-12-20 01:33:43', '2017-12-20T01:33:43.000Z'],
    ['2017-12-20', '2017-12-20T00:00:00.000Z'],
    ['27/10/95', '1995-10-27T00:00:00.000Z'],
    ['2016-12-31T23:59:60', '2017-01-01T00:00:00.000Z'],
    [58107.5, '2017-12-20T12:00:00.000Z'],
    ['58107.5', '2017-12-20T12:00:00.000Z'],
    [2458108, '2017-12-20T12:00:00.000Z'],
    [1513771200, '2017-12-20T12:00:00.000Z'],
    ['2017-02-30', undefined],
    ['2017-13-01', undefined],
    ['2017-12-20T25:00:00', undefined],
    ['yesterday', undefined],
    [-5, undefined],
    [1e300, undefined],
  ])('%p is %p', (value, expected) => {
    expect(parseTime(value)?.toISOString()).toBe(expected);
  });

  it('may be spread over a date and a clock, or be in another card', () => {
    expect(readStart(header({ 'DATE-OBS': '2017-12-20', 'TIME-OBS': '01:33:43.5' }))?.at.toISOString()).toBe(
      '2017-12-20T01:33:43.500Z',
    );
    expect(readStart(header({ 'MJD-OBS': 58107.5, DATE: '2020-01-01' }))?.keyword).toBe('MJD-OBS');
    expect(readStart(header({ OBJECT: 'x' }))).toBeUndefined();
  });
});

describe('the filter of a frame', () => {
  it.each([
    ['V', 'V'],
    ['R', 'R'],
    ['r', 'r'],
    ["r'", 'r'],
    ['rp', 'r'],
    ['Rc', 'R'],
    ["I'", 'I'],
    ['Johnson V', 'V'],
    ['Bessell_B', 'B'],
    ['Cousins R', 'R'],
    ['sdssg', 'g'],
    ['SDSS-G', 'g'],
    ['Sloan-i', 'i'],
    ['Sg', 'g'],
    ['SZ', 'z'],
    ['ZTF_r', 'r'],
    ['g.00000', 'g'],
    ['r DECam SDSS c0002 6415.0 1480.0', 'r'],
    ['K', 'Ks'],
    ['Gbp', 'BP'],
    ['Clear', undefined],
    ['constructor', undefined],
    ['Red', undefined],
  ])('%s is the band %p', (name, band) => {
    expect(bandOf(name)).toBe(band);
  });
});

describe('the pointing of a frame', () => {
  it('is decimal degrees, or hours when it is written with colons', () => {
    expect(readPointing(header({ RA: 31.25, DEC: 46.7 }))).toEqual({ raDeg: 31.25, decDeg: 46.7 });
    expect(readPointing(header({ RA: '31.25', DEC: '-46.7' }))).toEqual({ raDeg: 31.25, decDeg: -46.7 });
    expect(readPointing(header({ OBJCTRA: '02 05 00', OBJCTDEC: '-00 30 00' }))).toEqual({
      raDeg: 31.25,
      decDeg: -0.5,
    });
    expect(readPointing(header({ RA: 'unknown', DEC: 1 }))).toBeUndefined();
    expect(readPointing(header({ RA: 10, DEC: 91 }))).toBeUndefined();
  });

  it('has a scale that is said, or follows from focal length and pixel size', () => {
    expect(readPixelScale(header({ IM_SCALE: 5.21 }))).toBe(5.21);
    expect(readPixelScale(header({ FOCALLEN: 7475, XPIXSZ: 27 }))).toBeCloseTo(0.745, 3);
    expect(readPixelScale(header({ FOCALLEN: 0, XPIXSZ: 9 }))).toBeUndefined();
  });
});

describe('the inspection of a frame', () => {
  const image = {
    widthPx: 4,
    heightPx: 4,
    data: new Float32Array([100, 101, 99, 100, 102, 98, 100, 101, 99, 100, 100, 101, 99, 100, 4000, NaN]),
  };
  const full = {
    'DATE-OBS': '2017-12-20T01:00:00',
    EXPTIME: 60,
    FILTER: 'V',
    GAIN: 1.5,
    SATURATE: 3900,
    OBJECT: 'x',
    RA: 1,
    DEC: 2,
  };

  it('believes a stack what it says of the middle of its exposures', () => {
    const middle = '2017-12-20T01:20:00.000Z';
    expect(inspectFrame(header({ ...full, 'DATE-AVG': middle.slice(0, -1) }), image).midAt?.toISOString()).toBe(middle);
    expect(inspectFrame(header({ ...full, 'MJD-AVG': 58107 + 80 / 1440 }), image).midAt?.getTime()).toBeCloseTo(
      Date.parse(middle),
      -2,
    );
  });

  it('tells time, filter, gain, saturation and sky, and finds nothing to warn of in a good header', () => {
    const seen = inspectFrame(header(full), image);
    expect(seen).toMatchObject({
      exposureS: 60,
      filter: 'V',
      gainEPerAdu: 1.5,
      saturationAdu: 3900,
      object: 'x',
      warnings: [],
    });
    expect(seen.midAt?.toISOString()).toBe('2017-12-20T01:00:30.000Z');
    expect(seen.maskedFraction).toBe(2 / 16);
    expect([...seen.mask].slice(-2)).toEqual([1, 1]);
    expect(seen.backgroundAdu).toBeCloseTo(100, 0);
    expect(seen.pointing).toEqual({ raDeg: 1, decDeg: 2 });
  });

  it('assumes saturation at 0.05 of the median and 0.95 of the maximum, r and gain 1, and says so', () => {
    const seen = inspectFrame(header({}), image);
    expect(seen.saturationAdu).toBeCloseTo(0.05 * 100 + 0.95 * 4000, 6);
    expect(seen).toMatchObject({ gainEPerAdu: 1, filter: 'r', startAt: undefined, midAt: undefined });
    expect(seen.warnings.join('\n')).toMatch(
      /no gain.*\n.*no saturation level.*\n.*no exposure.*\n.*when the frame was taken.*\n.*no filter/,
    );
  });

  it.each([1e-300, 1e300, 0, -1])('takes a gain of %s for none: no tool could work with it', (GAIN) => {
    const { gainEPerAdu, warnings } = inspectFrame(header({ ...full, GAIN }), image);
    expect(gainEPerAdu).toBe(1);
    expect(warnings).toContain(`A gain of ${GAIN} means nothing: 1 e-/ADU is assumed.`);
  });

  it('doubts a gain that is a camera setting and a saturation far below the pixels', () => {
    const { warnings } = inspectFrame(header({ ...full, GAIN: 250, SATURATE: 100 }), image);
    expect(warnings.join('\n')).toMatch(/gain of 250/);
    expect(warnings.join('\n')).toMatch(/SATURATE is 100/);
  });

  it('derives the gain of counts that were scaled to one', () => {
    const scaled = { widthPx: 2, heightPx: 2, data: new Float32Array([0.1, 0.2, 0.1, 0.5]) };
    expect(inspectFrame(header({}), scaled).gainEPerAdu).toBeCloseTo(131070, 0);
  });

  it('is made of an empty, a constant and a masked frame too', () => {
    for (const data of [new Float32Array(9).fill(NaN), new Float32Array(9).fill(7), new Float32Array(9)]) {
      expect(inspectFrame(header(full), { widthPx: 3, heightPx: 3, data }).mask).toHaveLength(9);
    }
    expect(inspectFrame(header(full), { widthPx: 0, heightPx: 0, data: new Float32Array(0) }).maskedFraction).toBe(0);
  });
});
