import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AngleSyntaxError, formatDec, formatRa, parseAngle, parseDec, parsePosition, parseRa } from './sexagesimal.js';
import { positions } from './sample.js';

const GW170817 = { raDeg: 197.450_354_17, decDeg: -23.381_484_17 };

describe('reading angles', () => {
  it.each([
    ['12:05:17.3', 181.322_083_333_3],
    ['12 05 17.3', 181.322_083_333_3],
    ['12h05m17.3s', 181.322_083_333_3],
    ['12h 05m 17.3s', 181.322_083_333_3],
    ['12h05.5m', 181.375],
    ['181.32', 181.32],
    ['181.32d', 181.32],
    ['12h', 180],
    ['5.5h', 82.5],
    ['24:00:00', 0],
    ['23:59:60', 0],
    ['360', 0],
    ['1.8132e2', 181.32],
  ])('reads the right ascension %s', (text, deg) => {
    expect(parseRa(text)).toBeCloseTo(deg, 9);
  });

  it.each([
    ['-00:30:00', -0.5],
    ['−00:30:00', -0.5],
    ['–00 30 00', -0.5],
    ['+41:16:09', 41.269_166_666_7],
    ['41° 16′ 09″', 41.269_166_666_7],
    ['41d16m09s', 41.269_166_666_7],
    ['-0d0m1s', -1 / 3600],
    ['- 10.5', -10.5],
    ['.5', 0.5],
    ['-90', -90],
    ['12:60:00', 13],
  ])('reads the declination %s', (text, deg) => {
    expect(parseDec(text)).toBeCloseTo(deg, 9);
  });

  it.each([
    '',
    'abc',
    '12:xx:00',
    '12h34d56s',
    '1:2:3:4',
    '12:05:61',
    '12.5:00:00',
    '12:-5:00',
    'NaN',
    'Infinity',
    '1e999',
    '25:00:00',
    '-1:00:00',
  ])('refuses %p as a right ascension and says what is accepted', (text) => {
    expect(() => parseRa(text)).toThrow(AngleSyntaxError);
    expect(() => parseRa(text)).toThrow('12:05:17.3');
  });

  it.each(['91', '-90:00:01', '5h', '12h00m00s', '--5', '+-5', '41 16 09 N'])('refuses %p as a declination', (text) => {
    expect(() => parseDec(text)).toThrow(AngleSyntaxError);
  });

  it.each([
    '13:09:48.085 -23:22:53.343',
    '13:09:48.085, -23:22:53.343',
    '13 09 48.085 -23 22 53.343',
    '13:09:48.085−23:22:53.343',
    '13h09m48.085s -23d22m53.343s',
    '13h 09m 48.085s  −23° 22′ 53.343″',
    '197.45035417 -23.38148417',
    '197.45035417,-23.38148417',
  ])('reads the position of GW170817 from %s', (text) => {
    const { raDeg, decDeg } = parsePosition(text);
    expect(raDeg).toBeCloseTo(GW170817.raDeg, 7);
    expect(decDeg).toBeCloseTo(GW170817.decDeg, 7);
  });

  it('splits a position without a sign in the middle', () => {
    expect(parsePosition('00 42 44.3 41 16 09').decDeg).toBeCloseTo(41.269_166_67, 7);
    expect(parsePosition('10.5 41.25')).toEqual({ raDeg: 10.5, decDeg: 41.25 });
    expect(() => parsePosition('10.5')).toThrow(AngleSyntaxError);
    expect(() => parsePosition('1 2 3')).toThrow(AngleSyntaxError);
    expect(() => parsePosition('M31')).toThrow(AngleSyntaxError);
  });

  it('fails with its own error, quickly, on any text', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'0123456789 :.hdms+-−°′″\'",e'), maxLength: 200 });
    fc.assert(
      fc.property(fc.oneof(letters, fc.string()), (text) => {
        for (const parse of [parseRa, parseDec, parsePosition]) {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(AngleSyntaxError);
          }
        }
      }),
    );
  });
});

describe('hostile text', () => {
  it.each(['1' + ' '.repeat(100_000) + 'x', ' '.repeat(100_000), '+'.repeat(100_000), '1:'.repeat(50_000)])(
    'of a hundred thousand characters is refused at once',
    (text) => {
      for (const parse of [parseRa, parseDec, parsePosition]) expect(() => parse(text)).toThrow(AngleSyntaxError);
    },
  );
});

describe('writing angles', () => {
  it('carries, wraps at 24 h, keeps the sign of small declinations and drops that of zero', () => {
    expect(formatRa(359.999_999_9)).toBe('00:00:00.00');
    expect(formatRa(123.456_789)).toBe('08:13:49.63');
    expect(formatRa(0.004_166_666)).toBe('00:00:01.00');
    expect(formatRa(14.999_999_999)).toBe('01:00:00.00');
    expect(formatRa(-15)).toBe('23:00:00.00');
    expect(formatDec(123.456_789 - 90)).toBe('+33:27:24.4');
    expect(formatDec(-0.5)).toBe('-00:30:00.0');
    expect(formatDec(-1e-7)).toBe('+00:00:00.0');
    expect(formatDec(89.999_999_99)).toBe('+90:00:00.0');
    expect(formatDec(-23.381_484_17, 3)).toBe('-23:22:53.343');
    expect(formatRa(GW170817.raDeg, 3)).toBe('13:09:48.085');
    expect(formatRa(180, 0)).toBe('12:00:00');
  });

  it('refuses what is no angle', () => {
    expect(() => formatRa(NaN)).toThrow(RangeError);
    expect(() => formatDec(90.1)).toThrow(RangeError);
    expect(() => formatDec(0, -1)).toThrow(RangeError);
  });

  it('never prints 60 and reads back within half of the last digit', () => {
    fc.assert(
      fc.property(positions, fc.integer({ min: 0, max: 6 }), ({ raDeg, decDeg }, digits) => {
        const [ra, dec] = [formatRa(raDeg, digits), formatDec(decDeg, digits)];
        expect(`${ra} ${dec}`).not.toMatch(/:60/);
        const half = 0.5 / 3600 / 10 ** digits + 1e-12;
        const apart = Math.abs(parseRa(ra) - raDeg);
        expect(Math.min(apart, 360 - apart)).toBeLessThanOrEqual(half * 15);
        expect(Math.abs(parseDec(dec) - decDeg)).toBeLessThanOrEqual(half);
        const both = parsePosition(`${ra} ${dec}`);
        expect([both.raDeg, both.decDeg]).toEqual([parseRa(ra), parseDec(dec)]);
      }),
    );
  });

  it('reads decimals as written', () => {
    fc.assert(
      fc.property(fc.double({ min: -360, max: 360, noNaN: true }), (deg) => {
        expect(parseAngle(String(deg), 'degree')).toBe(deg + 0);
      }),
    );
  });
});
