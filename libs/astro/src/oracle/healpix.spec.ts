import { describe, expect, it } from '@jest/globals';
import { nestedDisc } from '../healpix/disc.js';
import { nestedNeighbours } from '../healpix/neighbours.js';
import { nestedCentre, nestedIndex, toUniq } from '../healpix/nested.js';
import { ringCentre, ringIndex } from '../healpix/ring.js';
import { separation } from '../separation.js';
import { corpus, expectWithin, rows } from './table.js';

interface PixelRow {
  nside: number;
  ra: number;
  dec: number;
  ring: string;
  nested: string;
  uniq: string;
  center_ra: number;
  center_dec: number;
  neighbours_nested?: number[] | null;
}
interface DiscRow {
  nside: number;
  ra: number;
  dec: number;
  radius_deg: number;
  nested_centers_in: number[];
}

(corpus ? describe : describe.skip)('HEALPix against the oracle', () => {
  const table = corpus ? rows<PixelRow>('healpix') : [];
  const order = (row: { nside: number }) => Math.log2(row.nside);

  it('finds the same nested, ring and UNIQ index for every position at every order', () => {
    for (const row of table) {
      const position = { raDeg: row.ra, decDeg: row.dec };
      const nested = nestedIndex(position, order(row));
      expect({
        nested: String(nested),
        ring: String(ringIndex(position, order(row))),
        uniq: String(toUniq(nested, order(row))),
      }).toEqual({ nested: row.nested, ring: row.ring, uniq: row.uniq });
    }
  });

  it('puts the centres of pixels where the oracle has them', () => {
    const expected = (row: PixelRow) => ({ raDeg: row.center_ra, decDeg: row.center_dec });
    expectWithin(
      'HEALPix centre, deg (10 digits printed)',
      table.flatMap((row) => [
        separation(nestedCentre(BigInt(row.nested), order(row)), expected(row)),
        separation(ringCentre(BigInt(row.ring), order(row)), expected(row)),
      ]),
      1e-9,
    );
  });

  it('knows the neighbours of every pixel, and which are missing', () => {
    for (const row of table)
      if (row.neighbours_nested)
        expect(nestedNeighbours(BigInt(row.nested), order(row)).map((n) => Number(n ?? -1))).toEqual(
          row.neighbours_nested,
        );
  });

  it('finds exactly the pixels whose centre lies in a disc', () => {
    for (const row of rows<DiscRow>('healpix_disc')) {
      const found = nestedDisc({ raDeg: row.ra, decDeg: row.dec }, row.radius_deg, order(row));
      expect(found.map(Number)).toEqual(row.nested_centers_in);
    }
  });
});
