import { instrumental, type ForcedFlux } from '@nightjar/imaging';
import { candidateName, type CandidateRecord } from '../science/candidate-files.js';
import type { ScienceFrame } from '../science/read-science.js';
import { zeroPointOfWholeFlux } from '../science/whole-flux.js';
import type { FrameZeroPoint } from '../science/zero-point.js';
import type { PipelineContext } from '../kit/definition.js';
import type { JudgedCandidate } from './find.js';

/** A zero point that holds for whole fluxes, as those of a difference are. */
export type WholeZeroPoint = Pick<FrameZeroPoint, 'value' | 'error'>;

/** The frame's zero point for whole fluxes; undefined, and said, where nobody knows one. */
export function wholeZeroPoint(
  science: ScienceFrame,
  log: PipelineContext<unknown>['log'],
): WholeZeroPoint | undefined {
  const { zeroPoint } = science;
  if (!zeroPoint) {
    log('The frame has no zero point: magnitudes are left out. Run photometry first, or give zeroPoint.', 'warn');
    return undefined;
  }
  const { value, error, radiusPx, from } = zeroPoint;
  if (radiusPx === undefined) {
    log(`zero point ${value.toFixed(3)} (${from})`);
    return { value, error };
  }
  const whole = zeroPointOfWholeFlux(science, { value, radiusPx });
  if (whole === undefined) {
    log('Too few stars tell what the aperture of the zero point leaves out; it is used as it is.', 'warn');
    return { value, error };
  }
  log(`zero point ${value.toFixed(3)} in ${radiusPx.toFixed(1)} px (${from}), ${whole.toFixed(3)} for whole fluxes`);
  return { value: whole, error };
}

/** The magnitude of a change of flux of either sign, and its error; null where there is none. */
export function magnitudeOf(
  { psfFluxAdu, psfFluxErrorAdu }: Pick<ForcedFlux, 'psfFluxAdu' | 'psfFluxErrorAdu'>,
  zeroPoint: WholeZeroPoint | undefined,
): { readonly mag: number | null; readonly magError: number | null } {
  const { instrumentalMag, instrumentalMagError } = instrumental(Math.abs(psfFluxAdu), psfFluxErrorAdu);
  const mag = zeroPoint ? zeroPoint.value + instrumentalMag : NaN;
  if (!zeroPoint || !Number.isFinite(mag)) return { mag: null, magError: null };
  return { mag, magError: Math.hypot(instrumentalMagError, zeroPoint.error) };
}

/** A candidate as the files and facts tell of it. */
export function recordOf(candidate: JudgedCandidate, zeroPoint: WholeZeroPoint | undefined): CandidateRecord {
  const { sky, xPx, yPx, snr, sign, kept, reasons, known, psfFluxAdu, psfFluxErrorAdu } = candidate;
  return {
    ...{ name: candidateName(sky, candidate), raDeg: sky?.raDeg ?? null, decDeg: sky?.decDeg ?? null, xPx, yPx },
    ...magnitudeOf(candidate, zeroPoint),
    ...{ snr, sign, fluxAdu: psfFluxAdu, fluxErrorAdu: psfFluxErrorAdu, kept, reasons, known },
  };
}
