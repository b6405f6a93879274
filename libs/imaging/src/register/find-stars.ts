import type { Pixels } from '@nightjar/astro';
import type { Image, PixelPosition } from '../image.js';
import { meshBackground } from '../statistics/mesh.js';
import { measureShape, type Shape } from './shape.js';

/** A star found on a frame, with what its light looks like. */
export interface FoundStar extends PixelPosition, Shape {
  /** Brightest pixel above the sky, ADU. */
  readonly peakAdu: number;
}

export interface FindSettings {
  /** Mask of the frame, 1 = bad. */
  readonly mask?: Uint8Array;
  /** Height above the sky in standard deviations of the sky. Default 10. */
  readonly threshold?: number;
  /** Pixels at or above this, sky included, make no star. */
  readonly saturationAdu?: number;
  /** First guess of the width. Default 3. */
  readonly fwhmPx?: Pixels;
  /** Side of a background cell. Default 64. */
  readonly backgroundPx?: Pixels;
  /** The brightest of them that are kept. Default 1000. */
  readonly atMost?: number;
}

/**
 * Finds stars: local maxima of the frame under a 3 x 3 mean, high above the sky, centred and measured under a Gaussian
 * window that takes their own width (adaptive moments, Bernstein & Jarvis 2002). Sharper than a star may be (a hot
 * pixel, a cosmic ray) is left out. Brightest first.
 */
export function findStars(image: Image, settings: FindSettings = {}): FoundStar[] {
  const sky = meshBackground(image, settings.backgroundPx ?? 64, settings.mask);
  const level = sky.levelMap();
  const plane = new Float32Array(level.length);
  for (let i = 0; i < plane.length; i++) {
    const bad = settings.mask !== undefined && settings.mask[i] !== 0;
    const value = (image.data[i] ?? NaN) - (level[i] ?? 0);
    plane[i] = bad || !(value > -1e30) ? 0 : value;
  }
  const { saturationAdu = Infinity } = settings;
  const saturated = (at: number): boolean => (image.data[at] ?? 0) >= saturationAdu;
  return findStarsAboveSky({ ...image, data: plane }, sky.rms, { ...settings, saturated });
}

/** The same on a frame whose sky is at zero and whose bad pixels are zero. `rmsAdu` is the noise of its sky. */
export function findStarsAboveSky(
  image: Image<Float32Array>,
  rmsAdu: number,
  settings: Pick<FindSettings, 'threshold' | 'fwhmPx' | 'atMost'> & { readonly saturated?: (at: number) => boolean },
): FoundStar[] {
  const { threshold = 10, fwhmPx = 3, atMost = 1000, saturated } = settings;
  const peaks = findPeaks(image, threshold * rmsAdu).slice(0, 4 * atMost);
  const stars: FoundStar[] = [];
  for (const { at, peakAdu } of peaks) {
    if (stars.length >= atMost) break;
    if (saturated && aroundAny(image, at, saturated)) continue;
    const guess = { xPx: (at % image.widthPx) + 1, yPx: Math.floor(at / image.widthPx) + 1 };
    const shape = measureShape(image, guess, fwhmPx);
    if (shape && shape.fwhmPx > 1.1 && shape.fluxAdu > 0) stars.push({ ...shape, peakAdu });
  }
  return distinct(stars.sort((a, b) => b.fluxAdu - a.fluxAdu));
}

/** Maxima of the 3 x 3 mean over their 5 x 5 neighbours, highest first. */
function findPeaks({ widthPx, heightPx, data }: Image<Float32Array>, heightAdu: number) {
  const peaks: { at: number; peakAdu: number }[] = [];
  const mean = (at: number): number => {
    let sum = 0;
    for (let y = at - widthPx; y <= at + widthPx; y += widthPx)
      sum += (data[y - 1] ?? 0) + (data[y] ?? 0) + (data[y + 1] ?? 0);
    return sum;
  };
  for (let y = 3; y < heightPx - 3; y++) {
    for (let x = 3; x < widthPx - 3; x++) {
      const at = y * widthPx + x;
      const peakAdu = data[at] ?? 0;
      if (!(peakAdu > heightAdu)) continue;
      const here = mean(at);
      if (here < 3 * heightAdu) continue;
      let highest = true;
      for (let v = -2; v <= 2 && highest; v++) {
        for (let u = -2; u <= 2 && highest; u++) {
          const other = mean(at + v * widthPx + u);
          if (other > here || (other === here && v * widthPx + u < 0)) highest = false;
        }
      }
      if (highest) peaks.push({ at, peakAdu });
    }
  }
  return peaks.sort((a, b) => b.peakAdu - a.peakAdu || a.at - b.at);
}

function aroundAny({ widthPx }: Image, at: number, test: (at: number) => boolean): boolean {
  for (let v = -1; v <= 1; v++) for (let u = -1; u <= 1; u++) if (test(at + v * widthPx + u)) return true;
  return false;
}

/** The brighter of any two whose windows walked to the same place. */
function distinct(stars: readonly FoundStar[]): FoundStar[] {
  const taken = new Set<string>();
  return stars.filter(({ xPx, yPx }) => {
    const cell = `${Math.round(xPx / 2)},${Math.round(yPx / 2)}`;
    return !taken.has(cell) && taken.add(cell);
  });
}
