import { mjd } from '@nightjar/astro';
import {
  calibrate,
  isOn,
  measureForced,
  type Column,
  type Difference,
  type ForcedFlux,
  type PixelPosition,
  type Wcs,
} from '@nightjar/imaging';
import type { MadeDatum, MadeProduct } from '../kit/output.js';
import type { ScienceFrame } from '../science/read-science.js';
import type { WholeZeroPoint } from './brightness.js';
import { targetTable } from '../targets/target-table.js';
import type { WantedTarget } from '../targets/wanted-targets.js';
import { onFrame, onPart, type Box } from '../frame/box.js';
import type { SubFrame } from './sub-frames.js';

/** A target that is on the frame. */
export interface PlacedTarget {
  readonly wanted: WantedTarget;
  readonly place: PixelPosition;
}

/** Those of the targets that are on the frame; one that has a place on the sky alone is on none without a WCS. */
export const placedTargets = (
  targets: readonly WantedTarget[],
  { wcs, image }: Pick<ScienceFrame, 'wcs' | 'image'>,
): PlacedTarget[] =>
  targets.flatMap((wanted) => {
    const place = 'kind' in wanted.at ? wanted.at : wcs?.skyToPixel(wanted.at);
    return isOn(place, image) ? [{ wanted, place: { xPx: place.xPx, yPx: place.yPx } }] : [];
  });

/** A target as it was measured on the difference. */
export interface MeasuredTarget extends PlacedTarget {
  readonly seen: ForcedFlux;
}

/** The targets that are a part's own, on the frame's pixels. */
export const measureTargets = (
  difference: Difference,
  { own, whole }: SubFrame,
  targets: readonly PlacedTarget[],
): MeasuredTarget[] =>
  targets
    .filter(({ place }) => holds(own, place))
    .flatMap(({ wanted, place }) => {
      const [seen] = measureForced(difference, [onPart(place, whole)]);
      return seen ? [{ wanted, place, seen: onFrame(seen, whole) }] : [];
    });

const holds = (own: Box, { xPx, yPx }: PixelPosition): boolean =>
  xPx - 0.5 >= own.x0 && xPx - 0.5 < own.x1 && yPx - 0.5 >= own.y0 && yPx - 0.5 < own.y1;

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

/** A target with its name and place, as facts and tables tell of it. */
export type NamedTarget = TargetFacts & {
  readonly name: string;
  readonly raDeg: number | null;
  readonly decDeg: number | null;
};

export function namedTarget({ wanted, place }: MeasuredTarget, facts: TargetFacts, wcs: Wcs | undefined): NamedTarget {
  const sky = 'kind' in wanted.at ? wcs?.pixelToSky(place) : wanted.at;
  return { name: wanted.name, raDeg: sky?.raDeg ?? null, decDeg: sky?.decDeg ?? null, ...facts };
}

const brightnessOf = (facts: TargetFacts) => ('brightness' in facts ? facts.brightness : undefined);

const brightness: readonly Column<NamedTarget>[] = [
  { name: 'sn', type: 'real', ucd: 'stat.snr', value: ({ snr }) => snr },
  { name: 'mag', type: 'real', unit: 'mag', ucd: 'phot.mag', value: (one) => detectionOf(one)?.mag },
  { name: 'mag_error', type: 'real', unit: 'mag', value: (one) => detectionOf(one)?.magError },
  { name: 'mag_limit', type: 'real', unit: 'mag', says: 'Where nothing is seen', value: (one) => limitOf(one) },
];

function detectionOf(facts: NamedTarget) {
  const brightness = brightnessOf(facts);
  return brightness?.kind === 'detection' ? brightness : undefined;
}

function limitOf(facts: NamedTarget): number | undefined {
  const brightness = brightnessOf(facts);
  return brightness?.kind === 'limit' ? brightness.limitMag : undefined;
}

/** The targets as they were measured on the difference. */
export const differenceTable = (targets: readonly NamedTarget[], of: MadeProduct['of']): MadeProduct =>
  targetTable('sub_target.vot', targets, brightness, of);
