import type { Pixels } from '@nightjar/astro';
import type { Difference } from './difference.js';
import { measureCandidate, type Candidate } from './measure-candidate.js';
import { starOf } from './psf.js';
import { significanceMap } from './significance.js';

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
  const psf = starOf(difference);
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
