import type { Arcseconds } from '@nightjar/astro';
import { median, SkyTree, type PixelPosition, type SkyPosition } from '@nightjar/imaging';

/** A star of a frame, by its place on the frame and what the frame's own coordinates make of that. */
export interface PlacedStar extends PixelPosition, SkyPosition {
  readonly fluxAdu: number;
}

/** How one frame lies beside another, and how bright it is, by the stars that both show. */
export interface Relation {
  /** Stars on both. */
  readonly stars: number;
  /** What one ADU of the frame is on the other. */
  readonly scale: number;
  /** 1.48 median absolute deviations of the scales of the single stars, relative. */
  readonly scatter: number;
  /** To be added to a place by the frame's coordinates to find it on the other, in pixels of the other. */
  readonly shift: PixelPosition;
  /** Median distance of the single stars from that shift, pixels of the other. */
  readonly spreadPx: number;
}

const madToSigma = 1.4826;

/**
 * Relates a frame to another by their stars: medians, so that what varies or is confused does no harm.
 * @param place of a position on the pixels of the other
 * @param withinArcsec how far the two coordinate systems may be apart
 * @returns undefined where they share no star
 */
export function relate(
  stars: readonly PlacedStar[],
  others: readonly PlacedStar[],
  place: (sky: SkyPosition) => PixelPosition | undefined,
  withinArcsec: Arcseconds,
): Relation | undefined {
  const tree = new SkyTree(others);
  const pairs = stars.flatMap((star) => {
    const near = tree.within(star, withinArcsec / 3600);
    const other = others[near[0]?.index ?? -1];
    const at = place(star);
    // of two that are near nobody knows which it is
    return near.length === 1 && other && at
      ? [{ ratio: other.fluxAdu / star.fluxAdu, xPx: other.xPx - at.xPx, yPx: other.yPx - at.yPx }]
      : [];
  });
  if (pairs.length === 0) return undefined;
  const scale = median(pairs.map(({ ratio }) => ratio));
  const shift = { xPx: median(pairs.map(({ xPx }) => xPx)), yPx: median(pairs.map(({ yPx }) => yPx)) };
  const off = pairs.map(({ xPx, yPx }) => Math.hypot(xPx - shift.xPx, yPx - shift.yPx));
  const scatter = madToSigma * median(pairs.map(({ ratio }) => Math.abs(ratio / scale - 1)));
  return { stars: pairs.length, scale, scatter, shift, spreadPx: median(off) };
}
