import type { Arcseconds, Pixels } from '@nightjar/astro';
import { frameHeader, random, renderFrame, writeImage, type SkyPosition, type SkyStar } from '@nightjar/imaging';
import { StarStore } from '@nightjar/sky-servers';

const centre: SkyPosition = { raDeg: 150, decDeg: 20 };
const sidePx: Pixels = 512;
const pixelScaleArcsec: Arcseconds = 4;
const [exposureS, gainEPerAdu, readNoiseE, saturationAdu] = [30, 1.5, 8, 60_000];

/** A place of the sky this far from the middle of the field, in pixels to the west and to the north. */
export const placeAt = (westPx: Pixels, northPx: Pixels): SkyPosition => ({
  raDeg: centre.raDeg - (westPx * pixelScaleArcsec) / 3600 / Math.cos((centre.decDeg * Math.PI) / 180),
  decDeg: centre.decDeg + (northPx * pixelScaleArcsec) / 3600,
});

/** The stars that are always there, many enough to calibrate by. */
const stars: readonly SkyStar[] = (() => {
  const dice = random(8);
  const spread = (): Pixels => (sidePx / 2 + 20) * (2 * dice.uniform() - 1);
  return Array.from({ length: 320 }, () => ({
    ...placeAt(spread(), spread()),
    mag: 10 + 6 * Math.sqrt(dice.uniform()),
  }));
})();

/** Makes the stars a catalogue of the site, of the name `field`, in B and V. */
export async function catalogueField(databaseUrl: string): Promise<void> {
  const store = await StarStore.open(databaseUrl);
  const rows = stars.map(({ raDeg, decDeg, mag }, i) => ({
    ...{ raDeg, decDeg, id: `s${i}` },
    // of many colours, of which the camera sees nothing
    ...{ mags: [mag + 0.4 + (i % 7) / 10, mag], errors: [0.01, 0.01] },
  }));
  const batches = async function* () {
    yield rows;
  };
  await store.load('field', ['B', 'V'], batches(), 'field').finally(() => store.close());
}

/** An exposure of the field: a FITS file whose header knows where it looks, and where the further stars fell. */
export function exposure(seed: number, fwhmArcsec: Arcseconds, further: readonly SkyStar[]) {
  const { image, truth } = renderFrame({
    ...{ widthPx: sidePx, heightPx: sidePx, pixelScaleArcsec, centre, rotationDeg: 0, fwhmArcsec, seed },
    ...{ stars: [...stars, ...further], zeroPointMag: 20.5, extinctionMag: 0, airmass: 1, skyMagPerArcsec2: 20.5 },
    ...{ exposureS, gainEPerAdu, readNoiseE, biasAdu: 300, darkEPerS: 0.1, saturationAdu, cosmicRaysPerFrame: 2 },
  });
  const header = frameHeader({
    ...{ startAt: new Date('2008-03-19T06:13:20Z'), exposureS, filter: 'V', gainEPerAdu, readNoiseE, saturationAdu },
    ...{ pointing: centre, object: 'field', airmass: 1, telescope: 'mount', instrument: 'north', pixelScaleArcsec },
    ...{ binning: 1, ccdTemperatureC: -60, imageType: 'LIGHT' },
    site: { latitudeDeg: 31.04, longitudeDeg: -115.46, elevationM: 2800 },
  });
  return {
    file: writeImage(header.with(...truth.wcs.cards), image),
    places: truth.stars.slice(truth.stars.length - further.length),
  };
}
