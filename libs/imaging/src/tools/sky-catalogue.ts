import type { Degrees, Magnitudes } from '@nightjar/astro';
import { firstTable, readFits } from '../fits/read.js';
import type { SkyPosition } from '../wcs/tangent.js';

/** A star of the Tycho-2 index that solve-field brings along: V_T without an error (0.01 bright, 0.1 mag at 11.5). */
export interface TychoStar extends SkyPosition {
  readonly mag: Magnitudes;
}

/** Arguments of `query-starkd` for a cone; `index` is the path of an index file that carries MAG_VT. */
export const starkdArguments = (centre: SkyPosition, radiusDeg: Degrees, index: string, output: string): string[] => [
  ...['-r', String(centre.raDeg), '-d', String(centre.decDeg), '-R', String(radiusDeg)],
  ...['-t', 'MAG_VT', '-o', output, index],
];

/** Reads the table that `query-starkd` wrote; stars without a magnitude are left out. @throws FitsError when it is none. */
export function readStarkd(table: Buffer): TychoStar[] {
  const stars = firstTable(readFits(table), 'RA', 'DEC', 'MAG_VT');
  const [ra, dec, mag] = [stars.numbers('RA'), stars.numbers('DEC'), stars.numbers('MAG_VT')];
  return Array.from(ra, (raDeg, i) => ({ raDeg, decDeg: dec[i] ?? NaN, mag: mag[i] ?? NaN })).filter(
    (star) => Number.isFinite(star.decDeg) && Number.isFinite(star.mag) && star.mag > 0,
  );
}
