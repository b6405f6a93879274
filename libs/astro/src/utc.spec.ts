import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dates } from './sample.js';
import { formatUtc, parseUtc, timeScales, UtcSyntaxError } from './utc.js';

describe('instants in UTC', () => {
  it('reads back what it writes', () => {
    fc.assert(fc.property(dates, (date) => expect(parseUtc(formatUtc(date))).toEqual(date)));
  });

  it.each([
    ['2017-08-17T12:41:04.44Z', '2017-08-17T12:41:04.440Z'],
    ['2017-08-17T12:41:04.4', '2017-08-17T12:41:04.400Z'],
    ['2017-08-17 12:41', '2017-08-17T12:41:00.000Z'],
    ['2017-08-17', '2017-08-17T00:00:00.000Z'],
    ['2017-08-17T12:41:04,5+00:00', '2017-08-17T12:41:04.500Z'],
    ['2017-08-17T12:41:04.123456789Z', '2017-08-17T12:41:04.123Z'],
    ['2024-02-29T23:59:59.9999', '2024-02-29T23:59:59.999Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['2016-12-31T23:59:60.75Z', '2016-12-31T23:59:59.750Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(parseUtc(text).toISOString()).toBe(expected);
  });

  it.each(['', 'now', '2017-8-17', '2023-02-29', '2017-08-17T24:00:00', '2017-08-17T12:61:00', '2017-08-17T12:41:61Z'])(
    'refuses %p',
    (text) => {
      expect(() => parseUtc(text)).toThrow(UtcSyntaxError);
    },
  );

  it.each(['2017-08-17T23:59:60Z', '2016-12-31T12:59:60Z', '2018-12-31T23:59:60Z'])(
    'refuses %s, a leap second that never was',
    (text) => {
      expect(() => parseUtc(text)).toThrow('no leap second then');
    },
  );

  it('refuses a zone other than UTC instead of guessing', () => {
    expect(() => parseUtc('2017-08-17T12:41:04+02:00')).toThrow(UtcSyntaxError);
  });

  it('fails with its own error, quickly, on any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        try {
          expect(Number.isFinite(parseUtc(text).getTime())).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UtcSyntaxError);
        }
      }),
    );
  });

  it('truncates when it writes fewer digits, so that no instant moves into the future', () => {
    const date = new Date('2024-12-31T23:59:59.999Z');
    expect(formatUtc(date, 0)).toBe('2024-12-31T23:59:59Z');
    expect(formatUtc(date, 1)).toBe('2024-12-31T23:59:59.9Z');
    expect(formatUtc(date, 2)).toBe('2024-12-31T23:59:59.99Z');
  });

  it('lets TT run on evenly through a leap second', () => {
    const texts = ['2016-12-31T23:59:59Z', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'];
    const [before, during, after] = texts.map((text) => timeScales(text).jdTt * 86_400);
    expect((during ?? 0) - (before ?? 0)).toBeCloseTo(1, 3);
    expect((after ?? 0) - (during ?? 0)).toBeCloseTo(1, 3);
    expect(timeScales('2016-12-31T23:59:60Z').taiMinusUtcS).toBe(36);
  });
});
