import {
  cross,
  dot,
  fromUniq,
  nestedCentre,
  nestedCover,
  nestedIndex,
  norm,
  normalise,
  pixelRadiusDeg,
  scale,
  toUniq,
  unitVector,
  type Degrees,
  type Vector3,
} from '@nightjar/astro';
import type { SkyPosition } from '../wcs/tangent.js';

/** A multi-order coverage map (IVOA MOC 2.0): for each order its nested HEALPix pixels, ascending; none lies in another. */
export type Moc = readonly { readonly order: number; readonly pixels: readonly bigint[] }[];

const radian = 180 / Math.PI;
const [coarsest, finest] = [3, 11] as const;

/** Order whose pixels are smaller than a hundredth of an area: 3 to 11. @param squareDegrees area of the footprint */
export function footprintOrder(squareDegrees: number): number {
  for (let order = coarsest; order < finest; order++) {
    if ((4 * Math.PI * radian * radian) / (12 * 4 ** order) < squareDegrees / 100) return order;
  }
  return finest;
}

/**
 * Coverage of a convex polygon on the sphere, its corners in order, either way round. No point of the polygon is outside
 * it; pixels that touch its edge are inside.
 * @throws RangeError for fewer than three corners, or a polygon that is not convex or not smaller than half the sky
 */
export function mocOfPolygon(corners: readonly SkyPosition[], order?: number): Moc {
  const inward = edges(corners);
  const depth = order ?? footprintOrder(areaSquareDeg(corners));
  const cells = Array.from({ length: depth + 1 }, (): bigint[] => []);
  const visit = (index: bigint, at: number): void => {
    const centre = unitVector(nestedCentre(index, at));
    const radius = pixelRadiusDeg(at);
    const depths = inward.map((pole) => Math.asin(Math.max(-1, Math.min(1, dot(pole, centre)))) * radian);
    const deepest = Math.min(...depths);
    if (deepest < -radius) return;
    if (deepest >= radius || at === depth) return void cells[at]?.push(index);
    for (let child = 0n; child < 4n; child++) visit(4n * index + child, at + 1);
  };
  for (let face = 0n; face < 12n; face++) visit(face, 0);
  return merged(cells);
}

/** Coverage of a disc. No point of the disc is outside it. */
export function mocOfCone(centre: SkyPosition, radiusDeg: Degrees, order?: number): Moc {
  const depth = order ?? footprintOrder(2 * Math.PI * (1 - Math.cos(radiusDeg / radian)) * radian * radian);
  const cells = Array.from({ length: depth + 1 }, (): bigint[] => []);
  for (const { first, last } of nestedCover(centre, radiusDeg, depth))
    for (let i = first; i <= last; i++) cells[depth]?.push(i);
  return merged(cells);
}

/** Poles of the polygon's edges, turned so that its inside is on their side. */
function edges(corners: readonly SkyPosition[]): Vector3[] {
  const vectors = corners.map(unitVector);
  if (vectors.length < 3) throw new RangeError(`a polygon needs three corners, and has ${vectors.length}`);
  const poles = vectors.map((vector, i) => {
    const pole = cross(vector, vectors[(i + 1) % vectors.length] ?? vector);
    if (!(norm(pole) > 1e-12))
      throw new RangeError(`corners ${i} and ${(i + 1) % vectors.length} of the polygon are one or opposite`);
    return normalise(pole);
  });
  const side = Math.sign(
    poles.reduce((sum, pole) => sum + vectors.reduce((all, vector) => all + dot(pole, vector), 0), 0),
  );
  const inward = poles.map((pole) => scale(pole, side));
  if (inward.some((pole) => vectors.some((vector) => dot(pole, vector) < -1e-9)))
    throw new RangeError('the polygon is not convex: give its corners in order, or cover it in parts');
  return inward;
}

/** Girard: the sum of the angles less that of a flat polygon. */
function areaSquareDeg(corners: readonly SkyPosition[]): number {
  const poles = edges(corners);
  const angles = poles.reduce((sum, pole, i) => sum + Math.PI - angle(pole, poles[(i + 1) % poles.length] ?? pole), 0);
  return Math.max(0, angles - (corners.length - 2) * Math.PI) * radian * radian;
}

const angle = (a: Vector3, b: Vector3): number => Math.atan2(norm(cross(a, b)), dot(a, b));

/** Four pixels that are all there become the one above them. */
function merged(cells: readonly bigint[][]): Moc {
  const orders = cells.map((pixels) => new Set(pixels));
  for (let order = orders.length - 1; order > 0; order--) {
    const here = orders[order] ?? new Set();
    for (const pixel of [...here]) {
      const family = [0n, 1n, 2n, 3n].map((child) => ((pixel >> 2n) << 2n) + child);
      if (!family.every((one) => here.has(one))) continue;
      family.forEach((one) => here.delete(one));
      orders[order - 1]?.add(pixel >> 2n);
    }
  }
  return orders.flatMap((pixels, order) =>
    pixels.size > 0 ? [{ order, pixels: [...pixels].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) }] : [],
  );
}

export const mocContains = (moc: Moc, position: SkyPosition): boolean =>
  moc.some(({ order, pixels }) => pixels.includes(nestedIndex(position, order)));

/** Share of the sky that is covered, 0 to 1. */
export const mocSkyFraction = (moc: Moc): number =>
  moc.reduce((sum, { order, pixels }) => sum + pixels.length / (12 * 4 ** order), 0);

/** MOC's ASCII form: `3/5,7-9 4/100`. */
export const mocToAscii = (moc: Moc): string =>
  moc.map(({ order, pixels }) => `${order}/${runs(pixels).join(',')}`).join(' ');

function runs(pixels: readonly bigint[]): string[] {
  const found: { first: bigint; last: bigint }[] = [];
  for (const pixel of pixels) {
    const previous = found.at(-1);
    if (previous && previous.last + 1n === pixel) previous.last = pixel;
    else found.push({ first: pixel, last: pixel });
  }
  return found.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
}

/** MOC's JSON form: pixels by order. */
export const mocToJson = (moc: Moc): Record<string, number[]> =>
  Object.fromEntries(moc.map(({ order, pixels }) => [String(order), pixels.map(Number)]));

/** UNIQ numbers, ascending, as a FITS MOC holds them. */
export const mocToUniq = (moc: Moc): bigint[] =>
  moc.flatMap(({ order, pixels }) => pixels.map((pixel) => toUniq(pixel, order)));

/** @throws RangeError for a number that is no UNIQ number */
export function mocOfUniq(numbers: readonly bigint[]): Moc {
  const cells = Array.from({ length: 30 }, (): bigint[] => []);
  for (const { order, index } of numbers.map(fromUniq)) cells[order]?.push(index);
  return merged(cells);
}
