import { binnedMedian } from '../photometry/fwhm.js';
import type { Axis, Cells, Ink, PlotPanel, Points } from './figure.js';
import type { FrameExtent } from './frame-extent.js';

/** Values of the rows that are meant. */
export const picked = (values: readonly number[], isMeant: readonly boolean[]): number[] =>
  values.filter((_, i) => isMeant[i]);

/** The rows that are meant, as points. */
export const pointsOf = (
  says: string,
  ink: Ink,
  [xs, ys]: readonly [readonly number[], readonly number[]],
  isMeant: readonly boolean[],
): Points => ({ kind: 'points', says, ink, xs: picked(xs, isMeant), ys: picked(ys, isMeant) });

export const frameAxes = ({ widthPx, heightPx }: FrameExtent): { readonly x: Axis; readonly y: Axis } => ({
  x: { label: 'x (pixels)', range: [0.5, widthPx + 0.5] },
  y: { label: 'y (pixels)', range: [0.5, heightPx + 0.5] },
});

/** Medians of a value over the frame, in 8 x 8 cells as STDWeb's. */
export function mapPanel(
  says: string,
  frame: FrameExtent,
  [xs, ys, values]: readonly [readonly number[], readonly number[], readonly number[]],
  isMeant: readonly boolean[],
  isSigned = false,
): PlotPanel {
  const stars = xs.flatMap((xPx, i) => (isMeant[i] ? [{ xPx, yPx: ys[i] ?? NaN, value: values[i] ?? NaN }] : []));
  const { columns, rows, values: medians } = binnedMedian(frame, stars);
  const cells: Cells = { kind: 'cells', says, columns, rows, values: medians, isSigned };
  return { ...frameAxes(frame), marks: [cells], isSquare: true };
}

/** From the value that a share of all lie below to the one that as many lie above. */
export function spread(values: readonly number[], share: number): readonly [number, number] {
  const known = values.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (part: number): number => known[Math.round(part * (known.length - 1))] ?? NaN;
  return [at(share), at(1 - share)];
}
