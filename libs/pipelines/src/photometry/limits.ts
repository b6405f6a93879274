import type { Magnitudes } from '@nightjar/astro';
import { fitSnModel, limitAt, objectFlag, zeroPointAt, type SnModel, type ZeroPointModel } from '@nightjar/imaging';
import type { FrameObject } from './objects.js';

/** An object in magnitudes. */
export interface CalibratedObject {
  readonly object: FrameObject;
  /** In the system of the instrument: no colour of a source is known. NaN without positive flux. */
  readonly mag: Magnitudes;
  /** Of its photons and of the zero point at its place together. */
  readonly magError: Magnitudes;
}

/** How deep a frame is. */
export interface FrameLimits {
  /** Magnitude at a S/N of 10, 5 and 3, that is where its error is 1/10, 1/5 and 1/3; null where too few objects tell. */
  readonly limits: Readonly<Record<'10' | '5' | '3', Magnitudes | null>>;
  readonly model: SnModel | undefined;
}

export const calibrateObjects = (objects: readonly FrameObject[], model: ZeroPointModel): CalibratedObject[] =>
  objects.map((object) => {
    const zero = zeroPointAt(model, object);
    const mag = object.instrumentalMag + zero.value;
    return { object, mag, magError: Math.hypot(object.instrumentalMagError, zero.error) };
  });

/** Flags of an object whose S/N says something else than how bright it is. */
const misleading = ~objectFlag.deblended;

/**
 * S/N against magnitude of the objects without flags, each with the zero point of its own place. S/N is STDPipe's, one over
 * the error in magnitudes: flux over error is 1.0857 times as much.
 */
export function limitsOf(calibrated: readonly CalibratedObject[], leastSnr: number): FrameLimits {
  const model = fitSnModel(
    calibrated
      .filter(({ object }) => (object.flags & misleading) === 0 && object.snr >= leastSnr)
      .map(({ object, mag }) => ({ mag, snr: 1 / object.instrumentalMagError })),
  );
  const at = (snr: number): Magnitudes | null => {
    const limit = model ? limitAt(model, snr) : NaN;
    return Number.isFinite(limit) ? limit : null;
  };
  return { limits: { '10': at(10), '5': at(5), '3': at(3) }, model };
}
