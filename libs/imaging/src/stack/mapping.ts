import type { PixelPosition } from '../image.js';
import type { Similarity } from '../register/similarity.js';
import type { Wcs } from '../wcs/wcs.js';

/** From a pixel of the new grid to a place on the frame that is resampled; undefined where there is none. */
export type PixelMapping = (at: PixelPosition) => PixelPosition | undefined;

/** By the sky. */
export const skyMapping =
  (target: Wcs, source: Wcs): PixelMapping =>
  (at) =>
    source.skyToPixel(target.pixelToSky(at));

/** By a registration of the source onto the target. */
export const registeredMapping = (sourceToTarget: Similarity): PixelMapping => {
  const back = sourceToTarget.inverse;
  return (at) => back.apply(at);
};

/** Distance of the nodes at which a mapping is computed; between them it is bilinear. */
export const nodePx = 16;

/** Places on the source for a row of the target, and how many source pixels one target pixel covers along x, y and in area. */
export interface MappedRow {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly area: Float64Array;
}

/** Computes a mapping on a grid of nodes and reads it row by row. */
export function mappedRows(mapping: PixelMapping, widthPx: number, heightPx: number): (row: number) => MappedRow {
  const columns = Math.ceil(widthPx / nodePx) + 1;
  const nodes = (row: number): PixelPosition[] =>
    Array.from(
      { length: columns },
      (_, column) => mapping({ xPx: column * nodePx + 1, yPx: row * nodePx + 1 }) ?? { xPx: NaN, yPx: NaN },
    );
  let [held, lower, upper]: [number, PixelPosition[], PixelPosition[]] = [-1, [], []];
  return (y) => {
    const row = Math.min(Math.floor(y / nodePx), Math.ceil(heightPx / nodePx) - 1);
    if (row !== held) [held, lower, upper] = [row, row === held + 1 && held >= 0 ? upper : nodes(row), nodes(row + 1)];
    return readRow(lower, upper, y / nodePx - row, widthPx);
  };
}

function readRow(lower: readonly PixelPosition[], upper: readonly PixelPosition[], v: number, widthPx: number) {
  const row = { x: new Float64Array(widthPx), y: new Float64Array(widthPx), area: new Float64Array(widthPx) };
  const none = { xPx: NaN, yPx: NaN };
  for (let column = 0; column + 1 < lower.length; column++) {
    const [p, q] = [lower[column] ?? none, lower[column + 1] ?? none];
    const [r, s] = [upper[column] ?? none, upper[column + 1] ?? none];
    const [x0, x1] = [p.xPx + v * (r.xPx - p.xPx), q.xPx + v * (s.xPx - q.xPx)];
    const [y0, y1] = [p.yPx + v * (r.yPx - p.yPx), q.yPx + v * (s.yPx - q.yPx)];
    const along = [(x1 - x0) / nodePx, (y1 - y0) / nodePx] as const;
    for (let i = 0; i < nodePx && column * nodePx + i < widthPx; i++) {
      const [u, at] = [i / nodePx, column * nodePx + i];
      row.x[at] = x0 + u * (x1 - x0);
      row.y[at] = y0 + u * (y1 - y0);
      const up = [
        (r.xPx - p.xPx + u * (s.xPx - q.xPx - r.xPx + p.xPx)) / nodePx,
        (r.yPx - p.yPx + u * (s.yPx - q.yPx - r.yPx + p.yPx)) / nodePx,
      ] as const;
      row.area[at] = Math.abs(along[0] * up[1] - along[1] * up[0]);
    }
  }
  return row;
}
