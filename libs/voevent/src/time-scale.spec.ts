import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readIso, toUtc } from './time-scale.js';

const utc = (text: string, scale: Parameters<typeof toUtc>[1]): string | undefined => {
  const reading = readIso(text);
  return reading ? toUtc(reading.date, scale).toISOString() : undefined;
};

describe('a time in a packet', () => {
  it.each([
    ['UTC', '2026-01-01T00:00:00', '2026-01-01T00:00:00.000Z'],
    ['GPS', '2026-01-01T00:00:00', '2025-12-31T23:59:42.000Z'],
    ['TT', '2026-01-01T00:00:00', '2025-12-31T23:58:50.816Z'],
    ['TDB', '2026-01-01T00:00:00', '2025-12-31T23:58:50.816Z'],
    ['TAI', '2017-01-01T00:00:38', '2017-01-01T00:00:01.000Z'],
    ['TAI', '2017-01-01T00:00:37', '2017-01-01T00:00:00.000Z'],
    ['GPS', '1980-01-06T00:00:00', '1980-01-06T00:00:00.000Z'],
  ] as const)('in %s, %s is %s', (scale, written, expected) => {
    expect(utc(written, scale)).toBe(expected);
  });

  it('may be a leap second, which reads as the next second', () => {
    expect(readIso('2016-12-31T23:59:60')).toMatchObject({ date: new Date('2017-01-01T00:00:00Z'), leapSecond: true });
  });

  it.each([
    ['2006-06-11T02:38:23+0000', '2006-06-11T02:38:23.000Z'],
    ['2016-09-25T11:16:48+02:00', '2016-09-25T09:16:48.000Z'],
    ['2022-03-20 10:00:28.960760', '2022-03-20T10:00:28.960Z'],
    ['2020-02-29', '2020-02-29T00:00:00.000Z'],
  ])('written %s is %s', (written, expected) => expect(readIso(written)?.date.toISOString()).toBe(expected));

  it.each(['yesterday', '2021-02-29T00:00:00', '2021-13-01', '2021-01-01T25:00:00', '2021-01-01T00:00:60', ''])(
    'is not %j',
    (written) => expect(readIso(written)).toBeNull(),
  );

  it('survives being written and read', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(readIso(date.toISOString())?.date).toEqual(date);
        },
      ),
    );
  });
});
