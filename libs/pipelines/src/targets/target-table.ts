import { votable, type Column } from '@nightjar/imaging';
import type { MadeProduct } from '../kit/output.js';

/** A target with its place and its light; null is what is not known of it. */
export interface TargetRow {
  readonly name: string;
  readonly raDeg: number | null;
  readonly decDeg: number | null;
  readonly xPx: number | null;
  readonly yPx: number | null;
  readonly fluxAdu: number | null;
  readonly fluxErrorAdu: number | null;
}

const columns: readonly Column<TargetRow>[] = [
  { name: 'name', type: 'text', ucd: 'meta.id', value: ({ name }) => name },
  { name: 'ra', type: 'real', unit: 'deg', ucd: 'pos.eq.ra', value: ({ raDeg }) => raDeg },
  { name: 'dec', type: 'real', unit: 'deg', ucd: 'pos.eq.dec', value: ({ decDeg }) => decDeg },
  { name: 'x', type: 'real', unit: 'pix', says: 'First pixel is 1', value: ({ xPx }) => xPx },
  { name: 'y', type: 'real', unit: 'pix', says: 'First pixel is 1', value: ({ yPx }) => yPx },
  { name: 'flux', type: 'real', unit: 'adu', ucd: 'phot.count', value: ({ fluxAdu }) => fluxAdu },
  { name: 'flux_error', type: 'real', unit: 'adu', value: ({ fluxErrorAdu }) => fluxErrorAdu },
];

/** Targets as STDWeb's table of them. @param more columns of whoever measured them, behind place and flux */
export const targetTable = <T extends TargetRow>(
  file: string,
  targets: readonly T[],
  more: readonly Column<T>[],
  of: MadeProduct['of'],
): MadeProduct => ({
  ...{ file, type: 'catalogue', mediaType: 'application/x-votable+xml', of, tag: 'targets' },
  meta: { targets: targets.length },
  content: Buffer.from(votable(targets, [...columns, ...more], { frame: 'ICRS' }, 'targets')),
});
