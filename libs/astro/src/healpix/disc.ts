import type { Equatorial } from '../place.js';
import type { Degrees } from '../quantity.js';
import { separation } from '../separation.js';
import { nestedCentre } from './nested.js';
import { nsideOf, pixelRadiusDeg } from './pixel.js';

/** Nested pixels of one order, first to last, both included. */
export interface PixelRange {
  readonly first: bigint;
  readonly last: bigint;
}

/** Descends from the base faces; a pixel wholly inside is taken with all its children, one wholly outside is dropped. */
const search = (centre: Equatorial, innerDeg: number, outerDeg: number, order: number): PixelRange[] => {
  const ranges: { first: bigint; last: bigint }[] = [];
  const take = (first: bigint, last: bigint) => {
    const previous = ranges.at(-1);
    if (previous && previous.last + 1n === first) previous.last = last;
    else ranges.push({ first, last });
  };
  const visit = (index: bigint, at: number) => {
    const distance = separation(centre, nestedCentre(index, at));
    const radius = pixelRadiusDeg(at);
    const shift = BigInt(2 * (order - at));
    if (at === order ? distance <= outerDeg : distance + radius <= innerDeg) {
      take(index << shift, ((index + 1n) << shift) - 1n);
    } else if (at < order && distance - radius <= outerDeg) {
      for (let child = 0n; child < 4n; child++) visit(4n * index + child, at + 1);
    }
  };
  for (let face = 0n; face < 12n; face++) visit(face, 0);
  return ranges;
};

const checkRadius = (radiusDeg: number): void => {
  if (!(radiusDeg >= 0 && radiusDeg <= 180)) throw new RangeError(`radius ${radiusDeg} is not in 0 to 180 degrees`);
};

/** Nested pixels whose centre lies within a radius, ascending. */
export const nestedDisc = (centre: Equatorial, radiusDeg: Degrees, order: number): bigint[] => {
  nsideOf(order);
  checkRadius(radiusDeg);
  return search(centre, radiusDeg, radiusDeg, order).flatMap(({ first, last }) =>
    Array.from({ length: Number(last - first) + 1 }, (_, i) => first + BigInt(i)),
  );
};

/**
 * Ranges of nested pixels that together cover a disc: no point of the disc is outside them, a few pixels beyond its
 * edge are inside. For an index on nested pixels: `where pixel between first and last`, then the exact separation.
 */
export const nestedCover = (centre: Equatorial, radiusDeg: Degrees, order: number): PixelRange[] => {
  nsideOf(order);
  checkRadius(radiusDeg);
  return search(centre, radiusDeg, radiusDeg + pixelRadiusDeg(order), order);
};
