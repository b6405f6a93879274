import { Header, renderFrame, writeFits, writeImage, type Card, type SkyStar, type Wcs } from '@nightjar/imaging';

/** What surveys have seen: stars, as sharp as surveys see them, and where Pan-STARRS cuts the sky into cells. */
export interface SurveyedSky {
  readonly stars: readonly SkyStar[];
  /** Width of a star. Default 1.3 arcsec. */
  readonly fwhmArcsec?: number;
  /** Right ascensions at which one sky cell of Pan-STARRS ends and the next begins, ascending. Default: one cell has all. */
  readonly cellsEndAtRaDeg?: readonly number[];
}

interface Cut {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scaleArcsec: number;
}

/** Magnitude of one count a second of every survey here. */
export const SURVEY_ZERO_POINT = 25;
/** Legacy Survey's flux is in nanomaggies: magnitude 22.5 is one. */
const NANOMAGGY_MAG = 22.5;

/** The sky about a place, north up and east left, in counts a second above the sky; deep enough that its noise is little. */
function rendered({ stars, fwhmArcsec = 1.3 }: SurveyedSky, cut: Cut) {
  const { image, truth } = renderFrame({
    ...{ widthPx: cut.widthPx, heightPx: cut.heightPx, pixelScaleArcsec: cut.scaleArcsec, rotationDeg: 0, stars },
    ...{
      centre: { raDeg: cut.raDeg, decDeg: cut.decDeg },
      zeroPointMag: SURVEY_ZERO_POINT,
      extinctionMag: 0,
      airmass: 1,
    },
    ...{ fwhmArcsec: Math.max(fwhmArcsec, 1.6 * cut.scaleArcsec), skyMagPerArcsec2: 27, exposureS: EXPOSURE_S },
    ...{
      gainEPerAdu: GAIN,
      readNoiseE: GAIN,
      biasAdu: BIAS_ADU,
      darkEPerS: 0,
      saturationAdu: 65_535,
      cosmicRaysPerFrame: 0,
      seed: 5,
    },
  });
  const perSecond = Float32Array.from(image.data, (adu) => ((adu - BIAS_ADU) * GAIN) / EXPOSURE_S);
  return { perSecond, wcs: truth.wcs };
}
// counts are whole numbers: a noise of one keeps the sky from stepping
const [EXPOSURE_S, GAIN, BIAS_ADU] = [40, 8, 500];

const numberOf = (query: URLSearchParams, name: string): number => Number(query.get(name));
const placeOf = (query: URLSearchParams) => ({ raDeg: numberOf(query, 'ra'), decDeg: numberOf(query, 'dec') });
const plane = (data: Float32Array | Int32Array, { widthPx, heightPx }: Cut) => ({ widthPx, heightPx, data });

export function renderedHips(sky: SurveyedSky, query: URLSearchParams): Buffer {
  const [widthPx, heightPx] = [numberOf(query, 'width'), numberOf(query, 'height')];
  const cut = { ...placeOf(query), widthPx, heightPx, scaleArcsec: (3600 * numberOf(query, 'fov')) / widthPx };
  const { perSecond, wcs } = rendered(sky, cut);
  return writeImage(new Header(wcs.cards), plane(perSecond, cut));
}

/** A size that is too large is answered by the largest there is. */
export function renderedLegacy(sky: SurveyedSky, query: URLSearchParams): Buffer {
  const side = Math.min(3000, numberOf(query, 'size'));
  const cut = { ...placeOf(query), widthPx: side, heightPx: side, scaleArcsec: numberOf(query, 'pixscale') };
  const { perSecond, wcs } = rendered(sky, cut);
  const nanomaggies = perSecond.map((value) => value * 10 ** (-0.4 * (SURVEY_ZERO_POINT - NANOMAGGY_MAG)));
  const image = { header: new Header(wcs.cards), axes: [side, side], data: nanomaggies };
  const bits = { header: new Header([{ keyword: 'EXTNAME', value: 'MASKBITS' }]), axes: [side, side] };
  return writeFits([image, ...(query.has('maskbits') ? [{ ...bits, data: new Int32Array(side * side) }] : [])]);
}

/** SkyMapper's image of at most ten arcmin; undefined where more is asked for. */
export function renderedSkymapper(sky: SurveyedSky, query: URLSearchParams): Buffer | undefined {
  const [raDeg = NaN, decDeg = NaN] = (query.get('POS') ?? '').split(',').map(Number);
  const widthDeg = numberOf(query, 'SIZE');
  if (!(widthDeg <= 10 / 60)) return undefined;
  const side = Math.ceil((widthDeg * 3600) / 0.5);
  const cut = { raDeg, decDeg, widthPx: side, heightPx: side, scaleArcsec: 0.5 };
  const { perSecond, wcs } = rendered(sky, cut);
  return writeImage(new Header(wcs.cards), plane(perSecond, cut));
}

const SCALE = 0.25;
const [SOFTEN, OFFSET] = [100, 50];

/** The number of the sky cell in which a place is. */
export const cellAt = ({ cellsEndAtRaDeg = [] }: SurveyedSky, raDeg: number): number =>
  cellsEndAtRaDeg.filter((end) => raDeg >= end).length;

/**
 * A Pan-STARRS cutout of one sky cell, no numbers beyond its edge: asinh magnitudes of the counts of all of the exposure, its reference
 * pixel far outside, rotation as PC00i00j. Or its mask.
 */
export function renderedCell(sky: SurveyedSky, query: URLSearchParams): Buffer {
  const side = numberOf(query, 'size');
  const cut = { ...placeOf(query), widthPx: side, heightPx: side, scaleArcsec: SCALE };
  const { perSecond, wcs } = rendered(sky, cut);
  const own = Number(/skycell\.\d+\.(\d+)\./.exec(query.get('red') ?? '')?.[1] ?? 0);
  // a cell ends along a column, as near as the field is to the equator or narrow
  const cells = Array.from({ length: side }, (_, x) => cellAt(sky, raAt(wcs, x, side)));
  const beyond = (i: number): boolean => cells[i % side] !== own;
  if (/\.mask/.test(query.get('red') ?? ''))
    return writeImage(new Header(ps1Cards(wcs)), plane(new Int32Array(side * side), cut));
  const asinh = perSecond.map((value, i) =>
    beyond(i) ? NaN : Math.asinh((value * EXPOSURE_S - OFFSET) / (2 * SOFTEN)) / (0.4 * Math.LN10),
  );
  const told = Object.entries({ BSOFTEN: SOFTEN, BOFFSET: OFFSET, EXPTIME: EXPOSURE_S });
  return writeImage(
    new Header([...ps1Cards(wcs), ...told.map(([keyword, value]) => ({ keyword, value }))]),
    plane(asinh, cut),
  );
}

const raAt = (wcs: Wcs, x: number, side: number): number => wcs.pixelToSky({ xPx: x + 1, yPx: side / 2 }).raDeg;

/** As its headers have it: CDELT with PC00i00j. */
function ps1Cards(wcs: Wcs): Card[] {
  const kept = wcs.cards.filter(({ keyword }) => !keyword.startsWith('CD'));
  const [a, , , d] = wcs.cd;
  const told = {
    CDELT1: Math.abs(a),
    CDELT2: Math.abs(d),
    PC001001: Math.sign(a),
    PC001002: 0,
    PC002001: 0,
    PC002002: Math.sign(d),
  };
  return [...kept, ...Object.entries(told).map(([keyword, value]) => ({ keyword, value }))];
}
