import { galactic, type Degrees } from '@nightjar/astro';
import type { Filter } from '../filter.js';
import type { SkyRequest } from '../request/vizier.js';
import { freeHips, widestHipsPx as widestPx } from './free-hips.js';

/** A survey whose images serve as templates. */
export interface Survey {
  readonly name: string;
  readonly title: string;
  readonly filters: readonly Filter[];
  /** Its band is its own, and told by nobody: any filter stands for it. */
  readonly isOfAnyBand?: true;
  readonly coverage: { readonly southDeg: Degrees; readonly northDeg: Degrees };
  /** By which service its images come. */
  readonly service: 'ps1images' | 'legacy-survey' | 'skymapper-sia' | 'hips2fits';
  /** Scale at which it is asked for at the finest. */
  readonly pixelScaleArcsec: number;
  /** Its service cuts out no more pixels on a side. */
  readonly widestPx: number;
  /** Its service cuts out no more of the sky; beyond that its HiPS serves, where it has one. */
  readonly widestDeg?: Degrees;
  /** Identifiers of its HiPS by filter. */
  readonly hips?: Readonly<Partial<Record<Filter, string>>>;
}

const hipsOf = (stem: string, ...filters: Filter[]): Partial<Record<Filter, string>> =>
  Object.fromEntries(filters.map((filter) => [filter, `${stem}/${filter}`]));

export const SURVEYS: readonly Survey[] = [
  {
    ...{ name: 'ps1', title: 'Pan-STARRS DR1 stacks', filters: ['g', 'r', 'i', 'z'], service: 'ps1images' },
    // 100 MB of real numbers
    ...{ coverage: { southDeg: -30, northDeg: 90 }, pixelScaleArcsec: 0.25, widestPx: 5000 },
  },
  {
    ...{ name: 'ls', title: 'DESI Legacy Surveys DR10', filters: ['g', 'r', 'i', 'z'], service: 'legacy-survey' },
    // a larger size is answered by one of this size
    ...{ coverage: { southDeg: -70, northDeg: 84 }, pixelScaleArcsec: 0.262, widestPx: 3000 },
  },
  {
    ...{ name: 'skymapper', title: 'SkyMapper DR4', filters: ['u', 'g', 'r', 'i', 'z'], service: 'skymapper-sia' },
    ...{ coverage: { southDeg: -90, northDeg: 2 }, pixelScaleArcsec: 0.5, widestPx, widestDeg: 0.166 },
    // of u and z no HiPS of a later release is there: those of DR1
    hips: { ...hipsOf('CDS/P/Skymapper/DR4', 'g', 'r', 'i'), u: 'CDS/P/skymapper-U', z: 'CDS/P/skymapper-Z' },
  },
  {
    ...{ name: 'des', title: 'Dark Energy Survey DR2', filters: ['g', 'r', 'i', 'z'], service: 'hips2fits' },
    ...{ coverage: { southDeg: -70, northDeg: 6 }, pixelScaleArcsec: 0.263, widestPx },
    hips: hipsOf('CDS/P/DES-DR2', 'g', 'r', 'i', 'z'),
  },
  {
    ...{ name: 'decaps', title: 'DECaPS DR2', filters: ['g', 'r', 'i', 'z'], service: 'hips2fits' },
    ...{ coverage: { southDeg: -90, northDeg: -20 }, pixelScaleArcsec: 0.262, widestPx },
    hips: hipsOf('CDS/P/DECaPS/DR2', 'g', 'r', 'i', 'z'),
  },
  {
    ...{ name: 'ztf', title: 'ZTF DR7', filters: ['g', 'r', 'i'], service: 'hips2fits' },
    ...{ coverage: { southDeg: -30, northDeg: 90 }, pixelScaleArcsec: 1.01, widestPx },
    hips: hipsOf('CDS/P/ZTF/DR7', 'g', 'r', 'i'),
  },
  {
    ...{ name: '2mass', title: '2MASS', filters: ['J', 'H', 'Ks'], service: 'hips2fits' },
    ...{ coverage: { southDeg: -90, northDeg: 90 }, pixelScaleArcsec: 1, widestPx },
    hips: { J: 'CDS/P/2MASS/J', H: 'CDS/P/2MASS/H', Ks: 'CDS/P/2MASS/K' },
  },
];

/** One of {@link SURVEYS}, or a free HiPS: `hips:CDS/P/DSS2/red`. */
export const surveyNamed = (name: string): Survey | undefined =>
  SURVEYS.find((survey) => survey.name === name) ?? freeHips(name);

/** The survey for a field as STDWeb chooses: Pan-STARRS north of -30, else Legacy off the Galactic plane, else SkyMapper. */
export function chooseSurvey(raDeg: Degrees, decDeg: Degrees): { readonly name: string; readonly because: string } {
  if (decDeg > -30) return { name: 'ps1', because: 'it covers the sky north of declination -30' };
  if (Math.abs(galactic({ raDeg, decDeg }).latitudeDeg) > 20)
    return { name: 'ls', because: 'Pan-STARRS ends at -30 and the field is off the Galactic plane' };
  return { name: 'skymapper', because: 'Pan-STARRS ends at -30 and the field is near the Galactic plane' };
}

/** The band of a survey that is nearest to a filter: U, B, u to the bluest, V to g, R to r, I to i, y to z. */
export function nearestFilter(filter: Filter, has: readonly Filter[]): Filter | undefined {
  return [filter, ...(NEAR[filter] ?? '').split(' ')].flatMap((one) => has.filter((other) => other === one))[0];
}

const NEAR: Readonly<Partial<Record<Filter, string>>> = {
  ...{ U: 'u g', B: 'g u', V: 'g r', R: 'r i', I: 'i z' },
  ...{ u: 'g', g: 'r', r: 'i', i: 'z r', z: 'i', y: 'z' },
  ...{ G: 'r g', BP: 'g', RP: 'i r', VT: 'g r', J: 'z', H: 'J z', Ks: 'H J' },
};

/** What part of the sky a template shall show: a square about a centre. */
export interface Field {
  readonly raDeg: Degrees;
  readonly decDeg: Degrees;
  readonly widthDeg: Degrees;
  readonly pixelScaleArcsec: number;
}

/** Side of the image to ask for. */
export const sidePx = ({ widthDeg, pixelScaleArcsec }: Pick<Field, 'widthDeg' | 'pixelScaleArcsec'>): number =>
  Math.max(1, Math.ceil((widthDeg * 3600) / pixelScaleArcsec));

/** So much coarser than was asked for a template may be: half the scale of the frame is asked for. */
const coarsest = 2;

/**
 * How a survey is asked for a field: no finer than it is, and where that is more than its service cuts out coarser.
 * @throws RangeError where even that is more
 */
export function servedBy(survey: Survey, field: Field): { readonly service: Survey['service']; readonly field: Field } {
  const tooWide = survey.widestDeg !== undefined && field.widthDeg > survey.widestDeg;
  const service = tooWide && survey.hips ? 'hips2fits' : survey.service;
  const finest = Math.max(field.pixelScaleArcsec, survey.pixelScaleArcsec);
  const most = service === survey.service ? survey.widestPx : widestPx;
  // Pan-STARRS cuts out its own pixels alone
  const scale = service === 'ps1images' ? survey.pixelScaleArcsec : Math.max(finest, (field.widthDeg * 3600) / most);
  const side = sidePx({ ...field, pixelScaleArcsec: scale });
  if (side <= most && (service === 'ps1images' || scale <= coarsest * finest))
    return { service, field: { ...field, pixelScaleArcsec: scale } };
  const wide = `${(60 * field.widthDeg).toFixed(1)} arcmin`;
  throw new RangeError(`a template of ${wide} is more than ${survey.title} serves at once: split the frame`);
}

/** The middle of a square field and its corners, a little inwards, east and north being along its sides. */
export function placesOf({ raDeg, decDeg, widthDeg }: Field): readonly SkyPlace[] {
  const half = 0.49 * widthDeg;
  return [
    { raDeg, decDeg },
    ...[-half, half].flatMap((north) =>
      [-half, half].map((east) => {
        const dec = Math.max(-90, Math.min(90, decDeg + north));
        const ra = raDeg + east / Math.max(1e-6, Math.cos((dec * Math.PI) / 180));
        return { raDeg: ((ra % 360) + 360) % 360, decDeg: dec };
      }),
    ),
  ];
}

interface SkyPlace {
  readonly raDeg: Degrees;
  readonly decDeg: Degrees;
}

const place = ({ raDeg, decDeg }: SkyPlace) => ({ ra: String(raDeg), dec: String(decDeg) });

export const hips2fitsRequest = (hips: string, field: Field): SkyRequest => {
  const side = String(sidePx(field));
  return {
    path: '/hips-image-services/hips2fits',
    query: {
      ...{ hips, ...place(field), fov: String(field.widthDeg), width: side, height: side },
      ...{ projection: 'TAN', coordsys: 'icrs', rotation_angle: '0.0', format: 'fits' },
    },
  };
};

/** Names of the stacked sky cells at a place, for {@link ps1CutoutRequest}; `stack.mask` gives their masks. */
export const ps1FilesRequest = (field: SkyPlace, filter: Filter, type: 'stack' | 'stack.mask'): SkyRequest => ({
  path: '/cgi-bin/ps1filenames.py',
  query: { ...place(field), filters: filter, type },
});

/** @returns the file of the first row, or null when the place is not covered */
export function readPs1Files(text: string): string | null {
  const [head = '', ...rows] = text.trim().split('\n');
  const at = head.split(/\s+/).indexOf('filename');
  return at < 0 ? null : (rows[0]?.trim().split(/\s+/)[at] ?? null);
}

export const ps1CutoutRequest = (field: Field, file: string): SkyRequest => ({
  path: '/cgi-bin/fitscut.cgi',
  query: { ...place(field), size: String(sidePx({ ...field, pixelScaleArcsec: 0.25 })), format: 'fits', red: file },
});

/** Legacy Survey's cutout; with `maskbits` an extension of the same size holds its bit mask. */
export const legacyRequest = (field: Field, filter: Filter, layer = 'ls-dr10'): SkyRequest => ({
  path: '/viewer/fits-cutout',
  query: {
    ...{ ...place(field), layer, bands: filter, pixscale: String(field.pixelScaleArcsec) },
    ...{ size: String(sidePx(field)), maskbits: '' },
  },
});

/** SkyMapper's SIA: a table of images that hold the place, each with the address of its cutout. */
export const skymapperRequest = (field: Field, filter: Filter): SkyRequest => ({
  path: '/public/siap/dr4/query',
  query: {
    ...{ POS: `${field.raDeg},${field.decDeg}`, SIZE: String(field.widthDeg), BAND: filter },
    ...{ FORMAT: 'image/fits', INTERSECT: 'covers', RESPONSEFORMAT: 'VOTABLE' },
  },
});
