import { frameOf, path, words, type Box, type Shape } from './drawing.js';
import type { Cells, Ink } from './figure.js';
import { isDrawable, type Range } from './range.js';
import { scale } from './scale.js';
import { roundTicks, tickTexts } from './ticks.js';

/** Largest distance from zero, or least and largest value. */
function spanOf({ values, isSigned }: Cells): Range {
  const known = values.filter(isDrawable);
  if (known.length === 0) return [0, 1];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (!isSigned) return most > least ? [least, most] : [least - 0.5, least + 0.5];
  const reach = Math.max(Math.abs(least), Math.abs(most)) || 1;
  return [-reach, reach];
}

/** How strongly a value is painted, and on which side: signed values by their distance from zero. */
function paintOf(value: number, [from, to]: Range, isSigned: boolean): { readonly ink: Ink; readonly opacity: number } {
  if (isSigned) return { ink: value < 0 ? 'below' : 'above', opacity: Math.min(1, Math.abs(value) / to) };
  return { ink: 'good', opacity: 0.08 + (0.92 * (value - from)) / (to - from) };
}

export function drawCells(cells: Cells, box: Box): Shape[] {
  const span = spanOf(cells);
  const [width, height] = [(box.right - box.left) / cells.columns, (box.bottom - box.top) / cells.rows];
  return cells.values.flatMap((value, i) => {
    if (!isDrawable(value)) return [];
    const left = box.left + (i % cells.columns) * width;
    const bottom = box.bottom - Math.floor(i / cells.columns) * height;
    const { ink, opacity } = paintOf(value, span, cells.isSigned);
    return [path(frameOf({ left, bottom, right: left + width, top: bottom - height }), ink, { fill: true, opacity })];
  });
}

/** The key of the cells' colours, at the right of the panel. */
export function colourBar(cells: Cells, box: Box): Shape[] {
  const span = spanOf(cells);
  const [left, right, steps] = [box.right + 12, box.right + 24, 32];
  const y = scale(...span, box.bottom, box.top);
  const parts = Array.from({ length: steps }, (_, i) => {
    const [from, to] = [0, 1].map((k) => span[0] + ((span[1] - span[0]) * (i + k)) / steps) as [number, number];
    const { ink, opacity } = paintOf((from + to) / 2, span, cells.isSigned);
    return path(frameOf({ left, right, bottom: y.px(from), top: y.px(to) }), ink, { fill: true, opacity });
  });
  const ticks = roundTicks(...span, 5);
  return [
    ...parts,
    path(frameOf({ left, right, bottom: box.bottom, top: box.top }), 'ink'),
    ...tickTexts(ticks).map((text, i) => words(text, right + 4, y.px(ticks[i] ?? 0) + 4, { anchor: 'start' })),
    words(cells.says, (box.left + box.right) / 2, box.top - 8),
  ];
}
