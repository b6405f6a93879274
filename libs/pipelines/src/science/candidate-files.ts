import type { Degrees, Magnitudes } from '@nightjar/astro';
import { formatDec, formatRa } from '@nightjar/astro';
import {
  votable,
  writeRegions,
  type Column,
  type FilterVerdict,
  type Region,
  type SkyPosition,
} from '@nightjar/imaging';
import type { KnownObject } from '@nightjar/contracts';
import type { MadeProduct } from '../kit/output.js';

/** What one filter says of a candidate; a step may have filters of its own. */
export type Reason = Omit<FilterVerdict, 'filter'> & { readonly filter: string };

/** A candidate as every step tells of one: on the frame (FITS pixels), on the sky where that is known (ICRS). */
export interface CandidateRecord {
  readonly name: string;
  readonly raDeg: Degrees | null;
  readonly decDeg: Degrees | null;
  readonly xPx: number;
  readonly yPx: number;
  /** Magnitude of what changed; null without a zero point. */
  readonly mag: Magnitudes | null;
  readonly magError: Magnitudes | null;
  readonly snr: number;
  readonly fluxAdu: number;
  readonly fluxErrorAdu: number;
  readonly sign: 'positive' | 'negative';
  readonly kept: boolean;
  readonly reasons: readonly Reason[];
  /** What lists have at its place, nearest first. */
  readonly known: readonly KnownObject[];
}

/** `J004244.30+411609.0` as the IAU has it, cut and not rounded; by its pixels where the sky is not known. */
export function candidateName(
  sky: SkyPosition | null,
  { xPx, yPx }: { readonly xPx: number; readonly yPx: number },
): string {
  if (!sky) return `x${xPx.toFixed(1)}y${yPx.toFixed(1)}`;
  const cut = (text: string, decimals: number): string => text.slice(0, text.length - decimals).replaceAll(':', '');
  return `J${cut(formatRa(sky.raDeg, 4), 2)}${cut(formatDec(sky.decDeg, 3), 2)}`;
}

const columns: readonly Column<CandidateRecord>[] = [
  { name: 'name', type: 'text', ucd: 'meta.id', value: ({ name }) => name },
  { name: 'ra', type: 'real', unit: 'deg', ucd: 'pos.eq.ra', value: ({ raDeg }) => raDeg },
  { name: 'dec', type: 'real', unit: 'deg', ucd: 'pos.eq.dec', value: ({ decDeg }) => decDeg },
  { name: 'x', type: 'real', unit: 'pix', says: 'First pixel is 1', value: ({ xPx }) => xPx },
  { name: 'y', type: 'real', unit: 'pix', says: 'First pixel is 1', value: ({ yPx }) => yPx },
  { name: 'mag', type: 'real', unit: 'mag', ucd: 'phot.mag', value: ({ mag }) => mag },
  { name: 'mag_error', type: 'real', unit: 'mag', ucd: 'stat.error;phot.mag', value: ({ magError }) => magError },
  { name: 'sn', type: 'real', ucd: 'stat.snr', value: ({ snr }) => snr },
  { name: 'flux', type: 'real', unit: 'adu', ucd: 'phot.count', value: ({ fluxAdu }) => fluxAdu },
  { name: 'flux_error', type: 'real', unit: 'adu', value: ({ fluxErrorAdu }) => fluxErrorAdu },
  { name: 'kept', type: 'integer', value: ({ kept }) => (kept ? 1 : 0) },
  { name: 'known', type: 'text', says: 'What is known there', value: ({ known }) => known.map(knownWords).join('; ') },
  { name: 'reasons', type: 'text', says: 'What each filter says', value: ({ reasons }) => wordsOf(reasons) },
];

/** `variable star RR Lyr (RRAB), 1.2 arcsec, vsx` */
const knownWords = ({ kind, name, type, separationArcsec, catalogue }: KnownObject): string =>
  `${kind} ${name}${type ? ` (${type})` : ''}, ${separationArcsec.toFixed(1)} arcsec, ${catalogue}`;

const wordsOf = (reasons: readonly Reason[]): string =>
  reasons
    .filter(({ verdict }) => verdict !== 'not-asked')
    .map(({ filter, verdict, because }) => `${filter} ${verdict}: ${because}`)
    .join('; ');

/** The candidates as a VOTable, all of them with their reasons, and as DS9 regions: kept ones green, rejected ones red. */
export function candidateFiles(
  stem: string,
  records: readonly CandidateRecord[],
  radiusPx: number,
  of: MadeProduct['of'],
): MadeProduct[] {
  const kept = records.filter((one) => one.kept).length;
  const meta = { candidates: records.length, kept };
  const table = votable(records, columns, { frame: 'ICRS' }, 'candidates');
  return [
    {
      ...{
        file: `${stem}.vot`,
        type: 'catalogue',
        mediaType: 'application/x-votable+xml',
        of,
        tag: 'candidates',
        meta,
      },
      content: Buffer.from(table),
    },
    {
      ...{ file: `${stem}.reg`, type: 'other', mediaType: 'text/plain', of, tag: 'regions', meta },
      content: Buffer.from(writeRegions(records.map((record) => regionOf(record, radiusPx)))),
    },
  ];
}

const regionOf = ({ xPx, yPx, name, mag, kept, reasons, known }: CandidateRecord, radius: number): Region => {
  const failed = reasons.filter(({ verdict }) => verdict === 'failed').map(({ filter }) => filter);
  const said = kept ? `${name}${mag === null ? '' : ` ${mag.toFixed(2)}`}` : failed.join(' ');
  const text = [said, ...known.map((one) => `${one.kind} ${one.name}`)].join('; ');
  return { shape: 'circle', frame: 'image', x: xPx, y: yPx, radius, text, colour: kept ? 'green' : 'red' };
};
