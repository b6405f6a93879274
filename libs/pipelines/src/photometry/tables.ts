import type { Arcseconds } from '@nightjar/astro';
import { ecsv, snAt, zeroPointAt, type Column, type Wcs, type ZeroPointModel } from '@nightjar/imaging';
import type { MatchedStar } from './calibration-stars.js';
import type { Reference } from './catalogue.js';
import type { CalibratedObject, FrameLimits } from './limits.js';
import type { FrameZeroPoint } from './zero-point.js';

/** A number no longer than its error makes sensible. */
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

type Real<Row> = readonly [name: string, unit: string | undefined, digits: number, value: (row: Row) => number];
const real = <Row>([name, unit, digits, value]: Real<Row>): Column<Row> => ({
  ...{ name, type: 'real', value: (row) => rounded(value(row), digits) },
  ...(unit === undefined ? {} : { unit }),
});

/** Every object that was measured. Pixels are FITS pixels, the sky is ICRS. */
export function objectTable(
  objects: readonly CalibratedObject[],
  wcs: Wcs,
  meta: Readonly<Record<string, string>>,
): string {
  const columns: Column<CalibratedObject>[] = [
    real(['ra', 'deg', 7, ({ object }) => wcs.pixelToSky(object).raDeg]),
    real(['dec', 'deg', 7, ({ object }) => wcs.pixelToSky(object).decDeg]),
    real(['x', 'pix', 3, ({ object }) => object.xPx]),
    real(['y', 'pix', 3, ({ object }) => object.yPx]),
    real(['flux', 'adu', 3, ({ object }) => object.fluxAdu]),
    real(['fluxerr', 'adu', 3, ({ object }) => object.fluxErrorAdu]),
    real(['mag', 'mag', 4, ({ object }) => object.instrumentalMag]),
    real(['mag_calib', 'mag', 4, ({ mag }) => mag]),
    real(['mag_calib_err', 'mag', 4, ({ magError }) => magError]),
    real(['snr', undefined, 2, ({ object }) => object.snr]),
    real(['fwhm', 'pix', 3, ({ object }) => 2 * object.source.halfLightRadiusPx]),
    real(['fwhm_image', 'pix', 3, ({ object }) => object.source.fwhmPx]),
    real(['peak_share', undefined, 5, ({ object: { source } }) => source.fluxMaxAdu / source.fluxAutoAdu]),
    real(['elongation', undefined, 3, ({ object }) => object.source.elongation]),
    real(['bg_local', 'adu', 3, ({ object }) => object.localSkyAdu]),
    { name: 'flags', type: 'integer', value: ({ object }) => object.flags },
  ];
  return ecsv(objects, columns, meta);
}

interface KnownStar {
  readonly matched: MatchedStar;
  readonly state: string;
  readonly residual: number;
}

/** The catalogue's stars that are seen: what they are, what they were measured as, and whether the zero point rests on them. */
export function catalogueTable(
  matched: readonly MatchedStar[],
  { fit, used, residuals }: FrameZeroPoint,
  { catalogue, band, pair }: Reference,
  pixelScaleArcsec: Arcseconds,
): string {
  const colour = pair ? pair.join('-') : 'colour';
  const rows = matched.map((one, i): KnownStar => ({
    matched: one,
    state: used[i] ? 'used' : (one.unfit ?? 'rejected'),
    residual: residuals[i] ?? NaN,
  }));
  const calibrated = ({ object }: MatchedStar): number => object.instrumentalMag + zeroPointAt(fit.model, object).value;
  const columns: Column<KnownStar>[] = [
    real(['ra', 'deg', 7, ({ matched: { star } }) => star.raDeg]),
    real(['dec', 'deg', 7, ({ matched: { star } }) => star.decDeg]),
    real([`${band}mag`, 'mag', 4, ({ matched: { star } }) => star.mag]),
    real([`e_${band}mag`, 'mag', 4, ({ matched: { star } }) => star.magError]),
    real([colour, 'mag', 4, ({ matched: { star } }) => star.colour]),
    real(['x', 'pix', 3, ({ matched: { object } }) => object.xPx]),
    real(['y', 'pix', 3, ({ matched: { object } }) => object.yPx]),
    real(['dx', 'pix', 3, ({ matched: { object, predicted } }) => object.xPx - predicted.xPx]),
    real(['dy', 'pix', 3, ({ matched: { object, predicted } }) => object.yPx - predicted.yPx]),
    real(['mag', 'mag', 4, ({ matched: { object } }) => object.instrumentalMag]),
    real(['mag_calib', 'mag', 4, (row) => calibrated(row.matched)]),
    real(['mag_err', 'mag', 4, ({ matched: { object } }) => object.instrumentalMagError]),
    real(['residual', 'mag', 4, ({ residual }) => residual]),
    { name: 'state', type: 'text', value: ({ state }) => state },
  ];
  return ecsv(rows, columns, {
    ...{ catalogue, band, colour, zeroPoint: modelText(fit.model, fit.termNames) },
    pixelScale: `${pixelScaleArcsec.toFixed(4)} arcsec`,
  });
}

const modelText = ({ coefficients, centre, scalePx }: ZeroPointModel, names: readonly string[]): string =>
  `${names.map((name, i) => `${(coefficients[i] ?? NaN).toFixed(5)} ${name}`).join(' + ')}; x, y from ${centre.xPx.toFixed(2)} ${centre.yPx.toFixed(2)} in ${scalePx.toFixed(2)} px`;

/** S/N that a star of each magnitude has by the model, from the brightest object to where nothing is seen. */
export function limitTable(
  { model, limits }: FrameLimits,
  calibrated: readonly CalibratedObject[],
): string | undefined {
  if (!model) return undefined;
  const brightest = calibrated.reduce((least, { mag }) => (mag < least ? mag : least), Infinity);
  const faintest = (limits['3'] ?? brightest) + 1;
  const steps = Math.max(1, Math.min(200, Math.ceil((faintest - brightest) / 0.1)));
  const rows = Array.from({ length: steps + 1 }, (_, i) => brightest + ((faintest - brightest) * i) / steps);
  const text = Object.entries(limits).map(
    ([snr, mag]) => [`limit_${snr}`, mag === null ? '' : mag.toFixed(4)] as const,
  );
  return ecsv(
    rows,
    [real(['mag', 'mag', 3, (mag: number) => mag]), real(['snr', undefined, 4, (mag: number) => snAt(model, mag)])],
    Object.fromEntries(text),
  );
}
