import type { Arcseconds, Degrees } from '@nightjar/astro';
import { FitsError } from '../fits/error.js';
import { firstTable, readFits } from '../fits/read.js';
import { writeTable } from '../fits/write.js';
import { separationDeg, type SkyPosition } from '../wcs/tangent.js';
import { readWcs } from '../wcs/read-wcs.js';
import type { Wcs } from '../wcs/wcs.js';
import type { SextractorSource } from './sextractor.js';

const listName = 'objects.xyls';
/** More stars than this do not help to solve, and make a field that cannot be solved take minutes to give up. */
const mostStars = 100;
/** SExtractor flags of sources whose position cannot be trusted: cut by the edge, or measured in part. */
const spoilt = 8 | 16 | 32 | 64;
/** A star is not sharper than this; a cosmic ray or a hot pixel is. */
const sharpestFwhmPx = 1.2;

export interface SolveSettings {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where the telescope says that it looked, and how far it may be off (default 2 degrees). Without: the whole sky. */
  readonly pointing?: SkyPosition | undefined;
  readonly pointingErrorDeg?: Degrees;
  /** Pixel scale, which may be off by `scaleTolerance` (default 0.1 = 10 %) either way. Without: 0.2 to 60. */
  readonly pixelScaleArcsec?: Arcseconds | undefined;
  readonly scaleTolerance?: number;
  /** Order of the SIP distortion that is fitted. Default 2. */
  readonly tweakOrder?: number;
  /** CPU seconds after which solve-field gives up (it looks at the clock rarely: allow for twice that). Default 20. */
  readonly cpuLimitS?: number;
}

/** What to put into the folder and how to call `solve-field` there. No Python is needed for these arguments. */
export interface SolveRun {
  readonly files: Readonly<Record<string, Buffer>>;
  readonly arguments: readonly string[];
  /** Files that are there afterwards if and only if the field was solved. */
  readonly wcs: string;
  readonly correspondences: string;
}

/** Feeds solve-field the detections instead of the image: it need not look for stars itself. */
export function solveFieldRun(sources: readonly SextractorSource[], settings: SolveSettings): SolveRun {
  const stars = sources.filter((source) => (source.flags & spoilt) === 0 && source.fwhmPx > sharpestFwhmPx);
  const brightest = stars.toSorted((p, q) => q.fluxAutoAdu - p.fluxAutoAdu).slice(0, mostStars);
  const list = writeTable([
    { name: 'X_IMAGE', values: brightest.map(({ xPx }) => xPx), unit: 'pixel' },
    { name: 'Y_IMAGE', values: brightest.map(({ yPx }) => yPx), unit: 'pixel' },
    { name: 'FLUX', values: brightest.map(({ fluxAutoAdu }) => fluxAutoAdu), unit: 'ADU' },
  ]);
  return {
    files: { [listName]: list },
    arguments: solveFieldArguments(settings),
    wcs: 'objects.wcs',
    correspondences: 'objects.corr',
  };
}

function solveFieldArguments(settings: SolveSettings): string[] {
  const { widthPx, heightPx, pointing, pixelScaleArcsec, scaleTolerance = 0.1 } = settings;
  const [low, high] =
    pixelScaleArcsec === undefined
      ? [0.2, 60]
      : [pixelScaleArcsec * (1 - scaleTolerance), pixelScaleArcsec * (1 + scaleTolerance)];
  const radius = String(settings.pointingErrorDeg ?? 2);
  const unwanted = ['--new-fits', '--match', '--rdls', '--index-xyls'].flatMap((option) => [option, 'none']);
  return [
    listName,
    ...['--overwrite', '--no-plots', '--no-remove-lines', '--uniformize', '0', '--crpix-center'],
    ...['--x-column', 'X_IMAGE', '--y-column', 'Y_IMAGE', '--sort-column', 'FLUX'],
    ...['--width', String(widthPx), '--height', String(heightPx)],
    ...['--tweak-order', String(settings.tweakOrder ?? 2), '--cpulimit', String(settings.cpuLimitS ?? 20)],
    ...['--scale-units', 'arcsecperpix', '--scale-low', String(low), '--scale-high', String(high)],
    // a declination below zero must not look like an option
    ...(pointing ? [`--ra=${pointing.raDeg}`, `--dec=${pointing.decDeg}`, '--radius', radius] : []),
    ...unwanted,
  ];
}

export interface FieldSolution {
  readonly wcs: Wcs;
  /** Detections paired with stars of the index. */
  readonly starsMatched: number;
  /** Root mean square of the distances between those pairs. */
  readonly residualArcsec: Arcseconds;
}

/** Reads what solve-field left behind. @throws FitsError when the files are no solution. */
export function readFieldSolution(wcsFile: Buffer, correspondences: Buffer): FieldSolution {
  const header = readFits(wcsFile).hdus[0]?.header;
  const wcs = header && readWcs(header);
  if (!wcs) throw new FitsError('bad_wcs', 'the file that solve-field wrote holds no WCS');
  const pairs = firstTable(readFits(correspondences), 'field_x', 'index_ra');
  const [x, y, ra, dec] = ['field_x', 'field_y', 'index_ra', 'index_dec'].map((name) => pairs.numbers(name));
  let squares = 0;
  for (let i = 0; i < pairs.rows; i++) {
    const measured = wcs.pixelToSky({ xPx: x?.[i] ?? NaN, yPx: y?.[i] ?? NaN });
    squares += (3600 * separationDeg(measured, { raDeg: ra?.[i] ?? NaN, decDeg: dec?.[i] ?? NaN })) ** 2;
  }
  return { wcs, starsMatched: pairs.rows, residualArcsec: Math.sqrt(squares / Math.max(1, pairs.rows)) };
}
