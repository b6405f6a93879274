import { footprint, mocFile, mocOfPolygon, mocToAscii, type Moc, type Wcs } from '@nightjar/imaging';
import type { MadeProduct } from '../kit/output.js';
import type { Size } from './box.js';

/** What a frame covers: its area, and its coverage map as MOC's ASCII form has it, of pixels under a hundredth of that. */
export interface FrameFootprint {
  readonly areaDeg2: number;
  readonly moc: Moc;
}

/** Undefined for a frame whose corners no polygon of less than half the sky holds, as one of the whole sky. */
export function frameFootprint(wcs: Wcs, size: Size): FrameFootprint | undefined {
  const { corners, areaDeg2 } = footprint(wcs, size);
  if (!corners.every(({ raDeg, decDeg }) => Number.isFinite(raDeg + decDeg))) return undefined;
  try {
    return { areaDeg2, moc: mocOfPolygon(corners) };
  } catch (fault) {
    if (fault instanceof RangeError) return undefined;
    throw fault;
  }
}

/** As facts tell of it; null where there is none. */
export const footprintFacts = (seen: FrameFootprint | undefined) =>
  seen ? { areaDeg2: seen.areaDeg2, moc: mocToAscii(seen.moc) } : null;

/** The coverage map as a file that Aladin, mocpy and TOPCAT read. */
export const footprintFile = ({ areaDeg2, moc }: FrameFootprint, of: MadeProduct['of']): MadeProduct => ({
  ...{ file: 'footprint.moc.fits', type: 'other', mediaType: 'application/fits', of, tag: 'footprint' },
  ...{ meta: { areaDeg2 }, content: mocFile(moc) },
});
