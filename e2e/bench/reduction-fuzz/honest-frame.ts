import { frameHeader, random, renderFrame, type Header, type Image, type SkyStar } from '@nightjar/imaging';

/** A frame of a seed that is as a camera would leave it. */
export type Honest = (seed: number) => { readonly header: Header; readonly image: Image };

export const pointing = { raDeg: 150, decDeg: 20 };
const gainEPerAdu = 1.5;

/** A small frame with stars at random places, as a camera would leave it. */
export function honestFrame(
  seed: number,
  { widthPx = 96, heightPx = 80, stars = 25, saturationAdu = 60_000 } = {},
): { readonly header: Header; readonly image: Image<Uint16Array> } {
  const dice = random(seed);
  const half = (widthPx * 4) / 3600 / 2;
  const sky: SkyStar[] = Array.from({ length: stars }, () => ({
    raDeg: pointing.raDeg + (2 * dice.uniform() - 1) * half,
    decDeg: pointing.decDeg + (2 * dice.uniform() - 1) * half,
    mag: 9 + 6 * dice.uniform(),
  }));
  const { image } = renderFrame({
    ...{ widthPx, heightPx, pixelScaleArcsec: 4, centre: pointing, rotationDeg: 0, stars: sky, seed },
    ...{ zeroPointMag: 20.5, extinctionMag: 0.2, airmass: 1.2, fwhmArcsec: 10, skyMagPerArcsec2: 20.5 },
    ...{ exposureS: 30, gainEPerAdu, readNoiseE: 8, biasAdu: 300, darkEPerS: 0.1, saturationAdu },
    cosmicRaysPerFrame: 1,
  });
  const header = frameHeader({
    ...{ startAt: new Date('2017-12-20T01:33:43.250Z'), exposureS: 30, filter: 'V', gainEPerAdu, readNoiseE: 8 },
    ...{ saturationAdu, pointing, object: 'GRB 171220A', airmass: 1.2, telescope: 'simulated', instrument: 'north' },
    ...{ site: { latitudeDeg: -29.26, longitudeDeg: -70.73, elevationM: 2400 }, pixelScaleArcsec: 4, binning: 1 },
    ...{ ccdTemperatureC: -20, imageType: 'LIGHT' },
  });
  return { header, image };
}
