import type { Pixels } from '@nightjar/astro';
import { excluded, type Image } from '../image.js';
import { finite, median, sigmaClip } from './robust.js';

/** Sky level and its noise over a frame: one value per cell, read anywhere between the cells. */
export interface MeshBackground {
  /** Median of the cells' levels, ADU. */
  readonly level: number;
  /** Median of the cells' standard deviations, ADU. */
  readonly rms: number;
  /** Level at every pixel, ADU. */
  levelMap(): Float32Array;
  rmsMap(): Float32Array;
}

/**
 * Clipped median and standard deviation in square cells, the cells smoothed by a 3 x 3 median, bilinear between their
 * centres. Cells with less than a tenth of their pixels unmasked take their neighbours' values.
 */
export function meshBackground(image: Image, cellPx: Pixels = 64, mask?: Uint8Array): MeshBackground {
  const { widthPx, heightPx } = image;
  const size = Math.max(1, Math.min(Math.round(cellPx), Math.max(widthPx, heightPx)));
  const grid = { columns: Math.ceil(widthPx / size), rows: Math.ceil(heightPx / size), size };
  const levels = new Float64Array(grid.columns * grid.rows).fill(NaN);
  const rms = new Float64Array(levels.length).fill(NaN);
  for (let row = 0, i = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++, i++) {
      const values = cellValues(image, column * size, row * size, size, mask);
      if (values.length < (size * size) / 10 && grid.columns * grid.rows > 1) continue;
      const clipped = sigmaClip(values);
      [levels[i], rms[i]] = [clipped.median, clipped.sigma];
    }
  }
  const [smoothLevels, smoothRms] = [smooth(levels, grid), smooth(rms, grid)];
  return {
    level: median(smoothLevels),
    rms: median(smoothRms),
    levelMap: () => interpolate(smoothLevels, grid, widthPx, heightPx),
    rmsMap: () => interpolate(smoothRms, grid, widthPx, heightPx),
  };
}

interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly size: number;
}

function cellValues(
  { widthPx, heightPx, data }: Image,
  left: number,
  bottom: number,
  size: number,
  mask?: Uint8Array,
): Float64Array {
  const values = new Float64Array(size * size);
  let n = 0;
  for (let y = bottom; y < Math.min(bottom + size, heightPx); y++) {
    for (let x = left; x < Math.min(left + size, widthPx); x++) {
      const at = y * widthPx + x;
      if (!excluded(data[at] ?? NaN, mask, at)) values[n++] = data[at] ?? NaN;
    }
  }
  return values.subarray(0, n);
}

/** Median of each cell and its neighbours; an empty cell takes the median of them all when its neighbours are empty too. */
function smooth(cells: Float64Array, { columns, rows }: Grid): Float64Array {
  const overall = median(cells);
  return cells.map((_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const around: number[] = [];
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++)
        around.push(cells[y * columns + x] ?? NaN);
    }
    return finite(around).length > 0 ? median(around) : overall;
  });
}

function interpolate(
  cells: Float64Array,
  { columns, rows, size }: Grid,
  widthPx: number,
  heightPx: number,
): Float32Array {
  const map = new Float32Array(widthPx * heightPx);
  const across = places(widthPx, columns, size);
  const up = places(heightPx, rows, size);
  const line = new Float64Array(columns);
  for (let y = 0, i = 0; y < heightPx; y++) {
    const [row, nextRow, v] = [up.cell[y] ?? 0, up.next[y] ?? 0, up.share[y] ?? 0];
    for (let c = 0; c < columns; c++) {
      line[c] = (cells[row * columns + c] ?? NaN) * (1 - v) + (cells[nextRow * columns + c] ?? NaN) * v;
    }
    for (let x = 0; x < widthPx; x++) {
      const u = across.share[x] ?? 0;
      map[i++] = (line[across.cell[x] ?? 0] ?? NaN) * (1 - u) + (line[across.next[x] ?? 0] ?? NaN) * u;
    }
  }
  return map;
}

/** For each pixel along an axis: the cell centres on either side, and the share of the further one. */
function places(pixels: number, count: number, size: number) {
  const at = Float64Array.from({ length: pixels }, (_, pixel) =>
    Math.min(count - 1, Math.max(0, (pixel + 0.5) / size - 0.5)),
  );
  const cell = Int32Array.from(at, Math.floor);
  return {
    cell,
    next: cell.map((c) => Math.min(c + 1, count - 1)),
    share: at.map((place, i) => place - (cell[i] ?? 0)),
  };
}
