import { mjd } from '@nightjar/astro';
import { calibrate, measureForced, type Difference, type ForcedFlux, type PixelPosition } from '@nightjar/imaging';
import type { PipelineTarget } from '../kit/definition.js';
import type { MadeDatum } from '../kit/output.js';
import type { ScienceFrame } from '../science/read-science.js';
import type { WholeZeroPoint } from './brightness.js';
import { onFrame, onPart, type Box } from './sub-frames.js';

/** Where the target is on the frame; undefined without a WCS, or when it is not on it. */
export function placeOfTarget(
  target: PipelineTarget | null,
  { wcs, image }: Pick<ScienceFrame, 'wcs' | 'image'>,
): PixelPosition | undefined {
  const at = target && wcs?.skyToPixel(target);
  const inside = at && at.xPx >= 0.5 && at.yPx >= 0.5 && at.xPx < image.widthPx + 0.5 && at.yPx < image.heightPx + 0.5;
  return inside ? at : undefined;
}

/** The target on the part that holds it, on the frame's pixels. */
export function measureTarget(difference: Difference, part: Box, place: PixelPosition): ForcedFlux | undefined {
  const [seen] = measureForced(difference, [onPart(place, part)]);
  return seen && onFrame(seen, part);
}

/** So much of the target's light may be masked. */
const mostMasked = 0.25;

/** What the difference says of the target: its change in magnitudes, or that none as bright as the limit is there. */
export function targetFacts(seen: ForcedFlux, zeroPoint: WholeZeroPoint | undefined, limitSigma: number) {
  const { psfFluxAdu, psfFluxErrorAdu, maskedFraction, xPx, yPx } = seen;
  const measured = psfFluxErrorAdu > 0 && Number.isFinite(psfFluxAdu) && maskedFraction <= mostMasked;
  const flux = { xPx, yPx, fluxAdu: psfFluxAdu, fluxErrorAdu: psfFluxErrorAdu, snr: psfFluxAdu / psfFluxErrorAdu };
  if (!measured) return { ...flux, maskedFraction, because: 'it is masked: saturated, hit or not on the template' };
  const brightness = zeroPoint && calibrate(psfFluxAdu, psfFluxErrorAdu, zeroPoint, limitSigma);
  return { ...flux, maskedFraction, ...(brightness && { brightness }) };
}
export type TargetFacts = ReturnType<typeof targetFacts>;

/** The point of the light curve; undefined where magnitude, time or exposure are not known. */
export function datumOf(facts: TargetFacts, { seen, header, input }: ScienceFrame): MadeDatum | undefined {
  const { midAt, exposureS } = seen;
  if (!('brightness' in facts) || !facts.brightness || !midAt || !exposureS) return undefined;
  const { brightness } = facts;
  const { camera } = input.product.meta;
  return {
    ...{ kind: 'photometry', time: midAt.toISOString(), mjd: mjd(midAt), exposureS },
    filter: seen.filterText ?? seen.filter,
    ...(brightness.kind === 'detection'
      ? { mag: brightness.mag, magError: brightness.magError, limit: null }
      : { mag: null, magError: null, limit: brightness.limitMag }),
    instrument: typeof camera === 'string' ? camera : (header.text('INSTRUME') ?? 'unknown'),
    ...{ source: 'nightjar subtraction', product: input.product.id },
  };
}
