import { fromNested, toNested } from './nested.js';
import { type FacePixel, nsideOf } from './pixel.js';

/** Steps to the eight neighbours in the customary order: SW, W, NW, N, NE, E, SE, S. */
const STEPS: readonly (readonly [number, number])[] = [
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
];

/** Which way a step leaves its face: -1, 0 or 1 along x and along y. */
type Exit = `${-1 | 0 | 1},${-1 | 0 | 1}`;
/** Base face entered (its number from the column left), and the coordinates there. Null where only three faces meet. */
type Entry = (column: number, x: number, y: number, last: number) => readonly [number, number, number];

const turn = (column: number, by: number): number => (column + by) % 4;

/** How the twelve diamonds are sewn together; one map for each row of four. `x`, `y`: the coordinate kept along the seam. */
const NORTH: Partial<Record<Exit, Entry>> = {
  '1,0': (c, _x, y, last) => [turn(c, 1), y, last],
  '0,1': (c, x, _y, last) => [turn(c, 3), last, x],
  '-1,0': (c, _x, y, last) => [4 + c, last, y],
  '0,-1': (c, x, _y, last) => [4 + turn(c, 1), x, last],
  '1,1': (c, _x, _y, last) => [turn(c, 2), last, last],
  '-1,-1': (c, _x, _y, last) => [8 + c, last, last],
};
const BELT: Partial<Record<Exit, Entry>> = {
  '1,0': (c, _x, y) => [c, 0, y],
  '0,1': (c, x) => [turn(c, 3), x, 0],
  '-1,0': (c, _x, y, last) => [8 + turn(c, 3), last, y],
  '0,-1': (c, x, _y, last) => [8 + c, x, last],
  '1,-1': (c, _x, _y, last) => [4 + turn(c, 1), 0, last],
  '-1,1': (c, _x, _y, last) => [4 + turn(c, 3), last, 0],
};
const SOUTH: Partial<Record<Exit, Entry>> = {
  '1,0': (c, _x, y) => [4 + turn(c, 1), 0, y],
  '0,1': (c, x) => [4 + c, x, 0],
  '-1,0': (c, _x, y) => [8 + turn(c, 3), y, 0],
  '0,-1': (c, x) => [8 + turn(c, 1), 0, x],
  '-1,-1': (c) => [8 + turn(c, 2), 0, 0],
  '1,1': (c) => [c, 0, 0],
};

const outside = (n: number, nside: number): -1 | 0 | 1 => (n < 0 ? -1 : n >= nside ? 1 : 0);

const step = ({ order, face, x, y }: FacePixel, dx: number, dy: number): FacePixel | null => {
  const nside = nsideOf(order);
  const [nx, ny] = [x + dx, y + dy];
  const exit: Exit = `${outside(nx, nside)},${outside(ny, nside)}`;
  if (exit === '0,0') return { order, face, x: nx, y: ny };
  const seams = face < 4 ? NORTH : face < 8 ? BELT : SOUTH;
  const entered = seams[exit]?.(face % 4, nx, ny, nside - 1);
  return entered ? { order, face: entered[0], x: entered[1], y: entered[2] } : null;
};

/** Nested indices of the neighbours SW, W, NW, N, NE, E, SE, S; null at the eight corners where only three faces meet. */
export const nestedNeighbours = (index: bigint, order: number): (bigint | null)[] => {
  const pixel = fromNested(index, order);
  return STEPS.map(([dx, dy]) => {
    const neighbour = step(pixel, dx, dy);
    return neighbour && toNested(neighbour);
  });
};
