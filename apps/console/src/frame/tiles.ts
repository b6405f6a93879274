import { pixelAt, type Size, type View } from './view.js';

/** Values along one side of a tile. */
export const TILE = 512;

/** A piece of a frame: its first FITS pixel, its size in pixels, and how many of them are averaged to one value. */
export interface Tile extends Size {
  readonly x: number;
  readonly y: number;
  readonly reduce: number;
}

export const tileKey = ({ x, y, reduce }: Tile): string => `${reduce}/${x}/${y}`;

/** What the gateway is asked for. */
export const tileQuery = ({ x, y, widthPx, heightPx, reduce }: Tile): Readonly<Record<string, string>> => ({
  ...{ x: String(x), y: String(y), width: String(widthPx), height: String(heightPx), reduce: String(reduce) },
});

/** The greatest power of two that still gives a value to each pixel of the screen. */
export const reduceFor = (zoom: number): number => (zoom >= 1 ? 1 : 2 ** Math.floor(Math.log2(1 / zoom)));

/** The reduction at which the whole frame is one tile. */
export const overviewReduce = ({ widthPx, heightPx }: Size): number =>
  2 ** Math.max(0, Math.ceil(Math.log2(Math.max(widthPx, heightPx) / TILE)));

const tileAt = (column: number, row: number, reduce: number, frame: Size): Tile => {
  const side = TILE * reduce;
  const [x, y] = [1 + column * side, 1 + row * side];
  const [widthPx, heightPx] = [Math.min(side, frame.widthPx - x + 1), Math.min(side, frame.heightPx - y + 1)];
  return { x, y, widthPx, heightPx, reduce };
};

export const overview = (frame: Size): Tile => tileAt(0, 0, overviewReduce(frame), frame);

/** The tiles that are seen, from the middle of the screen outwards, as fine as the screen can show. */
export const tilesSeen = (view: View, frame: Size, screen: Size): Tile[] => {
  const reduce = Math.min(reduceFor(view.zoom), overviewReduce(frame));
  const side = TILE * reduce;
  const first = pixelAt({ left: 0, top: screen.heightPx }, view, screen);
  const last = pixelAt({ left: screen.widthPx, top: 0 }, view, screen);
  const range = (from: number, to: number, length: number): number[] => {
    const start = Math.max(0, Math.floor((from - 0.5) / side));
    const end = Math.min(Math.ceil(length / side) - 1, Math.floor((to - 0.5) / side));
    return Array.from({ length: Math.max(0, end - start + 1) }, (_, i) => start + i);
  };
  const away = ({ x, y }: Tile): number => Math.hypot(x + side / 2 - view.xPx, y + side / 2 - view.yPx);
  return range(first.yPx, last.yPx, frame.heightPx)
    .flatMap((row) => range(first.xPx, last.xPx, frame.widthPx).map((column) => tileAt(column, row, reduce, frame)))
    .sort((a, b) => away(a) - away(b));
};
