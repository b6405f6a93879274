import type { Pixels } from '@nightjar/astro';
import type { Box, Size } from '../frame/box.js';

/** A part of a frame that is subtracted by itself: what is its own, and that with what it shares with its neighbours. */
export interface SubFrame {
  readonly own: Box;
  readonly whole: Box;
}

/** Splits a frame into parts of about `sizePx` on a side, each reaching `overlapPx` into its neighbours. */
export function subFrames({ widthPx, heightPx }: Size, sizePx: Pixels, overlapPx: Pixels): SubFrame[] {
  const [columns, rows] = [cuts(widthPx, sizePx), cuts(heightPx, sizePx)];
  return rows.flatMap(([y0, y1]) =>
    columns.map(([x0, x1]) => ({
      own: { x0, x1, y0, y1 },
      whole: {
        x0: Math.max(0, x0 - overlapPx),
        x1: Math.min(widthPx, x1 + overlapPx),
        y0: Math.max(0, y0 - overlapPx),
        y1: Math.min(heightPx, y1 + overlapPx),
      },
    })),
  );
}

function cuts(lengthPx: number, sizePx: number): [number, number][] {
  const count = Math.max(1, Math.round(lengthPx / sizePx));
  const at = (i: number): number => Math.round((i * lengthPx) / count);
  return Array.from({ length: count }, (_, i) => [at(i), at(i + 1)]);
}
