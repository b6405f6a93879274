import type { PlotMark, PlotPanel } from './figure.js';

/** First and last value of an axis. */
export type Range = readonly [number, number];

/** A number that can be drawn: beyond these the steps of an axis are no numbers any more. */
export const isDrawable = (value: number): boolean =>
  value === 0 || (Math.abs(value) < 1e100 && Math.abs(value) > 1e-100);

/** As the axis says, else all that is there with a little room about it. */
export function rangeOf({ x, y, marks }: PlotPanel, side: 'x' | 'y'): Range {
  const axis = side === 'x' ? x : y;
  if (axis.range && axis.range.every(Number.isFinite) && axis.range[0] !== axis.range[1]) return axis.range;
  let [least, most] = [Infinity, -Infinity];
  for (const mark of marks)
    for (const value of valuesOf(mark, side)) {
      if (!isDrawable(value) || (axis.isLog && value <= 0)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  if (least > most) return axis.isLog ? [1, 10] : [0, 1];
  if (axis.isLog) return [least / 1.2, most * 1.2];
  const room = 0.04 * (most - least) || Math.max(0.5, 0.04 * Math.abs(most));
  return [least - room, most + room];
}

function valuesOf(mark: PlotMark, side: 'x' | 'y'): readonly number[] {
  switch (mark.kind) {
    case 'points':
    case 'line':
      return side === 'x' ? mark.xs : mark.ys;
    case 'bars':
      return side === 'x' ? mark.edges : mark.counts;
    case 'cells':
      return [];
  }
}
