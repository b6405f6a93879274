import { mjd } from '@nightjar/astro';
import { colourTerms, footprint, zeroPointAt, type Brightness, type FrameInspection } from '@nightjar/imaging';
import { footprintFacts, frameFootprint } from '../frame/footprint.js';
import type { PipelineInput } from '../kit/definition.js';
import type { MadeDatum } from '../kit/output.js';
import type { TargetRow } from '../targets/target-table.js';
import type { FrameLimits } from './limits.js';
import type { TargetMeasure } from './measure-target.js';
import type { Settings } from './params.js';
import type { Field } from './reduction.js';
import type { FrameZeroPoint } from './zero-point.js';

/** All that a run found. */
export interface Findings {
  readonly field: Field;
  readonly zeroPoint: FrameZeroPoint;
  readonly limits: FrameLimits;
  readonly targets: readonly TargetMeasure[];
  readonly warnings: readonly string[];
  readonly settings: Settings;
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** What was found of the frame, fit for JSON: null where nothing was. */
export function factsOf({ field, zeroPoint: { fit }, limits, targets, warnings, settings }: Findings) {
  const { image, seen, objects, solution, reference } = field;
  const { widthPx, heightPx } = image;
  const { pixelScaleArcsec, positionAngleDeg } = footprint(solution.wcs, image);
  // STDPipe's centre: pixel (width / 2, height / 2) counted from 0, half a pixel beyond the middle on either axis
  const centre = solution.wcs.pixelToSky({ xPx: widthPx / 2 + 1, yPx: heightPx / 2 + 1 });
  const middle = zeroPointAt(fit.model, { xPx: (widthPx + 1) / 2, yPx: (heightPx + 1) / 2 });
  // with a term that hangs on brightness the zero point of a place alone is none
  const zero = Number.isFinite(middle.value) ? middle : fit;
  const [term] = colourTerms(fit.model);
  return {
    ...{ filter: field.filter, gainEPerAdu: seen.gainEPerAdu, saturationAdu: seen.saturationAdu },
    ...{ startedAt: seen.startAt?.toISOString() ?? null, maskedFraction: seen.maskedFraction },
    ...{ objects: objects.objects.filter(({ snr }) => snr >= settings.limitSigma).length, fwhmPx: objects.fwhmPx },
    wcs: {
      ...{ centerRaDeg: centre.raDeg, centerDecDeg: centre.decDeg, pixelScaleArcsec, widthPx, heightPx },
      ...{
        residualArcsec: finite(solution.residualArcsec),
        source: solution.source,
        refined: solution.refined,
        order: solution.order,
      },
    },
    ...{ starsMatched: solution.starsMatched, residualArcsec: finite(solution.residualArcsec) },
    ...{ pixelScaleArcsec, rotationDeg: positionAngleDeg },
    footprint: footprintFacts(frameFootprint(solution.wcs, image)),
    zeroPoint: {
      ...{ value: zero.value, error: zero.error, rms: fit.rms, starsUsed: fit.starsUsed },
      ...{ catalogue: reference.catalogue, filter: reference.band },
      colorTerm: term?.value ?? settings.forceColorTerm ?? null,
    },
    ...{ zeroPointMag: zero.value, zeroPointErrorMag: zero.error, zeroPointScatterMag: fit.scatter },
    ...{ starsUsed: fit.starsUsed, starsRejected: fit.starsRejected },
    calibratedOn: `${reference.catalogue} ${reference.band}`,
    limits: limits.limits,
    targets: targets.map(targetFacts),
    ...ownFacts(targets),
    ...{ radiusPx: objects.radiusPx, warnings },
  };
}

/** A target of which nothing is known stands there all the same. */
export function targetFacts(target: TargetMeasure): TargetFacts {
  const { name, at } = target.wanted;
  const unknown = { mag: null, magError: null, limitMag: null, fluxAdu: null, fluxErrorAdu: null, detected: false };
  const asked = 'kind' in at ? { raDeg: null, decDeg: null } : { raDeg: at.raDeg, decDeg: at.decDeg };
  if (target.kind === 'lost') return { name, ...asked, xPx: null, yPx: null, ...unknown };
  if (target.kind === 'placed') return { name, ...asked, xPx: target.place.xPx, yPx: target.place.yPx, ...unknown };
  const { sky, place, flux, brightness, limitMag } = target.measured;
  const seen = brightness.kind === 'detection';
  return {
    ...{ name, raDeg: sky.raDeg, decDeg: sky.decDeg, xPx: place.xPx, yPx: place.yPx },
    ...{ mag: seen ? brightness.mag : null, magError: seen ? brightness.magError : null, limitMag },
    ...{ fluxAdu: flux.fluxAdu, fluxErrorAdu: flux.fluxErrorAdu, detected: seen },
  };
}

/** A target as facts and tables tell of it; null is what is not known of it. */
export interface TargetFacts extends TargetRow {
  readonly mag: number | null;
  readonly magError: number | null;
  readonly limitMag: number | null;
  readonly detected: boolean;
}

/** The process's own target at first sight. */
function ownFacts(targets: readonly TargetMeasure[]) {
  const own = targets.find(({ wanted }) => wanted.isOwn);
  if (own?.kind !== 'measured') return {};
  const { place, brightness, peakAdu } = own.measured;
  return { ...brightness, xPx: place.xPx, yPx: place.yPx, placedBy: place.by, peakAdu };
}

/** A frame whose header tells when it was taken. */
export type Timed = FrameInspection & { readonly midAt: Date; readonly exposureS: number };

/** The point of the light curve. */
export function datumOf(brightness: Brightness, seen: Timed, { header }: Field, { product }: PipelineInput): MadeDatum {
  const { camera } = product.meta;
  return {
    kind: 'photometry',
    time: seen.midAt.toISOString(),
    mjd: mjd(seen.midAt),
    exposureS: seen.exposureS,
    filter: seen.filterText ?? seen.filter,
    ...(brightness.kind === 'detection'
      ? { mag: brightness.mag, magError: brightness.magError, limit: null }
      : { mag: null, magError: null, limit: brightness.limitMag }),
    instrument: typeof camera === 'string' ? camera : (header.text('INSTRUME') ?? 'unknown'),
    source: 'nightjar photometry',
    product: product.id,
  };
}

/** How it ended, in a line for a person. */
export function sentence({ field, zeroPoint: { fit }, limits, targets }: Findings): string {
  const band = field.seen.filterText ?? field.seen.filter;
  const own = targets.find(({ wanted }) => wanted.isOwn) ?? targets.find(({ kind }) => kind === 'measured');
  if (own?.kind === 'measured') {
    const { brightness } = own.measured;
    return brightness.kind === 'detection'
      ? `${band} = ${brightness.mag.toFixed(3)} ± ${brightness.magError.toFixed(3)}`
      : `nothing seen: ${band} > ${brightness.limitMag.toFixed(2)} (${brightness.sigma} sigma)`;
  }
  const { catalogue, band: of } = field.reference;
  const deep = limits.limits['5'] === null ? '' : `, ${limits.limits['5'].toFixed(2)} at a S/N of 5`;
  return `zero point ${fit.value.toFixed(3)} ± ${fit.error.toFixed(3)} by ${fit.starsUsed} stars of ${catalogue} (${of})${deep}`;
}
