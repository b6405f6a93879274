import type { PixelPosition } from '@nightjar/imaging/browser';
import type { TileStore } from './tile-store.js';
import { overviewReduce, TILE } from './tiles.js';
import type { Size } from './view.js';

/** The value under the pointer. */
export interface Pointed {
  readonly value: number;
  /** Pixels along a side that it is the mean of; 1 is the pixel itself. */
  readonly reduce: number;
}

/** The value at a pixel from the finest tile at hand; null outside the frame, or while none has come. */
export const pointedAt = ({ xPx, yPx }: PixelPosition, store: TileStore, frame: Size): Pointed | null => {
  const [x, y] = [Math.round(xPx), Math.round(yPx)];
  if (x < 1 || y < 1 || x > frame.widthPx || y > frame.heightPx) return null;
  for (let reduce = 1; reduce <= overviewReduce(frame); reduce *= 2) {
    const side = TILE * reduce;
    const [left, bottom] = [Math.floor((x - 1) / side) * side, Math.floor((y - 1) / side) * side];
    const values = store.get({ x: left + 1, y: bottom + 1, reduce, widthPx: side, heightPx: side });
    if (!values) continue;
    const [column, row] = [Math.floor((x - 1 - left) / reduce), Math.floor((y - 1 - bottom) / reduce)];
    return { value: values.data[row * values.widthPx + column] ?? NaN, reduce };
  }
  return null;
};
