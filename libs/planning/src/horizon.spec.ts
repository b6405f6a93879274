import { describe, expect, it } from '@jest/globals';
import { horizonAltitude } from './horizon.js';

describe('the horizon of a site', () => {
  const ridge = [
    { azimuthDeg: 90, altitudeDeg: 20 },
    { azimuthDeg: 10, altitudeDeg: 10 },
    { azimuthDeg: 350, altitudeDeg: 30 },
  ];
  it('is joined linearly between its points, in whatever order they are written', () => {
    expect(horizonAltitude(ridge, 50)).toBeCloseTo(15);
  });
  it('is joined across North', () => {
    expect(horizonAltitude(ridge, 0)).toBeCloseTo(20);
    expect(horizonAltitude(ridge, 355)).toBeCloseTo(25);
  });
  it('is flat without points', () => {
    expect(horizonAltitude([], 123)).toBe(0);
  });
});
