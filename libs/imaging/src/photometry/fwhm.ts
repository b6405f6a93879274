import type { Pixels } from '@nightjar/astro';
import { excluded, type Image, type PixelPosition } from '../image.js';
import { median } from '../statistics/robust.js';
import { eachPixel } from './aperture.js';
import { pixelShare } from './overlap.js';
import { gaussianProfile, moffatProfile, type Profile } from './profile.js';

export interface ShapeOptions {
  /** Light beyond this belongs to nobody. */
  readonly radiusPx: Pixels;
  /** Taken off first, ADU. Default 0: the image has no sky. */
  readonly backgroundAdu?: number;
  readonly mask?: Uint8Array;
}

/**
 * Radius of the circle that holds half of the light within `radiusPx` (SExtractor's FLUX_RADIUS for a fraction of 0.5),
 * with exact overlap of circle and pixel. Undefined without positive light.
 */
export function halfFluxRadius(image: Image, at: PixelPosition, options: ShapeOptions): Pixels | undefined {
  const { radiusPx, backgroundAdu = 0, mask } = options;
  const pixels: { dx: number; dy: number; value: number }[] = [];
  eachPixel(image, at, radiusPx, (value, index, dx, dy) => {
    if (!excluded(value, mask, index)) pixels.push({ dx, dy, value: value - backgroundAdu });
  });
  const within = (radius: number): number =>
    pixels.reduce((sum, { dx, dy, value }) => sum + value * pixelShare(dx, dy, radius), 0);
  const half = within(radiusPx) / 2;
  if (!(half > 0)) return undefined;
  let [low, high] = [0, radiusPx];
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (within(middle) < half) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Wing exponents that are tried; infinity is the Gaussian. */
const betas = [2.5, 3.5, 4.765, Infinity] as const;

export interface RadialShape {
  readonly fwhmPx: Pixels;
  /** Exponent of the Moffat profile that fits best; Infinity for a Gaussian. */
  readonly beta: number;
}

/**
 * Full width at half maximum by the round profile that fits the pixels best: Moffat of three exponents and Gaussian,
 * each integrated over the pixels, so that the width is right for undersampled stars too. Undefined when no profile
 * fits positive light, or the width runs into its bounds (0.4 pixels, twice the radius).
 */
export function radialShape(image: Image, at: PixelPosition, options: ShapeOptions): RadialShape | undefined {
  const { radiusPx, backgroundAdu = 0, mask } = options;
  const pixels: { dx: number; dy: number; value: number }[] = [];
  eachPixel(image, at, radiusPx, (value, index, dx, dy) => {
    if (dx * dx + dy * dy <= radiusPx * radiusPx && !excluded(value, mask, index))
      pixels.push({ dx, dy, value: value - backgroundAdu });
  });
  if (pixels.length < 6) return undefined;
  const profileOf = (fwhmPx: number, beta: number): Profile =>
    beta === Infinity ? gaussianProfile(fwhmPx) : moffatProfile(fwhmPx, beta);
  /** Squares that the best flux leaves; infinite for a negative one. */
  const misfit = (fwhmPx: number, beta: number): number => {
    const profile = profileOf(fwhmPx, beta);
    let [pp, pv, vv] = [0, 0, 0];
    for (const { dx, dy, value } of pixels) {
      const share = profile(dx, dy);
      pp += share * share;
      pv += share * value;
      vv += value * value;
    }
    return pv > 0 ? vv - (pv * pv) / pp : Infinity;
  };
  let best = { fwhmPx: NaN, beta: NaN, left: Infinity };
  for (const beta of betas) {
    const found = golden((log) => misfit(Math.exp(log), beta), Math.log(0.4), Math.log(2 * radiusPx));
    if (found.value < best.left) best = { fwhmPx: Math.exp(found.at), beta, left: found.value };
  }
  const atBound = best.fwhmPx < 0.42 || best.fwhmPx > 1.9 * radiusPx;
  return Number.isFinite(best.fwhmPx) && !atBound ? { fwhmPx: best.fwhmPx, beta: best.beta } : undefined;
}

const golden = (cost: (at: number) => number, from: number, to: number): { at: number; value: number } => {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [cost(left), cost(right)];
  for (let i = 0; i < 24; i++) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = cost(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = cost(right);
    }
  }
  return atLeft < atRight ? { at: left, value: atLeft } : { at: right, value: atRight };
};

/** A star with a width: 2 FLUX_RADIUS or {@link radialShape}. */
export interface StarWidth extends PixelPosition {
  readonly fwhmPx: Pixels;
  readonly flags: number;
  readonly magError: number;
}

/** Stars good enough to tell the width of the frame: no flags at all, and better than 1/20 magnitude. */
const isGood = ({ flags, magError, fwhmPx }: StarWidth): boolean => flags === 0 && magError < 1 / 20 && fwhmPx > 0;

/** Median width of the good stars of a frame. NaN when there is none; `stars` says how many there were. */
export function frameFwhm(stars: readonly StarWidth[]): { readonly fwhmPx: Pixels; readonly stars: number } {
  const widths = stars.filter(isGood).map(({ fwhmPx }) => fwhmPx);
  return { fwhmPx: median(widths), stars: widths.length };
}

/** Median of a value in the cells of a grid over the frame, row by row from the bottom; NaN in a cell without stars. */
export function binnedMedian(
  { widthPx, heightPx }: Pick<Image, 'widthPx' | 'heightPx'>,
  stars: readonly (PixelPosition & { readonly value: number })[],
  bins = 8,
): { readonly columns: number; readonly rows: number; readonly values: number[]; readonly counts: number[] } {
  const cells = Array.from({ length: bins * bins }, (): number[] => []);
  const cellOf = (at: number, pixels: number): number =>
    Math.min(bins - 1, Math.max(0, Math.floor(((at - 0.5) / pixels) * bins)));
  for (const { xPx, yPx, value } of stars)
    if (Number.isFinite(xPx + yPx + value)) cells[cellOf(yPx, heightPx) * bins + cellOf(xPx, widthPx)]?.push(value);
  return {
    columns: bins,
    rows: bins,
    values: cells.map((cell) => median(cell)),
    counts: cells.map(({ length }) => length),
  };
}

/** The widths of the good stars over the frame, 8 x 8 cells. */
export const fwhmMap = (frame: Pick<Image, 'widthPx' | 'heightPx'>, stars: readonly StarWidth[], bins = 8) =>
  binnedMedian(
    frame,
    stars.filter(isGood).map(({ xPx, yPx, fwhmPx }) => ({ xPx, yPx, value: fwhmPx })),
    bins,
  );
