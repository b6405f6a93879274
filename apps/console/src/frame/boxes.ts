import type { PixelPosition } from '@nightjar/imaging/browser';
import { placeOf, type Place, type Size, type View } from './view.js';

/**
 * A rectangle of whole pixels in FITS pixels, as the edit `mask` takes it: the first and the last column, the first and
 * the last row, both belong to it. The corners of what was drawn are in order; what was typed may be any two.
 */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export const SIDES = ['x1', 'y1', 'x2', 'y2'] as const;
export type Side = (typeof SIDES)[number];

const within = (value: number, most: number): number => Math.min(most, Math.max(1, value));

/** The pixel that a place in a frame is on: pixel k reaches from k - ½ to k + ½. */
const pixelOn = (coordinate: number): number => Math.floor(coordinate + 0.5);

/** The corners in order. */
export const ordered = ({ x1, y1, x2, y2 }: Box): Box => ({
  ...{ x1: Math.min(x1, x2), y1: Math.min(y1, y2) },
  ...{ x2: Math.max(x1, x2), y2: Math.max(y1, y2) },
});

/** All pixels of the frame between two places in it, those that the places are on included; null where there is none. */
export const boxBetween = (a: PixelPosition, b: PixelPosition, { widthPx, heightPx }: Size): Box | null => {
  const { x1, y1, x2, y2 } = ordered({
    ...{ x1: pixelOn(a.xPx), y1: pixelOn(a.yPx) },
    ...{ x2: pixelOn(b.xPx), y2: pixelOn(b.yPx) },
  });
  if (x2 < 1 || y2 < 1 || x1 > widthPx || y1 > heightPx) return null;
  return {
    ...{ x1: within(x1, widthPx), y1: within(y1, heightPx) },
    ...{ x2: within(x2, widthPx), y2: within(y2, heightPx) },
  };
};

/** The edges of a box on the screen: those of its outermost pixels. */
export const edgesOf = (box: Box, view: View, screen: Size) => {
  const { x1, y1, x2, y2 } = ordered(box);
  const low = placeOf({ xPx: x1 - 0.5, yPx: y1 - 0.5 }, view, screen);
  const high = placeOf({ xPx: x2 + 0.5, yPx: y2 + 0.5 }, view, screen);
  return { left: low.left, top: high.top, right: high.left, bottom: low.top };
};

/** A corner that is taken hold of: of which box, and the pixel of the opposite one, which stays. */
export interface Held {
  readonly at: number;
  readonly from: PixelPosition;
}

/** The corner that lies nearest to a place on the screen, no further off than `reach`; of two boxes the later one's. */
export const cornerAt = (
  boxes: readonly Box[],
  { left, top }: Place,
  view: View,
  screen: Size,
  reach: number,
): Held | null => {
  let [held, least]: [Held | null, number] = [null, reach];
  boxes.forEach((box, at) => {
    const edges = edgesOf(box, view, screen);
    const { x1, y1, x2, y2 } = ordered(box);
    for (const [x, xPx] of [
      [edges.left, x2],
      [edges.right, x1],
    ] as const)
      for (const [y, yPx] of [
        [edges.top, y1],
        [edges.bottom, y2],
      ] as const) {
        const off = Math.hypot(x - left, y - top);
        if (off <= least) [held, least] = [{ at, from: { xPx, yPx } }, off];
      }
  });
  return held;
};

/** A box in the middle of what is seen, for those who draw none by hand. */
export const boxInView = ({ xPx, yPx, zoom }: View, screen: Size, frame: Size): Box => {
  const [x, y] = [screen.widthPx / zoom / 8, screen.heightPx / zoom / 8];
  const middle = { xPx: within(xPx, frame.widthPx), yPx: within(yPx, frame.heightPx) };
  const corner = (by: 1 | -1): PixelPosition => ({ xPx: middle.xPx + by * x, yPx: middle.yPx + by * y });
  return boxBetween(corner(-1), corner(1), frame) ?? { x1: 1, y1: 1, x2: 1, y2: 1 };
};

/** What the edit `crop` is told: columns and rows counted from 0, the last one not included. */
export const cropOf = (box: Box): Box => {
  const { x1, y1, x2, y2 } = ordered(box);
  return { x1: x1 - 1, y1: y1 - 1, x2, y2 };
};

/** As they stand in an address: `10,1,12,500 700,3,9,4`. */
export const boxesText = (boxes: readonly Box[]): string | undefined =>
  boxes.length ? boxes.map((box) => SIDES.map((side) => box[side]).join()).join(' ') : undefined;

export const boxesOf = (text: string | undefined): readonly Box[] =>
  (text ?? '').split(' ').flatMap((word) => {
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN, ...more] = word.split(',').map(Number);
    const isWhole = [x1, y1, x2, y2].every((value) => Number.isInteger(value) && value > 0);
    return isWhole && !more.length ? [{ x1, y1, x2, y2 }] : [];
  });
