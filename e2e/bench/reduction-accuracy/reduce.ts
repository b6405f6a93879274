import {
  firstTable,
  Header,
  measureObjects,
  meshBackground,
  readFits,
  readSextractorCatalogue,
  sextractorRun,
  writeImage,
  type Image,
  type ObjectFlux,
  type PixelPosition,
  type SextractorSource,
} from '@nightjar/imaging';
import { fwhmPx, gainEPerAdu } from './field.js';
import { inToolFolder } from './tool-folder.js';

/** A source, its flux in an aperture of one FWHM with a ring of sky, and SExtractor's errors of its place. */
export interface Measured {
  readonly source: SextractorSource;
  readonly flux: ObjectFlux;
  readonly xErrorPx: number;
  readonly yErrorPx: number;
}

export const saturationAdu = 59_000;

/** Finds sources with source-extractor and measures them as photometry does. */
export function reduce(image: Image): Measured[] {
  const found = detect(image);
  const flux = measure(
    image,
    found.map(({ source }) => source),
  );
  return found.flatMap((one, i) => (flux[i] ? [{ ...one, flux: flux[i] }] : []));
}

/** Fluxes at places, the frame's sky and each one's ring taken off. */
export function measure(image: Image, places: readonly (PixelPosition & { flags?: number })[]): ObjectFlux[] {
  const sky = meshBackground(image, { cellPx: 256, level: 'mode' });
  const level = sky.levelMap();
  const data = Float32Array.from(image.data, (value, i) => value - (level[i] ?? NaN));
  const frame = { image: { ...image, data }, rms: sky.rmsMap(), gainEPerAdu };
  return measureObjects(frame, places, { radiusPx: fwhmPx, annulusPx: [5 * fwhmPx, 7 * fwhmPx] });
}

function detect(image: Image) {
  return inToolFolder(({ put, read, run }) => {
    const plan = sextractorRun({ frame: 'frame.fits', gainEPerAdu, saturationAdu });
    const parameters = `${plan.files['objects.param'] ?? ''}ERRX2WIN_IMAGE\nERRY2WIN_IMAGE\n`;
    put({ ...plan.files, 'frame.fits': writeImage(new Header(), image), 'objects.param': parameters });
    run('source-extractor', plan.arguments);
    const catalogue = read(plan.catalogue);
    const table = firstTable(readFits(catalogue), 'ERRX2WIN_IMAGE');
    const column = (name: string): Float64Array | number[] => Array.from(table.numbers(name));
    const [flux, x2, y2] = [column('FLUX_AUTO'), column('ERRX2WIN_IMAGE'), column('ERRY2WIN_IMAGE')];
    // sources come brightest first
    const rows = Array.from(flux, (_, row) => row).sort((p, q) => (flux[q] ?? NaN) - (flux[p] ?? NaN));
    return readSextractorCatalogue(catalogue).map((source, i) => ({
      source,
      xErrorPx: Math.sqrt(x2[rows[i] ?? -1] ?? NaN),
      yErrorPx: Math.sqrt(y2[rows[i] ?? -1] ?? NaN),
    }));
  });
}
