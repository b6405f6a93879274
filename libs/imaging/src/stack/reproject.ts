import type { Image } from '../image.js';
import { mappedRows, type PixelMapping } from './mapping.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { abs, ceil, exp, floor, max, min, round, sin, sqrt, PI } = Math;

export interface FrameToReproject {
  readonly image: Image;
  /** 1 = bad pixel. */
  readonly mask?: Uint8Array;
  /** Standard deviation of every pixel, ADU. */
  readonly noise?: Float32Array;
}

export interface ReprojectSettings {
  /**
   * `lanczos3` keeps the sharpness of a frame that is well sampled; `bilinear` never rings; `adaptive` weighs all source
   * pixels under a Gaussian of 1.3 target pixels (DeForest 2004), right also where a target pixel covers many.
   * Default `lanczos3`.
   */
  readonly method?: 'lanczos3' | 'bilinear' | 'adaptive';
  /** Multiply by the area that a target pixel covers on the source, so that a star keeps its flux. Default true. */
  readonly conserveFlux?: boolean;
}

export interface Reprojected {
  /** NaN where the footprint is below a half. */
  readonly image: Image<Float32Array>;
  /** Share of each pixel's weight that came from sound pixels of the source, 0 to 1. */
  readonly footprint: Float32Array;
  /** 1 where the footprint is below a half, 2 where that is so because the source ends there or holds no number. */
  readonly mask: Uint8Array;
  readonly noise?: Float32Array;
}

const leastFootprint = 0.5;
const lobes = 3;
const tableSteps = 1024;
/** Lanczos' window, tabulated: it is asked for six times a pixel and axis. */
const lanczosTable = Float64Array.from({ length: lobes * tableSteps + 2 }, (_, i) => {
  const t = i / tableSteps;
  return t === 0 ? 1 : t >= lobes ? 0 : (lobes * sin(PI * t) * sin((PI * t) / lobes)) / (PI * PI * t * t);
});
const lanczos = (t: number): number => lanczosTable[round(abs(t) * tableSteps)] ?? 0;
const linear = (t: number): number => max(0, 1 - abs(t));
const gaussianSigma = 1.3 / 2.3548;
const gaussian = (t: number): number => exp((-t * t) / (2 * gaussianSigma * gaussianSigma));

/** Resamples a frame onto another grid of pixels. Bad pixels give no light; their share is left out of the footprint. */
export function reproject(
  { image, mask, noise }: FrameToReproject,
  mapping: PixelMapping,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  { method = 'lanczos3', conserveFlux = true }: ReprojectSettings = {},
): Reprojected {
  const count = widthPx * heightPx;
  const result = {
    image: { widthPx, heightPx, data: new Float32Array(count).fill(NaN) },
    footprint: new Float32Array(count),
    mask: new Uint8Array(count).fill(2),
    ...(noise && { noise: new Float32Array(count).fill(NaN) }),
  };
  const profile = { lanczos3: lanczos, bilinear: linear, adaptive: gaussian }[method];
  const support = { lanczos3: lobes, bilinear: 1, adaptive: 2 }[method];
  const rows = mappedRows(mapping, widthPx, heightPx);
  const sample = sampler(image, mask, noise, profile);
  for (let y = 0; y < heightPx; y++) {
    const places = rows(y);
    for (let x = 0; x < widthPx; x++) {
      const area = places.area[x] ?? NaN;
      const stretch = method === 'adaptive' ? max(1, sqrt(area)) : 1;
      const seen = sample((places.x[x] ?? NaN) - 1, (places.y[x] ?? NaN) - 1, support * stretch, stretch);
      const at = y * widthPx + x;
      if (!seen) continue;
      result.footprint[at] = max(0, min(1, seen.share));
      if (seen.share < leastFootprint) {
        if (seen.bad > seen.nothing) result.mask[at] = 1;
        continue;
      }
      const factor = conserveFlux ? area : 1;
      result.mask[at] = 0;
      result.image.data[at] = factor * seen.value;
      if (result.noise) result.noise[at] = factor * seen.noise;
    }
  }
  return result;
}

/** Weighted mean of the source about a place (counted from 0); one object is used for all answers. */
function sampler(
  { widthPx, heightPx, data }: Image,
  mask: Uint8Array | undefined,
  noise: Float32Array | undefined,
  profile: (t: number) => number,
) {
  const answer = { value: NaN, share: 0, noise: NaN, bad: 0, nothing: 0 };
  let along = new Float64Array(16);
  return (x: number, y: number, reach: number, stretch: number): typeof answer | undefined => {
    if (!(x > -1 && y > -1 && x < widthPx && y < heightPx)) return undefined;
    const [left, right] = [ceil(x - reach), floor(x + reach)];
    const [bottom, top] = [ceil(y - reach), floor(y + reach)];
    if (right - left >= along.length) along = new Float64Array(right - left + 1);
    for (let i = left; i <= right; i++) along[i - left] = profile((i - x) / stretch);
    let [sum, good, all, bad, variance] = [0, 0, 0, 0, 0];
    for (let j = bottom; j <= top; j++) {
      const up = profile((j - y) / stretch);
      const row = j < 0 || j >= heightPx ? -1 : j * widthPx;
      for (let i = left; i <= right; i++) {
        const weight = up * (along[i - left] ?? 0);
        all += weight;
        if (row < 0 || i < 0 || i >= widthPx) continue;
        const value = data[row + i] ?? NaN;
        if (!(value > -1e30)) continue;
        if (mask !== undefined && mask[row + i] !== 0) {
          bad += weight;
          continue;
        }
        good += weight;
        sum += weight * value;
        if (noise) variance += (weight * (noise[row + i] ?? 0)) ** 2;
      }
    }
    answer.share = good / all;
    answer.bad = bad / all;
    answer.nothing = 1 - answer.share - answer.bad;
    answer.value = sum / good;
    answer.noise = sqrt(variance) / good;
    return answer;
  };
}
