import type { Magnitudes } from '@nightjar/astro';

/** 2.5 / ln 10: a relative flux error in magnitudes. */
const magPerRelativeFlux = 2.5 / Math.LN10;

/** What a measured flux says about a source: how bright it is, or how bright it can be at most. */
export type Brightness =
  | { readonly kind: 'detection'; readonly mag: Magnitudes; readonly magError: Magnitudes; readonly snr: number }
  | { readonly kind: 'limit'; readonly limitMag: Magnitudes; readonly sigma: number; readonly snr: number };

/**
 * Flux to magnitude. From `sigma` (default 3) times its error upwards a flux is a detection, with the error of the
 * photons and of the zero point together. Below that it is an upper limit: the flux measured (if positive) plus
 * `sigma` errors, so that the source is fainter with the confidence that
 * `sigma` promises, whatever the noise did.
 * @throws RangeError when the flux is no number or its error is not positive: nothing was measured.
 */
export function calibrate(
  fluxAdu: number,
  fluxErrorAdu: number,
  zeroPoint: { readonly value: Magnitudes; readonly error: Magnitudes },
  sigma = 3,
): Brightness {
  if (!Number.isFinite(fluxAdu) || !(fluxErrorAdu > 0))
    throw new RangeError(`no flux was measured: ${fluxAdu} +- ${fluxErrorAdu} ADU`);
  const snr = fluxAdu / fluxErrorAdu;
  if (snr >= sigma) {
    const magError = Math.hypot(magPerRelativeFlux / snr, zeroPoint.error);
    return { kind: 'detection', mag: instrumentalMag(fluxAdu) + zeroPoint.value, magError, snr };
  }
  const limitMag = instrumentalMag(Math.max(0, fluxAdu) + sigma * fluxErrorAdu) + zeroPoint.value;
  return { kind: 'limit', limitMag, sigma, snr };
}

const instrumentalMag = (fluxAdu: number): Magnitudes => -2.5 * Math.log10(fluxAdu);

/** The instrumental magnitude of a flux and its error, as {@link fitZeroPoint} takes them. NaN for a flux that is not positive. */
export const instrumental = (
  fluxAdu: number,
  fluxErrorAdu: number,
): { instrumentalMag: Magnitudes; instrumentalMagError: Magnitudes } => ({
  instrumentalMag: fluxAdu > 0 ? instrumentalMag(fluxAdu) : NaN,
  instrumentalMagError: (magPerRelativeFlux * fluxErrorAdu) / Math.abs(fluxAdu),
});
