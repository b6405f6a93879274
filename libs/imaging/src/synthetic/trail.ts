import type { Degrees, Pixels } from '@nightjar/astro';
import type { PixelPosition } from '../image.js';
import { moffatAlpha } from './moffat.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { abs, ceil, cos, floor, max, min, sin } = Math;

/** A satellite that crossed the whole frame during the exposure, evenly bright and in a straight line. */
export interface Trail {
  /** A place that it went through, FITS pixels. */
  readonly through: PixelPosition;
  /** From the x axis towards the y axis. */
  readonly angleDeg: Degrees;
  /** Light on each pixel of its length. */
  readonly electronsPerPx: number;
}

/** Half a pixel's step of the two-point Gauss-Legendre rule. */
const node = 0.28867513459481287;
/** Beyond so many widths of a star the profile is cut off: 3e-5 of its height. */
const reachFwhm = 4;

/**
 * Adds a trail as wide as a star: the integral of a Moffat profile of exponent 3.5 along a line is one of exponent 3,
 * whose own integral is 3 pi / 8 times its core radius.
 */
export function addTrail(
  plane: { readonly widthPx: number; readonly heightPx: number; readonly electrons: Float32Array },
  { through, angleDeg, electronsPerPx }: Trail,
  fwhmPx: Pixels,
): void {
  const alpha = moffatAlpha(fwhmPx);
  const peak = (electronsPerPx * 8) / (3 * Math.PI * alpha);
  const turn = (angleDeg * Math.PI) / 180;
  // distance of a pixel from the line: a x + b y + c
  const [a, b] = [-sin(turn), cos(turn)];
  const c = -a * (through.xPx - 1) - b * (through.yPx - 1);
  const nodes = [a + b, a - b, b - a, -a - b].map((step) => node * step);
  const profile = (distance: number): number => (1 + (distance / alpha) ** 2) ** -3;
  const { widthPx, heightPx, electrons } = plane;
  for (let y = 0; y < heightPx; y++) {
    // where it crosses this row; a level trail may be on all of it
    const half = abs(a) > 1e-9 ? (reachFwhm * fwhmPx + 1) / abs(a) : Infinity;
    const at = abs(a) > 1e-9 ? -(b * y + c) / a : 0;
    for (let x = max(0, ceil(at - half)); x <= min(widthPx - 1, floor(at + half)); x++) {
      const distance = a * x + b * y + c;
      if (abs(distance) > reachFwhm * fwhmPx) continue;
      const i = y * widthPx + x;
      const mean = nodes.reduce((sum, step) => sum + profile(distance + step), 0) / nodes.length;
      electrons[i] = (electrons[i] ?? 0) + peak * mean;
    }
  }
}
