import {
  isOn,
  numbersOf,
  readRegions,
  textsOf,
  type PixelPosition,
  type Region,
  type TextTable,
  type Wcs,
} from '@nightjar/imaging/browser';
import type { Target } from '@nightjar/contracts';
import type { Candidate } from '../candidates/rules.js';
import type { Size } from './view.js';

/** What can be laid over a frame. */
export const LAYERS = ['grid', 'objects', 'catalogue', 'targets', 'apertures', 'candidates', 'mask'] as const;
export type Layer = (typeof LAYERS)[number];

/** A mark over a frame, in FITS pixels. */
export interface Mark extends PixelPosition {
  readonly layer: Exclude<Layer, 'grid' | 'mask'>;
  readonly shape: 'circle' | 'square' | 'cross' | 'diamond' | 'saltire';
  readonly radiusPx: number;
  /** Where the sky about it was measured. */
  readonly annulusPx?: readonly [inner: number, outer: number];
  /** The ring is told of all apertures together, not of this one. */
  readonly isRingOfAll?: boolean;
  readonly text: string;
  /** More than is written beside it, for who points at it. */
  readonly says?: string;
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
      const isDoubtful = state !== 'used';
      // most are used: the word beside each would hide the frame
      const text = isDoubtful ? state : '';
      return { ...at, layer: 'catalogue', shape: 'square', radiusPx: 8, text, says: state, isDoubtful };
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
    if (!isOn(at, frame)) return [];
    return [{ ...at, layer: 'targets', shape: 'cross', radiusPx: 14, text: name, isDoubtful: false }];
  });

/** Two regions of a file are about one place when they lie so near one another. */
const SAME_PX = 0.01;

/**
 * The circles of a DS9 region file, each with the ring about its centre, where there is one; what else it holds is no aperture.
 * @param annulusPx the ring of those that the file has none for
 */
export const regionMarks = (file: string, wcs: Wcs | null, annulusPx?: Mark['annulusPx']): Mark[] => {
  const placed = readRegions(file).regions.flatMap((region): PlacedRegion[] => {
    if (region.shape !== 'circle' && region.shape !== 'annulus' && region.shape !== 'point') return [];
    const onSky = region.frame !== 'image';
    const at = onSky ? wcs?.skyToPixel({ raDeg: region.x, decDeg: region.y }) : { xPx: region.x, yPx: region.y };
    const inPx = (size: number): number => (onSky && wcs ? (size * 3600) / wcs.pixelScaleArcsec : size);
    return at ? [{ region, at, inPx }] : [];
  });
  const rings = placed.flatMap(({ region, at, inPx }): Ring[] =>
    region.shape === 'annulus' ? [{ at, annulusPx: [inPx(region.inner), inPx(region.outer)] }] : [],
  );
  const isAt = (a: PixelPosition) => (ring: Ring) => Math.hypot(a.xPx - ring.at.xPx, a.yPx - ring.at.yPx) < SAME_PX;
  const marks = placed.flatMap(({ region, at, inPx }): Mark[] => {
    if (region.shape === 'annulus') return [];
    const radiusPx = (region.shape === 'circle' ? inPx(region.radius) : 0) || 5;
    const own = rings.find(isAt(at))?.annulusPx;
    const [text, isDoubtful] = [region.text ?? '', region.colour === 'red'];
    const mark: Mark = { ...at, layer: 'apertures', shape: 'circle', radiusPx, text, isDoubtful };
    if (own) return [{ ...mark, annulusPx: own }];
    return [annulusPx && region.shape === 'circle' ? { ...mark, annulusPx, isRingOfAll: true } : mark];
  });
  return marks;
};

/** Texts and rings are drawn where there is room for them. */
export const ROOM_FROM_ZOOM = 0.6;
/** The rings of all stars hide the frame, unless an aperture is this wide on the screen and so only few stars are seen. */
const ALONE_FROM_PX = 20;

/** Whether the ring of an aperture is drawn. */
export const hasRing = ({ annulusPx, isRingOfAll, radiusPx }: Mark, zoom: number): boolean =>
  annulusPx !== undefined && (isRingOfAll ? radiusPx * zoom >= ALONE_FROM_PX : zoom >= ROOM_FROM_ZOOM);

interface Ring {
  readonly at: PixelPosition;
  readonly annulusPx: readonly [number, number];
}
interface PlacedRegion {
  readonly region: Extract<Region, { shape: 'circle' | 'annulus' | 'point' }>;
  readonly at: PixelPosition;
  /** A size of the region in pixels of the frame. */
  readonly inPx: (size: number) => number;
}

/** What a process found that is new: what its filters kept, and what they rejected and why. */
export const candidateMarks = (
  candidates: readonly Pick<Candidate, 'name' | 'xPx' | 'yPx' | 'snr' | 'kept' | 'reasons' | 'known'>[],
): Mark[] =>
  candidates.map(({ name, xPx, yPx, snr, kept, reasons, known }): Mark => {
    const failed = reasons.filter(({ verdict }) => verdict === 'failed');
    const because = failed.map(({ filter, because }) => `${filter}: ${because}`).join('; ');
    const near = known[0] ? `, near ${known[0].kind} ${known[0].name}` : '';
    return {
      ...{ xPx, yPx, layer: 'candidates', shape: kept ? 'diamond' : 'saltire', radiusPx: 7, text: kept ? name : '' },
      says: `${name}, S/N ${snr.toFixed(1)}, ${kept ? 'kept' : 'rejected'}${because ? ` by ${because}` : ''}${near}`,
      isDoubtful: !kept,
    };
  });

const COLOURS: Readonly<Record<Mark['layer'], string>> = {
  ...{ objects: 'green', catalogue: 'blue', targets: 'yellow', apertures: 'cyan', candidates: 'magenta' },
};

/** What is shown, as regions for DS9 in FITS pixels; the ring of an aperture about it. */
export const regionsOf = (marks: readonly Mark[]): Region[] =>
  marks.flatMap(({ xPx: x, yPx: y, radiusPx: radius, annulusPx, layer, text, says, isDoubtful }): Region[] => {
    const colour = isDoubtful ? 'red' : COLOURS[layer];
    const words = says ?? text;
    const circle: Region = { shape: 'circle', frame: 'image', x, y, radius, colour, ...(words ? { text: words } : {}) };
    if (!annulusPx) return [circle];
    const [inner, outer] = annulusPx;
    return [circle, { shape: 'annulus', frame: 'image', x, y, inner, outer, colour }];
  });

/** A pointer this near to a mark, in pixels of the screen, points at it. */
const REACH_PX = 8;

/** The marks that a place in the frame points at, nearest first. */
export const marksAt = (marks: readonly Mark[], at: PixelPosition, zoom: number): Mark[] => {
  const off = ({ xPx, yPx }: Mark): number => Math.hypot(xPx - at.xPx, yPx - at.yPx);
  return marks.filter((mark) => off(mark) <= Math.max(REACH_PX / zoom, mark.radiusPx)).sort((a, b) => off(a) - off(b));
};
