import type { Pixels } from '@nightjar/astro';
import type { Image, PixelPosition } from '../image.js';
import { pixelShare } from '../photometry/overlap.js';
import { measureShape } from '../register/shape.js';
import { significanceMap } from './significance.js';
import type { Difference } from './difference.js';
import { gaussianPsf, medianPsf, shiftedPsf, type Psf } from './psf.js';
import { weightedNoise } from './weighted-noise.js';

/** Something that is brighter (positive) or fainter (negative) than on the template. */
export interface Candidate extends PixelPosition {
  readonly sign: 'positive' | 'negative';
  /** Height under the matched filter in units of its noise; negative for a loss of light. */
  readonly snr: number;
  /** Flux in the aperture on the scale of the science frame, and its error; no correction for what lies outside. */
  readonly fluxAdu: number;
  readonly fluxErrorAdu: number;
  /** Whole flux of the point spread function that fits best, and its error. */
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
  /** Distance to the nearest edge. */
  readonly edgePx: Pixels;
  /** Light of the other sign within 1.5 FWHM, as a share of its own: near 1 for a dipole. */
  readonly oppositeFraction: number;
  /** Flux at this place on science frame and template, in the same aperture. */
  readonly scienceFluxAdu: number;
  readonly templateFluxAdu: number;
}

export interface CandidateSettings {
  /** Least height under the matched filter, in standard deviations. Default 5. */
  readonly threshold?: number;
  /** Radius of the aperture. Default: one FWHM of the difference. */
  readonly apertureRadiusPx?: Pixels;
  readonly signs?: 'both' | 'positive' | 'negative';
  /** At most so many, the most significant. Default 2000. */
  readonly atMost?: number;
}

/** Science frame and template of a difference, both matched: same point spread function, same flux scale, sky at zero. */
export function matchedFrames({ widthPx, heightPx, convolved, difference, quality }: Difference) {
  const template = quality.convolved === 'template' ? convolved : minus(convolved, difference);
  const science = quality.convolved === 'science' ? convolved : plus(convolved, difference);
  return { science: { widthPx, heightPx, data: science }, template: { widthPx, heightPx, data: template } };
}

const plus = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value + (b[i] ?? 0));
const minus = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value - (b[i] ?? 0));

/**
 * Candidates of a difference: extremes of its matched filter (a Gaussian of the stars' width) over the noise of that
 * filter, the noise of the convolved frame carried through the kernel and the filter. Most significant first.
 */
export function findCandidates(difference: Difference, settings: CandidateSettings = {}): Candidate[] {
  const { threshold = 5, signs = 'both', atMost = 2000 } = settings;
  const radius = settings.apertureRadiusPx ?? difference.fwhmPx;
  const map = significanceMap(difference);
  const peaks = findExtremes(map, difference, threshold, signs, atMost);
  const stars = difference.quality.stamps.filter((stamp) => stamp.used);
  const { widthPx, heightPx } = difference;
  const psf =
    stars.length < 3
      ? gaussianPsf(Math.max(3, Math.ceil(2 * difference.fwhmPx)), difference.fwhmPx)
      : medianPsf({ widthPx, heightPx, data: difference.convolved }, stars, difference.fwhmPx);
  return peaks.map((peak) => measureCandidate(difference, peak, psf, radius));
}

/** Extremes over their 5 x 5 neighbours; of several of one sign within 1.5 FWHM the strongest. */
function findExtremes(
  map: Float32Array,
  { widthPx, heightPx, fwhmPx }: Difference,
  threshold: number,
  signs: NonNullable<CandidateSettings['signs']>,
  atMost: number,
) {
  const peaks: { readonly at: number; readonly snr: number }[] = [];
  for (let y = 2; y < heightPx - 2; y++) {
    for (let x = 2; x < widthPx - 2; x++) {
      const at = y * widthPx + x;
      const snr = map[at] ?? 0;
      if (!(Math.abs(snr) >= threshold)) continue;
      if ((signs === 'positive' && snr < 0) || (signs === 'negative' && snr > 0)) continue;
      if (isExtreme(map, at, widthPx, snr)) peaks.push({ at, snr });
    }
  }
  peaks.sort((a, b) => Math.abs(b.snr) - Math.abs(a.snr) || a.at - b.at);
  const kept: typeof peaks = [];
  for (const peak of peaks) {
    if (kept.length >= atMost) break;
    const crowded = kept.some((other) => {
      const [dx, dy] = [
        (peak.at % widthPx) - (other.at % widthPx),
        Math.floor(peak.at / widthPx) - Math.floor(other.at / widthPx),
      ];
      return Math.sign(other.snr) === Math.sign(peak.snr) && Math.hypot(dx, dy) < 1.5 * fwhmPx;
    });
    if (!crowded) kept.push(peak);
  }
  return kept;
}

function isExtreme(map: Float32Array, at: number, widthPx: number, snr: number): boolean {
  const sign = Math.sign(snr);
  for (let v = -2; v <= 2; v++) {
    for (let u = -2; u <= 2; u++) {
      const other = sign * (map[at + v * widthPx + u] ?? 0);
      if (other > sign * snr || (other === sign * snr && v * widthPx + u < 0)) return false;
    }
  }
  return true;
}

function measureCandidate(
  difference: Difference,
  { at, snr }: { readonly at: number; readonly snr: number },
  psf: Psf,
  radiusPx: number,
): Candidate {
  const { widthPx, heightPx, fwhmPx } = difference;
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
    edgePx: Math.min(place.xPx - 0.5, place.yPx - 0.5, widthPx + 0.5 - place.xPx, heightPx + 0.5 - place.yPx),
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

function apertureFluxes(difference: Difference, place: PixelPosition, radiusPx: number) {
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
function fitPsf(difference: Difference, place: PixelPosition, psf: Psf) {
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

/** Masked share within one FWHM, and light of the other sign within 1.5 FWHM, both from pixels beyond two sigma. */
function surroundings(difference: Difference, place: PixelPosition, sign: number) {
  const { fwhmPx, mask, noise } = difference;
  let [pixels, masked, bits, own, other] = [0, 0, 0, 0, 0];
  eachNear(difference, place, Math.ceil(1.5 * fwhmPx), (from, dx, dy) => {
    const distance = Math.hypot(dx, dy);
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
