import type { Pixels } from '@nightjar/astro';
import type { Image, PixelPosition } from '../image.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { exp, max, min, sqrt, hypot, floor, ceil } = Math;

/** Width, roundness and light of one source. */
export interface Shape {
  readonly fluxAdu: number;
  /** Full width at half maximum of the Gaussian that matches it best. */
  readonly fwhmPx: Pixels;
  /** Longer over shorter axis, 1 = round. */
  readonly elongation: number;
}

const toFwhm = 2.3548200450309493;

/**
 * Centre, width and light under a round Gaussian window whose width follows the source's own (adaptive moments): for a
 * Gaussian source the window's second moment is half the source's. Undefined when nothing positive is there, or when it
 * walks off. The sky of the frame is zero.
 */
export function measureShape(
  image: Image<Float32Array>,
  guess: PixelPosition,
  fwhmPx: Pixels,
): (Shape & PixelPosition) | undefined {
  let { xPx, yPx } = guess;
  let variance = (fwhmPx / toFwhm) ** 2;
  let moments = { flux: 0, xx: 0, yy: 0, xy: 0 };
  for (let round = 0; round < 12; round++) {
    const seen = windowMoments(image, xPx, yPx, variance);
    if (!(seen.total > 0)) return undefined;
    xPx += 2 * seen.dx;
    yPx += 2 * seen.dy;
    if (!(hypot(xPx - guess.xPx, yPx - guess.yPx) <= max(1.5, fwhmPx))) return undefined;
    const next = min(4 * fwhmPx * fwhmPx, max(0.09, seen.xx + seen.yy));
    moments = { flux: 2 * seen.total, xx: seen.xx, yy: seen.yy, xy: seen.xy };
    const settled = Math.abs(next / variance - 1) < 1e-3 && hypot(seen.dx, seen.dy) < 1e-3;
    variance = next;
    if (settled) break;
  }
  const middle = (moments.xx + moments.yy) / 2;
  const spread = hypot((moments.xx - moments.yy) / 2, moments.xy);
  return {
    xPx,
    yPx,
    fluxAdu: moments.flux,
    fwhmPx: toFwhm * sqrt(variance),
    elongation: sqrt((middle + spread) / max(1e-6, middle - spread)),
  };
}

function windowMoments({ widthPx, heightPx, data }: Image<Float32Array>, xPx: number, yPx: number, variance: number) {
  const reach = 4 * sqrt(variance) + 1;
  const [left, right] = [max(1, floor(xPx - reach)), min(widthPx, ceil(xPx + reach))];
  const [bottom, top] = [max(1, floor(yPx - reach)), min(heightPx, ceil(yPx + reach))];
  const sums = { total: 0, dx: 0, dy: 0, xx: 0, yy: 0, xy: 0 };
  for (let y = bottom; y <= top; y++) {
    for (let x = left; x <= right; x++) {
      const [u, v] = [x - xPx, y - yPx];
      const light = exp(-(u * u + v * v) / (2 * variance)) * (data[(y - 1) * widthPx + x - 1] ?? 0);
      sums.total += light;
      sums.dx += light * u;
      sums.dy += light * v;
      sums.xx += light * u * u;
      sums.yy += light * v * v;
      sums.xy += light * u * v;
    }
  }
  const { total } = sums;
  const [dx, dy] = [sums.dx / total, sums.dy / total];
  return {
    total,
    dx,
    dy,
    xx: sums.xx / total - dx * dx,
    yy: sums.yy / total - dy * dy,
    xy: sums.xy / total - dx * dy,
  };
}
