import type { PixelPosition } from '../image.js';
import { findStarsAboveSky } from '../register/find-stars.js';
import { measureShape } from '../register/shape.js';
import { median } from '../statistics/robust.js';
import type { Plane } from './plane.js';

/** A star that is on both frames, with its width on either. */
export interface CommonStar extends PixelPosition {
  readonly peakAdu: number;
  readonly firstFwhmPx: number;
  readonly secondFwhmPx: number;
  /** Its light on the second frame, ADU. */
  readonly secondFluxAdu: number;
}

/** Stars of the first frame, found or given, that are stars on the second too; brightest first. */
export function commonStars(
  first: Plane,
  second: Plane,
  given: readonly PixelPosition[] | undefined,
  fwhmPx: number,
): CommonStar[] {
  const candidates: readonly (PixelPosition & { readonly peakAdu?: number })[] =
    given ?? findStarsAboveSky(first, first.rmsAdu, { threshold: 10, fwhmPx, atMost: 3000 });
  return candidates
    .flatMap((star): CommonStar[] => {
      const here = measureShape(first, star, fwhmPx);
      const there = here && measureShape(second, here, fwhmPx);
      if (!here || !there || Math.hypot(here.xPx - there.xPx, here.yPx - there.yPx) > 2) return [];
      const at = (Math.round(here.yPx) - 1) * first.widthPx + Math.round(here.xPx) - 1;
      const peakAdu = first.data[at] ?? 0;
      if (first.mask[at] !== 0 || second.mask[at] !== 0 || !(peakAdu > 5 * first.rmsAdu)) return [];
      if (!((second.data[at] ?? 0) > 5 * second.rmsAdu)) return [];
      return [
        {
          ...{ xPx: here.xPx, yPx: here.yPx, peakAdu, firstFwhmPx: here.fwhmPx, secondFwhmPx: there.fwhmPx },
          secondFluxAdu: there.fluxAdu,
        },
      ];
    })
    .sort((a, b) => b.peakAdu - a.peakAdu);
}

/** The brighter half of the stars, brightest first: those that a width is taken from. */
export const tellingStars = (stars: readonly CommonStar[]): readonly CommonStar[] =>
  stars.slice(0, Math.max(10, Math.ceil(stars.length / 2)));

/** Median width of the brighter half of the stars. */
export const typicalFwhm = (stars: readonly CommonStar[], of: 'firstFwhmPx' | 'secondFwhmPx'): number =>
  median(tellingStars(stars).map((star) => star[of]));

export interface StampChoice {
  /** Radius within which a star must be alone (no other of a fifth of its height). */
  readonly isolationPx: number;
  /** The frame is cut in so many cells along each axis; the brightest stars of each cell are taken. */
  readonly cells: number;
  readonly perCell: number;
  /** Stars higher than this on the first frame are not trusted (near saturation), ADU. */
  readonly ceilingAdu: number;
}

/** Bright, isolated, unsaturated stars, spread over the frame. */
export function chooseStamps(
  stars: readonly CommonStar[],
  { widthPx, heightPx }: Plane,
  { isolationPx, cells, perCell, ceilingAdu }: StampChoice,
): CommonStar[] {
  const taken = new Map<number, number>();
  const near = neighbourhood(stars, isolationPx);
  return stars.filter((star) => {
    if (star.peakAdu > ceilingAdu) return false;
    const [column, row] = [
      Math.min(cells - 1, Math.floor((star.xPx / widthPx) * cells)),
      Math.min(cells - 1, Math.floor((star.yPx / heightPx) * cells)),
    ];
    const cell = row * cells + column;
    const count = taken.get(cell) ?? 0;
    if (count >= perCell) return false;
    const alone = near(star).every((other) => other === star || other.peakAdu < 0.2 * star.peakAdu);
    if (alone) taken.set(cell, count + 1);
    return alone;
  });
}

/** Finds what lies within a distance (along both axes) by a grid of cells of that size. */
function neighbourhood<T extends PixelPosition>(places: readonly T[], reachPx: number): (at: T) => T[] {
  const cells = new Map<string, T[]>();
  const key = (column: number, row: number): string => `${column},${row}`;
  const cell = (value: number): number => Math.floor(value / reachPx);
  for (const place of places) {
    const name = key(cell(place.xPx), cell(place.yPx));
    const held = cells.get(name);
    if (held) held.push(place);
    else cells.set(name, [place]);
  }
  return ({ xPx, yPx }) => {
    const found: T[] = [];
    for (let v = -1; v <= 1; v++) {
      for (let u = -1; u <= 1; u++) found.push(...(cells.get(key(cell(xPx) + u, cell(yPx) + v)) ?? []));
    }
    return found.filter((other) => Math.hypot(other.xPx - xPx, other.yPx - yPx) < reachPx);
  };
}
