import type { Magnitudes } from '@nightjar/astro';
import {
  apertureLimit,
  calibrate,
  edgeDistance,
  objectFlag,
  zeroPointAt,
  type Brightness,
  type Image,
  type ObjectFlux,
  type PixelPosition,
  type SkyPosition,
  type Wcs,
  type ZeroPointModel,
} from '@nightjar/imaging';
import type { WantedTarget } from '../targets/wanted-targets.js';
import type { FrameObjects } from './objects.js';
import type { Settings } from './params.js';
import { nearSaturation, type SeenStar } from './star-choice.js';
import { moveOntoLight, targetPlace, type TargetPlace } from './target-place.js';

/** A target of which a frame says something, or why it says nothing. */
export type TargetMeasure =
  | { readonly kind: 'measured'; readonly wanted: WantedTarget; readonly measured: MeasuredTarget }
  | { readonly kind: 'placed'; readonly wanted: WantedTarget; readonly place: TargetPlace; readonly because: string }
  | { readonly kind: 'lost'; readonly wanted: WantedTarget; readonly because: string };

export interface MeasuredTarget {
  readonly sky: SkyPosition;
  readonly place: TargetPlace;
  readonly flux: ObjectFlux;
  readonly brightness: Brightness;
  /** What a source here must have at least to be seen. */
  readonly limitMag: Magnitudes;
  /** Brightest pixel in the aperture, ADU, with its sky. */
  readonly peakAdu: number;
  readonly warnings: readonly string[];
}

/** What a target is measured on. */
export interface Surroundings {
  readonly image: Image;
  readonly saturationAdu: number;
  readonly wcs: Wcs;
  readonly objects: FrameObjects;
  readonly settings: Settings;
}

/** Where each target is; undefined for one that is not on the frame with its whole aperture. */
export function placeTargets(
  targets: readonly WantedTarget[],
  stars: readonly SeenStar[],
  { image, wcs, objects, settings }: Surroundings,
): (TargetPlace | undefined)[] {
  const { radiusPx, fwhmPx, frame } = objects;
  const sources = objects.objects.map(({ source }) => source);
  return targets.map(({ at }) => {
    const place: TargetPlace | undefined =
      'kind' in at
        ? { xPx: at.xPx, yPx: at.yPx, by: 'given' }
        : targetPlace(at, wcs, stars, { sources, fwhmPx }, image);
    if (!place || edgeDistance(place, image) < radiusPx) return undefined;
    return settings.flags.centroidTargets ? moveOntoLight(place, frame.image, radiusPx, frame.mask) : place;
  });
}

/** Measures a target as the stars were measured, with the zero point of its own place. */
export function measureTarget(
  wanted: WantedTarget,
  place: TargetPlace | undefined,
  model: ZeroPointModel,
  neighbours: readonly PixelPosition[],
  { image, saturationAdu, wcs, objects, settings }: Surroundings,
): TargetMeasure {
  const { radiusPx, fwhmPx } = objects;
  if (!place) return { kind: 'lost', wanted, because: `${wanted.name} is not on this frame, or cut by its edge.` };
  const peakAdu = peakNear(image, place, radiusPx);
  if (peakAdu >= saturationAdu)
    return {
      ...{ kind: 'placed', wanted, place },
      because: `${wanted.name} is saturated on this frame: a shorter exposure is wanted.`,
    };
  const [flux] = objects.measure([place]);
  const fault = flux && faultOf(flux);
  if (!flux || fault !== undefined)
    return {
      kind: 'placed',
      wanted,
      place,
      because: `${wanted.name} cannot be measured: ${fault ?? 'nothing is there'}.`,
    };
  const zero = zeroPointAt(model, { ...place, instrumentalMag: flux.instrumentalMag });
  const atLimit = zeroPointAt(model, {
    ...place,
    instrumentalMag: -2.5 * Math.log10(settings.limitSigma * flux.skyFluxErrorAdu),
  });
  const limitMag = apertureLimit(flux.skyFluxErrorAdu, atLimit.value, settings.limitSigma);
  const near = neighbours.some(
    ({ xPx, yPx }) =>
      Math.hypot(xPx - place.xPx, yPx - place.yPx) < radiusPx + fwhmPx && !isItself({ xPx, yPx }, place, fwhmPx),
  );
  const measured = {
    ...{ sky: 'kind' in wanted.at ? wcs.pixelToSky(place) : wanted.at, place, flux, limitMag, peakAdu },
    brightness: calibrate(
      flux.fluxAdu,
      flux.fluxErrorAdu,
      Number.isFinite(zero.value) ? zero : atLimit,
      settings.limitSigma,
    ),
    warnings: warningsOf(wanted.name, peakAdu, saturationAdu, near),
  };
  return { kind: 'measured', wanted, measured };
}

/** A target may be a star of the catalogue. */
const isItself = (star: PixelPosition, place: PixelPosition, fwhmPx: number): boolean =>
  Math.hypot(star.xPx - place.xPx, star.yPx - place.yPx) < fwhmPx / 2;

/** Why an aperture's flux is no measure of what is in it. */
function faultOf({ flags, fluxAdu, fluxErrorAdu }: ObjectFlux): string | undefined {
  if ((flags & objectFlag.badPosition) !== 0 || !Number.isFinite(fluxAdu) || !(fluxErrorAdu > 0))
    return 'there is no sky beside it';
  if ((flags & objectFlag.maskedAperture) !== 0) return 'bad pixels lie in its aperture';
  return (flags & objectFlag.cut) === 0 ? undefined : 'the edge of the frame cuts it';
}

/** What a reader of the magnitude should know. */
const warningsOf = (name: string, peakAdu: number, saturationAdu: number, neighbour: boolean): string[] => [
  ...(peakAdu >= nearSaturation * saturationAdu
    ? [`${name} peaks at ${peakAdu.toFixed(0)} ADU, near the saturation at ${saturationAdu.toFixed(0)}.`]
    : []),
  ...(neighbour ? [`A star of the catalogue lies in or beside the aperture of ${name}: its light is included.`] : []),
];

/** The brightest pixel within a distance of a place. */
export function peakNear({ widthPx, heightPx, data }: Image, { xPx, yPx }: PixelPosition, radiusPx: number): number {
  let peak = -Infinity;
  for (let y = Math.max(1, Math.ceil(yPx - radiusPx)); y <= Math.min(heightPx, yPx + radiusPx); y++)
    for (let x = Math.max(1, Math.ceil(xPx - radiusPx)); x <= Math.min(widthPx, xPx + radiusPx); x++)
      peak = Math.max(peak, data[(y - 1) * widthPx + x - 1] ?? -Infinity);
  return peak;
}
