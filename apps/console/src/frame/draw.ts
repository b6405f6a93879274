import { themeColour } from '../shell/theme.js';
import { entryOf, type GridLine } from './grid.js';
import { hasRing, ROOM_FROM_ZOOM, type Mark } from './marks.js';
import { placeOf, type Size, type View } from './view.js';
import type { Tile } from './tiles.js';

type Canvas = CanvasRenderingContext2D;

/** Marks no smaller than this on the screen, so that they are seen on a whole mosaic. */
const LEAST_RADIUS = 4;

/** A painted tile where it belongs; edges on whole pixels of the device, so that no seam is seen. */
export const drawTile = (
  to: Canvas,
  { x, y, reduce }: Tile,
  painted: HTMLCanvasElement,
  view: View,
  screen: Size,
  ratio: number,
): void => {
  const whole = (value: number): number => Math.round(value * ratio) / ratio;
  const [width, height] = [painted.width * reduce, painted.height * reduce];
  const low = placeOf({ xPx: x - 0.5, yPx: y - 0.5 }, view, screen);
  const high = placeOf({ xPx: x - 0.5 + width, yPx: y - 0.5 + height }, view, screen);
  const [left, top, right, bottom] = [whole(low.left), whole(high.top), whole(high.left), whole(low.top)];
  to.imageSmoothingEnabled = view.zoom * reduce < 1;
  to.drawImage(painted, left, top, right - left, bottom - top);
};

/** Nothing is drawn beyond the frame: the last blocks of reduced tiles hang over its edge. */
export const clipToFrame = (to: Canvas, frame: Size, view: View, screen: Size): void => {
  const low = placeOf({ xPx: 0.5, yPx: 0.5 }, view, screen);
  const high = placeOf({ xPx: frame.widthPx + 0.5, yPx: frame.heightPx + 0.5 }, view, screen);
  to.beginPath();
  to.rect(low.left, high.top, high.left - low.left, low.top - high.top);
  to.clip();
};

/** Strokes first a dark and broader line: marks are seen on bright stars and on dark sky. */
export const stroke = (to: Canvas, colour: string, width = 1.5): void => {
  to.strokeStyle = 'rgb(0 0 0 / 60%)';
  to.lineWidth = width + 2;
  to.stroke();
  to.strokeStyle = colour;
  to.lineWidth = width;
  to.stroke();
};

/** A text with a dark rim, for the same reason. */
export const write = (to: Canvas, text: string, left: number, top: number, colour: string): void => {
  to.strokeStyle = 'rgb(0 0 0 / 75%)';
  to.lineWidth = 3;
  to.lineJoin = 'round';
  to.strokeText(text, left, top);
  to.fillStyle = colour;
  to.fillText(text, left, top);
};

export const drawGrid = (to: Canvas, lines: readonly GridLine[], screen: Size): void => {
  const colour = themeColour('over-grid');
  to.font = '11px system-ui, sans-serif';
  to.globalAlpha = 0.75;
  for (const { pieces } of lines) {
    to.beginPath();
    for (const piece of pieces) piece.forEach(({ left, top }, i) => (i ? to.lineTo(left, top) : to.moveTo(left, top)));
    to.strokeStyle = colour;
    to.lineWidth = 1;
    to.stroke();
  }
  to.globalAlpha = 1;
  for (const line of lines) {
    const at = entryOf(line, screen);
    if (at) write(to, line.label, at.left + 4, at.top - 4, colour);
  }
};

export const drawMarks = (to: Canvas, marks: readonly Mark[], view: View, screen: Size): void => {
  to.font = '11px system-ui, sans-serif';
  for (const mark of marks) {
    const { shape, radiusPx, annulusPx, layer, text, isDoubtful } = mark;
    const { left, top } = placeOf(mark, view, screen);
    const radius = Math.max(LEAST_RADIUS, radiusPx * view.zoom);
    if (left < -radius || top < -radius || left > screen.widthPx + radius || top > screen.heightPx + radius) continue;
    to.beginPath();
    if (shape === 'circle') to.arc(left, top, radius, 0, 2 * Math.PI);
    else if (shape === 'diamond') diamond(to, left, top, radius);
    else if (shape === 'saltire') saltire(to, left, top, radius);
    else if (shape === 'square') to.rect(left - radius, top - radius, 2 * radius, 2 * radius);
    else cross(to, left, top, shape === 'cross' ? 14 : radius);
    to.setLineDash(isDoubtful ? [3, 3] : []);
    const colour = themeColour(`over-${layer}`);
    stroke(to, colour, shape === 'cross' ? 2 : 1.5);
    to.setLineDash([]);
    if (annulusPx && hasRing(mark, view.zoom)) drawRing(to, left, top, annulusPx, view.zoom, colour);
    if (!text || (shape !== 'cross' && view.zoom < ROOM_FROM_ZOOM)) continue;
    const [right, down] = CORNER[layer] ?? [1, -1];
    const off = shape === 'cross' ? 8 : radius;
    to.textAlign = right > 0 ? 'left' : 'right';
    write(to, text, left + right * (off + 3), top + down * off + (down > 0 ? TEXT_HEIGHT : 0), colour);
  }
  to.textAlign = 'left';
};

/** Marks of several layers stand about one star: each layer writes at a corner of its own. */
const CORNER: Readonly<Record<string, readonly [right: number, down: number]>> = {
  objects: [1, -1],
  catalogue: [1, 1],
  apertures: [-1, 1],
  targets: [-1, -1],
  candidates: [1, 1],
};
const TEXT_HEIGHT = 8;

/** The sky about an aperture: two thin circles, which a crowded field needs to see through. */
const drawRing = (
  to: Canvas,
  left: number,
  top: number,
  radii: readonly number[],
  zoom: number,
  colour: string,
): void => {
  for (const radius of radii) {
    to.beginPath();
    to.arc(left, top, radius * zoom, 0, 2 * Math.PI);
    to.setLineDash([5, 4]);
    stroke(to, colour, 1);
  }
  to.setLineDash([]);
};

/** A square on its corner. */
const diamond = (to: Canvas, left: number, top: number, radius: number): void => {
  const reach = radius * Math.SQRT2;
  to.moveTo(left, top - reach);
  to.lineTo(left + reach, top);
  to.lineTo(left, top + reach);
  to.lineTo(left - reach, top);
  to.closePath();
};

/** Two strokes across what was rejected. */
const saltire = (to: Canvas, left: number, top: number, radius: number): void => {
  for (const by of [1, -1]) {
    to.moveTo(left - radius, top - by * radius);
    to.lineTo(left + radius, top + by * radius);
  }
};

/** Four strokes about a place that is left open, so that what is there is seen. */
const cross = (to: Canvas, left: number, top: number, size: number): void => {
  for (const [x, y] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    to.moveTo(left + x * size * 0.4, top + y * size * 0.4);
    to.lineTo(left + x * size, top + y * size);
  }
};
