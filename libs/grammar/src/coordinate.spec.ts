import { describe, expect, it } from '@jest/globals';
import { readDecDeg, readRaDeg } from './coordinate.js';

describe('coordinates of the grammar', () => {
  it('reads right ascension in hours when sexagesimal and in degrees when a number', () => {
    expect(readRaDeg('12:05:17.3')).toBeCloseTo(181.322083333, 8);
    expect(readRaDeg('12h05m17.3s')).toBeCloseTo(181.322083333, 8);
    expect(readRaDeg(181.322083333)).toBe(181.322083333);
  });

  it('keeps the sign of a declination between 0 and -1 degree', () => {
    expect(readDecDeg('-00:30:00')).toBe(-0.5);
  });

  it.each(['24:00:00', '12:60:00', 'noon', '', '-1:00:00'])('refuses %s as right ascension', (text) => {
    expect(readRaDeg(text)).toBeUndefined();
  });

  it('refuses a declination past the pole', () => {
    expect(readDecDeg('+90:00:01')).toBeUndefined();
    expect(readDecDeg(-90.1)).toBeUndefined();
  });
});
