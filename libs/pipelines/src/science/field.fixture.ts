import {
  frameHeader,
  random,
  renderFrame,
  writeImage,
  type Card,
  type FrameScene,
  type SkyPosition,
  type SkyStar,
} from '@nightjar/imaging';

const centre = { raDeg: 150, decDeg: 20 };
const camera = { widthPx: 400, heightPx: 400, pixelScaleArcsec: 4, gainEPerAdu: 1.5, readNoiseE: 8 };
const saturationAdu = 60_000;
const electronsMag = 20.5;
const exposureS = 30;

/** Magnitude of one ADU in the exposure of this camera. */
export const zeroPointMag = electronsMag + 2.5 * Math.log10(exposureS / camera.gainEPerAdu);

/** A place of the sky this far from the middle of the field, in pixels to the west and to the north. */
export const placeAt = (westPx: number, northPx: number): SkyPosition => ({
  raDeg: centre.raDeg - (westPx * 4) / 3600 / Math.cos((centre.decDeg * Math.PI) / 180),
  decDeg: centre.decDeg + (northPx * 4) / 3600,
});

const dice = random(8);
const spread = (): number => 200 * (2 * dice.uniform() - 1);
/** The stars that are always there. */
export const fieldStars: readonly SkyStar[] = Array.from({ length: 220 }, () => ({
  ...placeAt(spread(), spread()),
  mag: 9.5 + 6.5 * Math.sqrt(dice.uniform()),
}));

interface Exposure {
  readonly scene?: Partial<FrameScene>;
  /** Stars besides those of the field. */
  readonly more?: readonly SkyStar[];
  /** The WCS is left out of the header. */
  readonly lost?: boolean;
  readonly cards?: readonly Card[];
}

/** Exposes the field: a FITS file with WCS and zero point in its header, and where the further stars fell. */
export function exposeField(seed: number, { scene = {}, more = [], lost = false, cards = [] }: Exposure = {}) {
  const { image, truth } = renderFrame({
    ...{ ...camera, centre, rotationDeg: 0, stars: [...fieldStars, ...more], seed },
    ...{ zeroPointMag: electronsMag, extinctionMag: 0, airmass: 1, fwhmArcsec: 12, skyMagPerArcsec2: 20.5 },
    ...{ exposureS, biasAdu: 300, darkEPerS: 0.1, saturationAdu, cosmicRaysPerFrame: 0, ...scene },
  });
  const header = frameHeader({
    ...{ startAt: new Date('2008-03-19T06:13:20Z'), exposureS, filter: 'V', saturationAdu, pointing: centre },
    ...{ gainEPerAdu: 1.5, readNoiseE: 8, object: 'field', airmass: 1, telescope: 'mount', instrument: 'north' },
    ...{ pixelScaleArcsec: 4, binning: 1, ccdTemperatureC: -60, imageType: 'LIGHT' as const },
    site: { latitudeDeg: 31.04, longitudeDeg: -115.46, elevationM: 2800 },
  });
  const known = lost ? [] : [...truth.wcs.cards, { keyword: 'MAGZERO', value: zeroPointMag }];
  const added = truth.stars.slice(truth.stars.length - more.length);
  return { file: writeImage(header.with(...known, ...cards), image), added, wcs: truth.wcs };
}
