import { drawCells } from './draw-cells.js';
import { fixed, path, words, type Box, type Shape } from './drawing.js';
import type { Line, PlotMark } from './figure.js';
import { outline } from './outline.js';
import type { Scale } from './scale.js';

interface DrawnMark {
  readonly shapes: readonly Shape[];
  readonly beyond: number;
}

export function drawMark(mark: PlotMark, x: Scale, y: Scale, box: Box): DrawnMark {
  const inside = (px: number, py: number): boolean =>
    px >= box.left - 0.5 && px <= box.right + 0.5 && py >= box.top - 0.5 && py <= box.bottom + 0.5;
  switch (mark.kind) {
    case 'points': {
      const places = mark.xs
        .map((at, i) => [x.px(at), y.px(mark.ys[i] ?? NaN)] as const)
        .filter(([px, py]) => Number.isFinite(px + py));
      const within = places.filter(([px, py]) => inside(px, py));
      const { shape, isFilled } = outline(mark.ink, places.length);
      const d = within.map(([px, py]) => `M${fixed(px)} ${fixed(py)}${shape}`).join('');
      const shapes = d === '' ? [] : [path(d, mark.ink, { fill: isFilled, opacity: 0.75 })];
      return { shapes, beyond: places.length - within.length };
    }
    case 'line':
      return { shapes: [path(polyline(mark, x, y, box), mark.ink, { dashed: mark.isDashed ?? false })], beyond: 0 };
    case 'bars': {
      const base = box.bottom;
      const d = mark.counts.map((count, i) => {
        const [from, to] = [x.px(mark.edges[i] ?? NaN), x.px(mark.edges[i + 1] ?? NaN)];
        return `${i === 0 ? `M${fixed(from)} ${fixed(base)}` : ''}V${fixed(Math.max(box.top, y.px(count)))}H${fixed(to)}`;
      });
      return { shapes: [path(`${d.join('')}V${fixed(base)}`, mark.ink, {})], beyond: 0 };
    }
    case 'cells':
      return { shapes: drawCells(mark, box), beyond: 0 };
  }
}

/** The parts of a line that are in the box. */
function polyline({ xs, ys }: Line, x: Scale, y: Scale, box: Box): string {
  const places = xs.map((at, i) => [x.px(at), y.px(ys[i] ?? NaN)] as const);
  return places
    .slice(1)
    .map((to, i) => {
      const part = clipped(places[i] ?? to, to, box);
      return part ? `M${fixed(part[0][0])} ${fixed(part[0][1])}L${fixed(part[1][0])} ${fixed(part[1][1])}` : '';
    })
    .join('');
}

type Point = readonly [number, number];

/** The part of a segment within a box (Liang & Barsky 1984); undefined when there is none. */
function clipped([x0, y0]: Point, [x1, y1]: Point, { left, right, top, bottom }: Box): [Point, Point] | undefined {
  const [dx, dy] = [x1 - x0, y1 - y0];
  if (!Number.isFinite(x0 + y0 + dx + dy)) return undefined;
  let [from, to] = [0, 1];
  const sides = [
    [-dx, x0 - left],
    [dx, right - x0],
    [-dy, y0 - top],
    [dy, bottom - y0],
  ] as const;
  for (const [towards, room] of sides) {
    if (towards === 0) {
      if (room < 0) return undefined;
    } else if (towards < 0) from = Math.max(from, room / towards);
    else to = Math.min(to, room / towards);
  }
  return from > to
    ? undefined
    : [
        [x0 + from * dx, y0 + from * dy],
        [x0 + to * dx, y0 + to * dy],
      ];
}

/** What each kind of mark is, in a row above the panel. */
export function legend(marks: readonly PlotMark[], box: Box): Shape[] {
  let left = box.left;
  return marks.flatMap((mark) => {
    if (mark.kind === 'cells' || mark.says === '') return [];
    const [at, y] = [left, box.top - 12];
    left += 26 + 6.6 * mark.says.length + 14;
    const { shape, isFilled } = outline(mark.ink, 0);
    const sample =
      mark.kind === 'points'
        ? path(`M${fixed(at + 8)} ${fixed(y)}${shape}`, mark.ink, { fill: isFilled })
        : path(`M${fixed(at)} ${fixed(y)}h18`, mark.ink, { dashed: mark.kind === 'line' && (mark.isDashed ?? false) });
    return [sample, words(mark.says, at + 24, y + 4, { anchor: 'start' })];
  });
}
