import type { Pixels } from '@nightjar/astro';
import type { Image, PixelPosition } from '../image.js';
import { median } from '../statistics/robust.js';
import type { Difference } from './difference.js';

const { sin, PI, abs, floor } = Math;

/** The point spread function of a difference: a square of sum 1, the star in its middle pixel. */
export interface Psf {
  readonly halfPx: number;
  readonly data: Float64Array;
}

/** Lanczos' window of three lobes. */
const lanczos3 = (t: number): number =>
  t === 0 ? 1 : abs(t) >= 3 ? 0 : (3 * sin(PI * t) * sin((PI * t) / 3)) / (PI * PI * t * t);

/** A square about a place that need not be a pixel's centre, by Lanczos interpolation; beyond the frame is zero. */
export function resampledSquare(image: Image<Float32Array>, at: PixelPosition, halfPx: number): Float64Array {
  const { widthPx, heightPx, data } = image;
  const side = 2 * halfPx + 1;
  const square = new Float64Array(side * side);
  const [x0, y0] = [floor(at.xPx) - 1, floor(at.yPx) - 1];
  const [along, up] = [shares(at.xPx - floor(at.xPx)), shares(at.yPx - floor(at.yPx))];
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      let sum = 0;
      for (let j = 0; j < 6; j++) {
        const y = y0 - halfPx + v + j - 2;
        if (y < 0 || y >= heightPx) continue;
        for (let i = 0; i < 6; i++) {
          const x = x0 - halfPx + u + i - 2;
          if (x >= 0 && x < widthPx) sum += (along[i] ?? 0) * (up[j] ?? 0) * (data[y * widthPx + x] ?? 0);
        }
      }
      square[v * side + u] = sum;
    }
  }
  return square;
}

function shares(fraction: number): number[] {
  const weights = Array.from({ length: 6 }, (_, i) => lanczos3(i - 2 - fraction));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Pixel by pixel median of stars, each shifted to the middle of a pixel and scaled to sum 1; a Gaussian without three stars. */
export function medianPsf(image: Image<Float32Array>, stars: readonly PixelPosition[], fwhmPx: Pixels): Psf {
  const halfPx = Math.max(3, Math.ceil(2 * fwhmPx));
  const squares = stars
    .slice(0, 60)
    .map((star) => normalised(resampledSquare(image, star, halfPx)))
    .filter((square) => square.every(Number.isFinite));
  if (squares.length < 3) return gaussianPsf(halfPx, fwhmPx);
  const data = Float64Array.from({ length: (2 * halfPx + 1) ** 2 }, (_, i) =>
    median(squares.map((square) => square[i] ?? NaN)),
  );
  return { halfPx, data: normalised(data) };
}

/** What a star of a difference looks like: the median of the stars of which its kernel was made. */
export function starOf(difference: Difference): Psf {
  const { widthPx, heightPx, fwhmPx, convolved, quality } = difference;
  const stars = quality.stamps.filter((stamp) => stamp.used);
  return stars.length < 3
    ? gaussianPsf(Math.max(3, Math.ceil(2 * fwhmPx)), fwhmPx)
    : medianPsf({ widthPx, heightPx, data: convolved }, stars, fwhmPx);
}

export function gaussianPsf(halfPx: number, fwhmPx: Pixels): Psf {
  const [side, sigma] = [2 * halfPx + 1, fwhmPx / 2.3548];
  const data = Float64Array.from({ length: side * side }, (_, i) => {
    const [u, v] = [(i % side) - halfPx, floor(i / side) - halfPx];
    return Math.exp(-(u * u + v * v) / (2 * sigma * sigma));
  });
  return { halfPx, data: normalised(data) };
}

function normalised(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/** The function moved by a fraction of a pixel, on its own grid. */
export function shiftedPsf({ halfPx, data }: Psf, dxPx: number, dyPx: number): Float64Array {
  const side = 2 * halfPx + 1;
  const image = { widthPx: side, heightPx: side, data: Float32Array.from(data) };
  return resampledSquare(image, { xPx: halfPx + 1 - dxPx, yPx: halfPx + 1 - dyPx }, halfPx);
}
