import { themeColour } from '../shell/theme.js';
import { edgesOf, type Box } from './boxes.js';
import { stroke, write } from './draw.js';
import { placeOf, type Size, type View } from './view.js';

/** Rectangles over the pixels, and what of them is meant. */
export interface BoxesShown {
  readonly boxes: readonly Box[];
  /** All but the rectangles is meant. */
  readonly isOutside: boolean;
  /** Corners can be taken hold of. */
  readonly hasHandles: boolean;
}

const HANDLE = 4;

/** What is meant by rectangles, tinted once however many of them lie over one another. */
const tint = (to: CanvasRenderingContext2D, shown: BoxesShown, frame: Size, view: View, screen: Size): void => {
  const ratio = to.getTransform().a;
  const layer = new OffscreenCanvas(Math.max(1, to.canvas.width), Math.max(1, to.canvas.height));
  const on = layer.getContext('2d');
  if (!on) return;
  on.scale(ratio, ratio);
  on.fillStyle = themeColour('over-rectangles');
  const low = placeOf({ xPx: 0.5, yPx: 0.5 }, view, screen);
  const high = placeOf({ xPx: frame.widthPx + 0.5, yPx: frame.heightPx + 0.5 }, view, screen);
  if (shown.isOutside) on.fillRect(low.left, high.top, high.left - low.left, low.top - high.top);
  for (const box of shown.boxes) {
    const { left, top, right, bottom } = edgesOf(box, view, screen);
    if (shown.isOutside) on.clearRect(left, top, right - left, bottom - top);
    else on.fillRect(left, top, right - left, bottom - top);
  }
  to.globalAlpha = 0.28;
  to.drawImage(layer, 0, 0, screen.widthPx, screen.heightPx);
  to.globalAlpha = 1;
};

/** Rectangles: what is meant is tinted, each has its number as in the list. */
export const drawBoxes = (
  to: CanvasRenderingContext2D,
  shown: BoxesShown,
  frame: Size,
  view: View,
  screen: Size,
): void => {
  if (!shown.boxes.length) return;
  tint(to, shown, frame, view, screen);
  const colour = themeColour('over-rectangles');
  to.font = '700 12px system-ui, sans-serif';
  shown.boxes.forEach((box, i) => {
    const { left, top, right, bottom } = edgesOf(box, view, screen);
    to.beginPath();
    to.rect(left, top, right - left, bottom - top);
    stroke(to, colour);
    const corners = [left, right].flatMap((x) => [top, bottom].map((y) => [x, y] as const));
    for (const [x, y] of shown.hasHandles ? corners : []) {
      to.beginPath();
      to.rect(x - HANDLE, y - HANDLE, 2 * HANDLE, 2 * HANDLE);
      to.fillStyle = colour;
      stroke(to, colour);
      to.fill();
    }
    write(to, String(i + 1), left + 7, top + 16, colour);
  });
};
