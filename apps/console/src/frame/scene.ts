import { themeColour } from '../shell/theme.js';
import { drawBoxes, type BoxesShown } from './draw-boxes.js';
import { clipToFrame, drawGrid, drawMarks, drawTile } from './draw.js';
import type { GridLine } from './grid.js';
import type { Mark } from './marks.js';
import { paint, paintMask, type Palette, type Values } from './paint.js';
import type { TileStore } from './tile-store.js';
import type { Tile } from './tiles.js';
import type { Size, View } from './view.js';

interface Scene {
  readonly frame: Size;
  readonly view: View;
  readonly screen: Size;
  /** The coarse one first. */
  readonly tiles: readonly Tile[];
  readonly palette: Palette;
  readonly store: TileStore;
  readonly mask: TileStore | null;
  readonly lines: readonly GridLine[];
  readonly marks: readonly Mark[];
  readonly boxes: BoxesShown;
}

interface Painted {
  readonly with: Palette | string;
  readonly canvas: HTMLCanvasElement;
}
/** Tiles are painted once for each palette; they go with their values. */
const painted = new WeakMap<Values, Painted>();

const paintedOf = (values: Values, how: Palette | string, pixels: () => ImageData): HTMLCanvasElement => {
  const known = painted.get(values);
  if (known?.with === how) return known.canvas;
  const canvas = known?.canvas ?? document.createElement('canvas');
  [canvas.width, canvas.height] = [values.widthPx, values.heightPx];
  canvas.getContext('2d')?.putImageData(pixels(), 0, 0);
  painted.set(values, { with: how, canvas });
  return canvas;
};

/** Draws it all: coarse tiles first and finer ones over them, then the mask, the grid, the marks and rectangles. */
export const drawScene = (canvas: HTMLCanvasElement, scene: Scene): void => {
  const { screen, frame, view, tiles, palette, store, mask, lines, marks, boxes } = scene;
  const to = canvas.getContext('2d');
  if (!to) return;
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(screen.widthPx * ratio), Math.round(screen.heightPx * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  to.setTransform(ratio, 0, 0, ratio, 0, 0);
  to.clearRect(0, 0, screen.widthPx, screen.heightPx);
  to.save();
  clipToFrame(to, frame, view, screen);
  for (const tile of tiles) {
    const values = store.get(tile);
    if (values)
      drawTile(
        to,
        tile,
        paintedOf(values, palette, () => paint(values, palette)),
        view,
        screen,
        ratio,
      );
  }
  const colour = themeColour('over-mask');
  // a coarse tile below a fine one would be seen through it
  for (const tile of mask ? tiles.slice(tiles.length > 1 ? 1 : 0) : []) {
    const values = mask?.get(tile);
    if (values)
      drawTile(
        to,
        tile,
        paintedOf(values, colour, () => paintMask(values, rgbOf(colour))),
        view,
        screen,
        ratio,
      );
  }
  to.restore();
  drawGrid(to, lines, screen);
  drawMarks(to, marks, view, screen);
  drawBoxes(to, boxes, frame, view, screen);
};

const rgbOf = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
