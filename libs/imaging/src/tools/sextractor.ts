import type { Pixels } from '@nightjar/astro';
import { firstTable, readFits } from '../fits/read.js';
import type { PixelPosition } from '../image.js';

export interface SextractorSettings {
  /** File name of the frame, as the program sees it from its folder. */
  readonly frame: string;
  readonly gainEPerAdu: number;
  readonly saturationAdu: number;
  /** Detection threshold in standard deviations of the background. Default 2. */
  readonly threshold?: number;
  /** Fewest pixels above the threshold. Default 5. */
  readonly minAreaPx?: number;
  /** Side of a background cell. Default 64. */
  readonly backgroundPx?: Pixels;
  /** Diameter of the fixed aperture. Default 6. */
  readonly apertureDiameterPx?: Pixels;
  /** Convolve with the 3 x 3 pyramid before detection. Default true. */
  readonly filter?: boolean;
  /** Convolve with a Gaussian exp(-r^2 / 2 s^2) of this s instead, pixels; 0: with nothing. Overrules `filter`. */
  readonly smoothingPx?: Pixels;
  /** Also write `segmentation.fits`: the number of the source that each pixel belongs to. */
  readonly segmentation?: boolean;
  /** Also write `filtered.fits`: the frame without its sky, convolved, as sources are looked for in it. */
  readonly filtered?: boolean;
  /** File name of an integer image whose non-zero pixels flag a source. */
  readonly flagImage?: string;
}

/** What to put into the folder and how to call `source-extractor` there. */
export interface SextractorRun {
  readonly files: Readonly<Record<string, string>>;
  readonly arguments: readonly string[];
  /** The catalogue that will be there afterwards. */
  readonly catalogue: string;
}

const columns = [
  'X_IMAGE',
  'Y_IMAGE',
  'XWIN_IMAGE',
  'YWIN_IMAGE',
  'FLUX_AUTO',
  'FLUXERR_AUTO',
  'FLUX_APER(1)',
  'FLUXERR_APER(1)',
  'FLUX_MAX',
  'FLUX_RADIUS',
  'FWHM_IMAGE',
  'ELONGATION',
  'ISOAREA_IMAGE',
  'BACKGROUND',
  'FLAGS',
];

/** Writes the three small files that SExtractor wants, and its argument vector. It reads no other configuration. */
export function sextractorRun(settings: SextractorSettings): SextractorRun {
  const catalogue = 'objects.cat';
  const flagged = settings.flagImage === undefined ? {} : { FLAG_IMAGE: settings.flagImage, FLAG_TYPE: 'OR' };
  const keywords: Record<string, string | number> = {
    CATALOG_NAME: catalogue,
    CATALOG_TYPE: 'FITS_1.0',
    PARAMETERS_NAME: 'objects.param',
    DETECT_MINAREA: settings.minAreaPx ?? 5,
    DETECT_THRESH: settings.threshold ?? 2,
    ANALYSIS_THRESH: settings.threshold ?? 2,
    FILTER: convolves(settings) ? 'Y' : 'N',
    FILTER_NAME: 'kernel.conv',
    DEBLEND_NTHRESH: 32,
    DEBLEND_MINCONT: 0.005,
    CLEAN: 'Y',
    WEIGHT_TYPE: 'NONE',
    PHOT_APERTURES: settings.apertureDiameterPx ?? 6,
    PHOT_AUTOPARAMS: '2.5,3.5',
    GAIN: settings.gainEPerAdu,
    GAIN_KEY: 'NONE',
    SATUR_LEVEL: settings.saturationAdu,
    SATUR_KEY: 'NONE',
    BACK_SIZE: settings.backgroundPx ?? 64,
    BACK_FILTERSIZE: 3,
    ...checkImages(settings),
    VERBOSE_TYPE: 'QUIET',
    ...flagged,
  };
  const parameters = settings.flagImage === undefined ? columns : [...columns, 'IMAFLAGS_ISO'];
  const files = {
    'objects.sex': Object.entries(keywords)
      .map(([key, value]) => `${key.padEnd(16)} ${value}\n`)
      .join(''),
    'objects.param': parameters.map((name) => `${name}\n`).join(''),
    'kernel.conv': settings.smoothingPx ? gaussianKernel(settings.smoothingPx) : pyramid,
  };
  return { files, arguments: [settings.frame, '-c', 'objects.sex'], catalogue };
}

function checkImages({ segmentation, filtered }: SextractorSettings): Record<string, string> {
  const types = [...(segmentation ? ['SEGMENTATION'] : []), ...(filtered ? ['FILTERED'] : [])];
  if (types.length === 0) return { CHECKIMAGE_TYPE: 'NONE' };
  return {
    CHECKIMAGE_TYPE: types.join(','),
    CHECKIMAGE_NAME: types.map((type) => `${type.toLowerCase()}.fits`).join(','),
  };
}

const convolves = ({ smoothingPx, filter = true }: SextractorSettings): boolean =>
  smoothingPx === undefined ? filter : smoothingPx > 0;

const pyramid = 'CONV NORM\n1 2 1\n2 4 2\n1 2 1\n';
/** SExtractor takes kernels up to 31 pixels wide. */
const widestKernelPx = 15;

/** Out to two s, where the weight is 14 % of the middle's. */
function gaussianKernel(s: Pixels): string {
  const reach = Math.min(widestKernelPx, Math.ceil(2 * s));
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const rows = offsets.map((y) => offsets.map((x) => Math.exp(-(x * x + y * y) / (2 * s * s)).toFixed(6)).join(' '));
  return `CONV NORM\n${rows.join('\n')}\n`;
}

/** One source of a SExtractor catalogue. Positions are windowed where SExtractor found one. */
export interface SextractorSource extends PixelPosition {
  readonly fluxAutoAdu: number;
  readonly fluxErrorAutoAdu: number;
  readonly fluxMaxAdu: number;
  readonly halfLightRadiusPx: Pixels;
  readonly fwhmPx: Pixels;
  readonly elongation: number;
  readonly backgroundAdu: number;
  /** SExtractor's FLAGS: 1 neighbours, 2 blended, 4 saturated, 8 cut by the edge, 16 and more failures. */
  readonly flags: number;
  /** Masked pixels in its outline (`flagImage` of the run). */
  readonly masked: boolean;
  /** In the fixed aperture of the run; absent when the catalogue has none. */
  readonly fluxApertureAdu?: number;
  readonly fluxErrorApertureAdu?: number;
}

/**
 * Reads a catalogue that a {@link sextractorRun} left behind (FITS_1.0 or FITS_LDAC), brightest first.
 * @throws FitsError when it is broken or lacks a column.
 */
export function readSextractorCatalogue(catalogue: Buffer): SextractorSource[] {
  const table = firstTable(readFits(catalogue), 'X_IMAGE', 'FLUX_AUTO');
  const column = (name: string): ((row: number) => number) => {
    const values = table.numbers(name);
    return (row) => values[row] ?? NaN;
  };
  const [x, y, xWindowed, yWindowed] = [
    column('X_IMAGE'),
    column('Y_IMAGE'),
    column('XWIN_IMAGE'),
    column('YWIN_IMAGE'),
  ];
  const [flux, fluxError, fluxMax] = [column('FLUX_AUTO'), column('FLUXERR_AUTO'), column('FLUX_MAX')];
  const [radius, fwhm, elongation] = [column('FLUX_RADIUS'), column('FWHM_IMAGE'), column('ELONGATION')];
  const [background, flags] = [column('BACKGROUND'), column('FLAGS')];
  const masked = table.has('IMAFLAGS_ISO') ? column('IMAFLAGS_ISO') : () => 0;
  const aperture = table.has('FLUX_APER') && table.has('FLUXERR_APER');
  const [fluxAperture, fluxErrorAperture] = aperture ? [column('FLUX_APER'), column('FLUXERR_APER')] : [];
  const source = (row: number): SextractorSource => {
    const windowed = Math.hypot(xWindowed(row) - x(row), yWindowed(row) - y(row)) < 1;
    return {
      xPx: windowed ? xWindowed(row) : x(row),
      yPx: windowed ? yWindowed(row) : y(row),
      fluxAutoAdu: flux(row),
      fluxErrorAutoAdu: fluxError(row),
      fluxMaxAdu: fluxMax(row),
      halfLightRadiusPx: radius(row),
      fwhmPx: fwhm(row),
      elongation: elongation(row),
      backgroundAdu: background(row),
      flags: flags(row),
      masked: masked(row) !== 0,
      ...(fluxAperture ? { fluxApertureAdu: fluxAperture(row) } : {}),
      ...(fluxErrorAperture ? { fluxErrorApertureAdu: fluxErrorAperture(row) } : {}),
    };
  };
  return Array.from({ length: table.rows }, (_, row) => source(row)).sort((p, q) => q.fluxAutoAdu - p.fluxAutoAdu);
}
