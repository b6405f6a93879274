import type { Pixels } from '@nightjar/astro';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { sqrt, hypot, min, max, ceil, floor } = Math;

/** Wing exponent of the point spread function: between a turbulent atmosphere's 4.8 and what telescopes show, 2.5. */
export const moffatBeta = 3.5;

/** Core radius of a Moffat profile with this full width at half maximum. */
export const moffatAlpha = (fwhmPx: Pixels): Pixels => fwhmPx / (2 * sqrt(2 ** (1 / moffatBeta) - 1));

/** Share of the light inside a circle about the centre (before the pixels blur it). */
export const enclosedShare = (radiusPx: Pixels, fwhmPx: Pixels): number =>
  1 - (1 + (radiusPx / moffatAlpha(fwhmPx)) ** 2) ** (1 - moffatBeta);

/** Gauss-Legendre nodes and weights on a pixel of width 1 about 0. */
const rules = {
  wide: { nodes: [0], weights: [1] },
  wing: { nodes: [-0.28867513459481287, 0.28867513459481287], weights: [0.5, 0.5] },
  core: {
    nodes: [-0.43056815579702629, -0.16999052179242813, 0.16999052179242813, 0.43056815579702629],
    weights: [0.17392742256872693, 0.32607257743127307, 0.32607257743127307, 0.17392742256872693],
  },
} as const;

/** Surface brightness per pixel below which the profile is cut off, in electrons: far under any noise. */
const negligible = 0.01;

/**
 * Adds a star's electrons to a plane: a Moffat profile integrated over each pixel. `x0`, `y0` count from the centre
 * of the first pixel = 0. The profile reaches as far as the star is bright.
 */
export function addStar(
  plane: { readonly widthPx: number; readonly heightPx: number; readonly electrons: Float32Array },
  x0: number,
  y0: number,
  electrons: number,
  fwhmPx: Pixels,
): void {
  const alpha = moffatAlpha(fwhmPx);
  const peak = (electrons * (moffatBeta - 1)) / (Math.PI * alpha * alpha);
  const reach = max(4 * fwhmPx, alpha * (peak / negligible) ** (0.5 / moffatBeta)) + 1;
  const { widthPx, heightPx, electrons: data } = plane;
  const [left, right] = [max(0, ceil(x0 - reach)), min(widthPx - 1, floor(x0 + reach))];
  const [bottom, top] = [max(0, ceil(y0 - reach)), min(heightPx - 1, floor(y0 + reach))];
  for (let y = bottom; y <= top; y++) {
    for (let x = left; x <= right; x++) {
      const at = y * widthPx + x;
      data[at] = (data[at] ?? 0) + peak * pixelMean(x - x0, y - y0, alpha, fwhmPx);
    }
  }
}

/** Mean over one pixel of the profile with peak 1; finer where it is steep. */
function pixelMean(dx: number, dy: number, alpha: number, fwhmPx: number): number {
  const distance = hypot(dx, dy);
  const rule = distance < 2 * fwhmPx + 1 ? rules.core : distance < 8 * fwhmPx ? rules.wing : rules.wide;
  let sum = 0;
  for (let j = 0; j < rule.nodes.length; j++) {
    const v = (dy + (rule.nodes[j] ?? 0)) / alpha;
    for (let i = 0; i < rule.nodes.length; i++) {
      const u = (dx + (rule.nodes[i] ?? 0)) / alpha;
      const core = 1 + u * u + v * v;
      sum += ((rule.weights[j] ?? 0) * (rule.weights[i] ?? 0)) / (core * core * core * sqrt(core));
    }
  }
  return sum;
}
