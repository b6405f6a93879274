import type { Pixels } from '@nightjar/astro';
import { edgeDistance } from '../frame-edge.js';
import type { Image, PixelPosition } from '../image.js';
import { pixelShare } from '../photometry/overlap.js';
import { measureShape } from '../register/shape.js';
import type { Difference } from './difference.js';
import { shiftedPsf, type Psf } from './psf.js';
import { differenceMask } from './subtract.js';
import { weightedNoise } from './weighted-noise.js';

/** Something that is brighter (positive) or fainter (negative) than on the template. */
export interface Candidate extends PixelPosition {
  readonly sign: 'positive' | 'negative';
  /** Height under the matched filter in units of its noise; negative for a loss of light. */
  readonly snr: number;
  /** Flux in the aperture on the scale of the science frame, and its error; no correction for what lies outside. */
  readonly fluxAdu: number;
  readonly fluxErrorAdu: number;
  /**
   * Flux of the point spread function that fits best, and its error: of its light within two FWHM to either side along x and y,
   * which of a Moffat profile of exponent 3.5 is 98.5 %.
   */
  readonly psfFluxAdu: number;
  readonly psfFluxErrorAdu: number;
  /** Mean squared residual of that fit in units of noise, with a fifth of its height allowed for. */
  readonly psfChi2: number;
  /** Width and elongation; undefined when the light has no centre. */
  readonly fwhmPx?: Pixels;
  readonly elongation?: number;
  /** Width over that of a star of the difference. */
  readonly widthRatio?: number;
  /** Share of the pixels within one FWHM that are masked, and the bits of the mask there. */
  readonly maskedFraction: number;
  readonly maskBits: number;
  /** Share of the pixels that light of a star here reaches, resampled, of which the template shows nothing. */
  readonly uncoveredFraction: number;
  /** Distance to the nearest edge. */
  readonly edgePx: Pixels;
  /** Light of the other sign within 1.5 FWHM, as a share of its own: near 1 for a dipole. */
  readonly oppositeFraction: number;
  /** Flux at this place on science frame and template, in the same aperture. */
  readonly scienceFluxAdu: number;
  readonly templateFluxAdu: number;
}

/** Measures what was found at an index of the difference. */
export function measureCandidate(
  difference: Difference,
  { at, snr }: { readonly at: number; readonly snr: number },
  psf: Psf,
  radiusPx: number,
): Candidate {
  const { widthPx, fwhmPx } = difference;
  const sign = snr > 0 ? 1 : -1;
  const guess = { xPx: (at % widthPx) + 1, yPx: Math.floor(at / widthPx) + 1 };
  const local = localSquare(difference, guess, psf.halfPx, sign);
  const shape = measureShape(local.image, { xPx: psf.halfPx + 1, yPx: psf.halfPx + 1 }, fwhmPx);
  const place = shape
    ? { xPx: guess.xPx + shape.xPx - psf.halfPx - 1, yPx: guess.yPx + shape.yPx - psf.halfPx - 1 }
    : guess;
  return {
    ...place,
    sign: sign > 0 ? 'positive' : 'negative',
    snr,
    ...apertureFluxes(difference, place, radiusPx),
    ...fitPsf(difference, place, psf),
    ...(shape && { fwhmPx: shape.fwhmPx, elongation: shape.elongation, widthRatio: shape.fwhmPx / fwhmPx }),
    ...surroundings(difference, place, sign),
    edgePx: edgeDistance(place, difference),
  };
}

/** The difference times a sign about a pixel, as a frame of its own. */
function localSquare({ widthPx, heightPx, difference }: Difference, at: PixelPosition, halfPx: number, sign: number) {
  const side = 2 * halfPx + 1;
  const data = new Float32Array(side * side);
  for (let v = 0; v < side; v++) {
    const y = at.yPx - 1 - halfPx + v;
    if (y < 0 || y >= heightPx) continue;
    for (let u = 0; u < side; u++) {
      const x = at.xPx - 1 - halfPx + u;
      if (x >= 0 && x < widthPx) data[v * side + u] = sign * (difference[y * widthPx + x] ?? 0);
    }
  }
  const image: Image<Float32Array> = { widthPx: side, heightPx: side, data };
  return { image };
}

/** Flux in the aperture on the difference, and on both matched frames, ADU. */
export function apertureFluxes(difference: Difference, place: PixelPosition, radiusPx: number) {
  const halfPx = Math.ceil(radiusPx) + 1;
  const weights = new Float64Array((2 * halfPx + 1) ** 2);
  const template = difference.quality.convolved === 'template';
  let [flux, convolved] = [0, 0];
  eachNear(difference, place, halfPx, (from, dx, dy, i) => {
    const share = pixelShare(dx, dy, radiusPx);
    if (share === 0) return;
    weights[i] = share;
    flux += share * (difference.difference[from] ?? 0);
    convolved += share * (difference.convolved[from] ?? 0);
  });
  return {
    fluxAdu: flux,
    fluxErrorAdu: weightedNoise(difference, place, weights, halfPx),
    scienceFluxAdu: template ? convolved + flux : convolved,
    templateFluxAdu: template ? convolved : convolved - flux,
  };
}

/** What a star may differ from the mean star of the frame, as a share of its height (trailing, seeing, undersampling). */
const formTolerance = 0.2;

/** Amplitude by least squares with equal weights, as a bright source's own photons must not weigh down its core. */
export function fitPsf(difference: Difference, place: PixelPosition, psf: Psf) {
  const { halfPx } = psf;
  const profile = shiftedPsf(psf, place.xPx - Math.round(place.xPx), place.yPx - Math.round(place.yPx));
  let [square, cross] = [0, 0];
  eachNear(difference, place, halfPx, (from, _dx, _dy, i) => {
    const weight = difference.mask[from] === 0 ? (profile[i] ?? 0) : 0;
    square += weight * weight;
    cross += weight * (difference.difference[from] ?? 0);
  });
  const psfFluxAdu = square > 0 ? cross / square : NaN;
  const peak = psfFluxAdu * profile.reduce((highest, value) => Math.max(highest, value), 0);
  let [chi2, count] = [0, 0];
  eachNear(difference, place, halfPx, (from, dx, dy, i) => {
    if (difference.mask[from] !== 0 || Math.hypot(dx, dy) > difference.fwhmPx) return;
    const model = psfFluxAdu * (profile[i] ?? 0);
    const residual = (difference.difference[from] ?? 0) - model;
    chi2 += residual ** 2 / ((difference.noise[from] ?? 1) ** 2 + (formTolerance * peak) ** 2);
    count++;
  });
  const psfFluxErrorAdu =
    weightedNoise(
      difference,
      place,
      profile.map((value) => value / square),
      halfPx,
    ) || NaN;
  return { psfFluxAdu, psfFluxErrorAdu, psfChi2: count > 1 ? chi2 / (count - 1) : NaN };
}

/** So far Lanczos' window carries what a template lacks. */
const resampledPx = 3;

/**
 * Masked share within one FWHM; share without a template within 1.5 FWHM and what resampling adds; light of the other sign within
 * 1.5 FWHM, from pixels beyond two sigma.
 */
export function surroundings(difference: Difference, place: PixelPosition, sign: number) {
  const { fwhmPx, mask, noise } = difference;
  let [pixels, masked, bits, own, other] = [0, 0, 0, 0, 0];
  let [reached, uncovered] = [0, 0];
  const reach = 1.5 * fwhmPx + resampledPx;
  eachNear(difference, place, Math.ceil(reach), (from, dx, dy) => {
    const distance = Math.hypot(dx, dy);
    if (distance > reach) return;
    reached++;
    if (((mask[from] ?? 0) & differenceMask.uncovered) !== 0) uncovered++;
    if (distance <= fwhmPx) {
      pixels++;
      if (mask[from] !== 0) masked++;
      bits |= mask[from] ?? 0;
    }
    if (distance > 1.5 * fwhmPx || mask[from] !== 0) return;
    const value = sign * (difference.difference[from] ?? 0);
    if (value > 2 * (noise[from] ?? 0)) own += value;
    if (value < -2 * (noise[from] ?? 0)) other -= value;
  });
  return {
    maskedFraction: pixels > 0 ? masked / pixels : 1,
    maskBits: bits,
    uncoveredFraction: reached > 0 ? uncovered / reached : 1,
    oppositeFraction: own > 0 ? other / own : other > 0 ? 1 : 0,
  };
}

/** Pixels of a square about the pixel nearest to a place, with the offset from the place and the index in the square. */
function eachNear(
  { widthPx, heightPx }: Difference,
  place: PixelPosition,
  halfPx: number,
  visit: (from: number, dx: number, dy: number, index: number) => void,
): void {
  const [x0, y0] = [Math.round(place.xPx) - 1, Math.round(place.yPx) - 1];
  const side = 2 * halfPx + 1;
  for (let v = 0; v < side; v++) {
    const y = y0 - halfPx + v;
    if (y < 0 || y >= heightPx) continue;
    for (let u = 0; u < side; u++) {
      const x = x0 - halfPx + u;
      if (x < 0 || x >= widthPx) continue;
      visit(y * widthPx + x, x + 1 - place.xPx, y + 1 - place.yPx, v * side + u);
    }
  }
}
