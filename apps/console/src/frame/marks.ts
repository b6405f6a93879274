import {
  numbersOf,
  readRegions,
  textsOf,
  type PixelPosition,
  type Region,
  type TextTable,
  type Wcs,
} from '@nightjar/imaging/browser';
import type { Target } from '@nightjar/contracts';
import type { Size } from './view.js';

/** What can be laid over a frame. */
export const LAYERS = ['grid', 'objects', 'catalogue', 'targets', 'apertures', 'mask'] as const;
export type Layer = (typeof LAYERS)[number];

/** A mark over a frame, in FITS pixels. */
export interface Mark extends PixelPosition {
  readonly layer: Exclude<Layer, 'grid' | 'mask'>;
  readonly shape: 'circle' | 'square' | 'cross';
  readonly radiusPx: number;
  readonly text: string;
  /** Rejected, or unfit: drawn with dashes. */
  readonly isDoubtful: boolean;
}

const atPixels = (table: TextTable): PixelPosition[] => {
  const [xs, ys] = [numbersOf(table, 'x'), numbersOf(table, 'y')];
  return xs.map((xPx, i) => ({ xPx, yPx: ys[i] ?? NaN }));
};

const isPlaced = ({ xPx, yPx }: PixelPosition): boolean => Number.isFinite(xPx + yPx);

/** The objects that photometry has measured. */
export const objectMarks = (table: TextTable): Mark[] => {
  const [fwhm, mag, flags] = ['fwhm', 'mag_calib', 'flags'].map((name) => numbersOf(table, name));
  return atPixels(table)
    .map((at, i): Mark => {
      const brightness = mag?.[i] ?? NaN;
      const text = Number.isFinite(brightness) ? `${brightness.toFixed(2)} mag` : '';
      const radiusPx = Number.isFinite(fwhm?.[i]) ? (fwhm?.[i] ?? 5) : 5;
      return { ...at, layer: 'objects', shape: 'circle', radiusPx, text, isDoubtful: (flags?.[i] ?? 0) > 0 };
    })
    .filter(isPlaced);
};

/** The stars of a catalogue that are seen; those the zero point does not rest on are doubtful. */
export const catalogueMarks = (table: TextTable): Mark[] => {
  const states = textsOf(table, 'state');
  return atPixels(table)
    .map((at, i): Mark => {
      const state = states[i] ?? '';
      return { ...at, layer: 'catalogue', shape: 'square', radiusPx: 8, text: state, isDoubtful: state !== 'used' };
    })
    .filter(isPlaced);
};

export const targetMarks = (
  targets: readonly Pick<Target, 'name' | 'raDeg' | 'decDeg'>[],
  wcs: Wcs,
  frame: Size,
): Mark[] =>
  targets.flatMap(({ name, ...sky }): Mark[] => {
    const at = wcs.skyToPixel(sky);
    if (!at || at.xPx < 0.5 || at.yPx < 0.5 || at.xPx > frame.widthPx + 0.5 || at.yPx > frame.heightPx + 0.5) return [];
    return [{ ...at, layer: 'targets', shape: 'cross', radiusPx: 14, text: name, isDoubtful: false }];
  });

/** The circles of a DS9 region file; what else it holds is not an aperture. */
export const regionMarks = (file: string, wcs: Wcs | null): Mark[] =>
  readRegions(file).regions.flatMap((region): Mark[] => {
    if (region.shape !== 'circle' && region.shape !== 'annulus' && region.shape !== 'point') return [];
    const onSky = region.frame !== 'image';
    const at = onSky ? wcs?.skyToPixel({ raDeg: region.x, decDeg: region.y }) : { xPx: region.x, yPx: region.y };
    if (!at) return [];
    const size = region.shape === 'circle' ? region.radius : region.shape === 'annulus' ? region.outer : 0;
    const radiusPx = onSky && wcs ? (size * 3600) / wcs.pixelScaleArcsec : size || 5;
    const [text, isDoubtful] = [region.text ?? '', region.colour === 'red'];
    return [{ ...at, layer: 'apertures', shape: 'circle', radiusPx, text, isDoubtful }];
  });

const COLOURS: Readonly<Record<Mark['layer'], string>> = {
  ...{ objects: 'green', catalogue: 'blue', targets: 'yellow', apertures: 'cyan' },
};

/** What is shown, as regions for DS9 in FITS pixels. */
export const regionsOf = (marks: readonly Mark[]): Region[] =>
  marks.map(({ xPx, yPx, radiusPx, layer, text, isDoubtful }) => ({
    ...{ shape: 'circle', frame: 'image', x: xPx, y: yPx, radius: radiusPx },
    ...{ colour: isDoubtful ? 'red' : COLOURS[layer], ...(text ? { text } : {}) },
  }));
