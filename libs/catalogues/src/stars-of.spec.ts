import { describe, expect, it } from '@jest/globals';
import type { AnswerTable } from './answer/read-table.js';
import { gaiadr3syn, ps1, sdss } from './known/optical.js';
import { starsOf } from './stars-of.js';

const table = (columns: string, ...rows: string[]): AnswerTable => ({
  columns: columns.split(' ').map((name) => ({ name })),
  rows: rows.map((row) => row.split(' ').map((cell) => (cell === '-' ? '' : cell))),
  truncated: false,
});

describe('the stars of an answer', () => {
  it('have the bands that are there, and those that conversions add', () => {
    const [star] = starsOf(
      table('RAJ2000 DEJ2000 objID gmag e_gmag rmag e_rmag imag', '10 20 7 15.5 0.01 15 0.02 14.8'),
      ps1,
    );
    expect(star).toMatchObject({ raDeg: 10, decDeg: 20, id: '7', mags: { g: { mag: 15.5, errorMag: 0.01 } } });
    expect(Object.keys(star?.mags ?? {})).toEqual(['g', 'r', 'i', 'B', 'V', 'R', 'I']);
  });

  it('have no band that a conversion would need another for', () => {
    const [star] = starsOf(table('RAJ2000 DEJ2000 gmag rmag imag', '10 20 15.5 15 -'), ps1);
    expect(Object.keys(star?.mags ?? {})).toEqual(['g', 'r']);
  });

  it('leave out rows without a place or without any magnitude', () => {
    expect(starsOf(table('RAJ2000 DEJ2000 gmag', '- 20 15', '10 95 15', '10 20 -', '1 2 x'), ps1)).toEqual([]);
  });

  it('pass the quality cuts of their catalogue', () => {
    const rows = ['1 2 15 6 1', '3 4 15 3 1', '5 6 15 6 2'];
    expect(starsOf(table('RA_ICRS DE_ICRS rmag class mode', ...rows), sdss).map(({ raDeg }) => raDeg)).toEqual([1]);
  });

  it('get the errors of their magnitudes from those of the fluxes where a catalogue has only these', () => {
    const [star] = starsOf(table('RA_ICRS DE_ICRS Vmag FV e_FV', '1 2 12 200 2'), gaiadr3syn);
    expect(star?.mags.V?.errorMag).toBeCloseTo(0.010857, 5);
  });

  it('are refused when the table has none of the columns that make the catalogue', () => {
    expect(() => starsOf(table('RAJ2000 DEJ2000 Vmag', '1 2 3'), ps1)).toThrow(/no column gmag/);
  });
});
