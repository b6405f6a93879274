import { Header, random, renderFrame, writeImage, type SkyStar } from '@nightjar/imaging';

/** A small frame of an even sky with a few stars on it: it can be inspected, and nothing on it can be solved. */
export function smallFrame(): Buffer {
  const [widthPx, heightPx] = [64, 48];
  const data = Float64Array.from({ length: widthPx * heightPx }, (_, i) => 1000 + ((i * 7919) % 13));
  for (const at of [700, 1500, 2300]) data[at] = 20_000;
  const header = new Header([
    { keyword: 'DATE-OBS', value: '2008-03-19T06:13:20.000' },
    { keyword: 'EXPTIME', value: 30 },
    { keyword: 'FILTER', value: 'V' },
    { keyword: 'GAIN', value: 1.5 },
    { keyword: 'SATURATE', value: 65535 },
  ]);
  return writeImage(header, { widthPx, heightPx, data });
}

const centre = { raDeg: 150, decDeg: 20 };
const dice = random(5);
const place = () => ({ raDeg: 150 + 0.15 * (2 * dice.uniform() - 1), decDeg: 20 + 0.14 * (2 * dice.uniform() - 1) });
const stars: readonly SkyStar[] = Array.from({ length: 120 }, () => ({
  ...place(),
  mag: 9.5 + 6 * Math.sqrt(dice.uniform()),
}));

/** A frame of a field of stars with its WCS; `more` are there besides. */
export function fieldFrame(seed: number, more: readonly SkyStar[] = []): Buffer {
  const { image, truth } = renderFrame({
    ...{ widthPx: 256, heightPx: 256, pixelScaleArcsec: 4, centre, rotationDeg: 0, stars: [...stars, ...more], seed },
    ...{ zeroPointMag: 20.5, extinctionMag: 0, airmass: 1, fwhmArcsec: 12, skyMagPerArcsec2: 20.5, exposureS: 30 },
    ...{ gainEPerAdu: 1.5, readNoiseE: 8, biasAdu: 300, darkEPerS: 0.1, saturationAdu: 60_000, cosmicRaysPerFrame: 0 },
  });
  const facts = { 'DATE-OBS': '2008-03-19T06:13:20.000', EXPTIME: 30, FILTER: 'V', GAIN: 1.5, SATURATE: 60_000 };
  const cards = Object.entries(facts).map(([keyword, value]) => ({ keyword, value }));
  return writeImage(new Header([...cards, ...truth.wcs.cards]), image);
}

/** A frame of some stars in r, at one arcsec a pixel: fine enough for a survey to be its template. */
export function surveyedFrame(
  at: { readonly raDeg: number; readonly decDeg: number },
  shown: readonly SkyStar[],
): Buffer {
  const { image, truth } = renderFrame({
    ...{ widthPx: 384, heightPx: 384, pixelScaleArcsec: 1, centre: at, rotationDeg: 0, stars: shown, seed: 3 },
    ...{ zeroPointMag: 24, extinctionMag: 0, airmass: 1, fwhmArcsec: 3.2, skyMagPerArcsec2: 20.5, exposureS: 60 },
    ...{ gainEPerAdu: 1.5, readNoiseE: 8, biasAdu: 300, darkEPerS: 0.1, saturationAdu: 60_000, cosmicRaysPerFrame: 0 },
  });
  const facts = { 'DATE-OBS': '2008-03-19T06:13:20.000', EXPTIME: 60, FILTER: 'r', GAIN: 1.5, SATURATE: 60_000 };
  const cards = Object.entries(facts).map(([keyword, value]) => ({ keyword, value }));
  return writeImage(new Header([...cards, ...truth.wcs.cards]), image);
}
