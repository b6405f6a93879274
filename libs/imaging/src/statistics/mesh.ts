import type { Pixels } from '@nightjar/astro';
import type { Image } from '../image.js';
import { clipCell } from './cell.js';
import { smoothCells, type CellGrid } from './mesh-cells.js';
import { splineMap } from './mesh-map.js';
import { median, type ClippedStatistics } from './robust.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { isFinite } = Number;

export interface MeshOptions {
  /** Side of a cell. Default 64. */
  readonly cellPx?: Pixels;
  /** 1 = bad, one byte for each pixel. */
  readonly mask?: Uint8Array;
  /**
   * What stands for the sky in a cell after clipping at 3 sigma: its `median`, or SExtractor's estimate of the `mode`,
   * 2.5 median - 1.5 mean, which leans away from faint stars (the median where the two differ by 0.3 sigma: crowded).
   * Default median.
   */
  readonly level?: 'median' | 'mode';
  /** A cell with more than this share of its pixels masked is left to its neighbours, if there are any. Default 0.9. */
  readonly maxMaskedFraction?: number;
  /** Side, in cells, of the median filter over the cells: 1 = none. Default 3. */
  readonly filterCells?: number;
}

/** Sky level and its noise over a frame: one value per cell, read anywhere between the cells. */
export interface MeshBackground {
  /** Median of the cells' levels, ADU. */
  readonly level: number;
  /** Median of the cells' standard deviations, ADU. */
  readonly rms: number;
  readonly columns: number;
  readonly rows: number;
  /** Cells that had enough sound pixels. */
  readonly cellsUsed: number;
  /** Level of each cell after the filter, row by row, ADU. */
  readonly levels: Float64Array;
  /** Standard deviation in each cell after the filter, ADU. */
  readonly rmsOfCells: Float64Array;
  /** Level at every pixel, ADU. */
  levelMap(): Float32Array;
  /** Standard deviation of the sky at every pixel, ADU. */
  rmsMap(): Float32Array;
}

/**
 * The sky in square cells (Bertin & Arnouts 1996, section 3; Da Costa 1992 for the mode), clipped at 3 sigma about the
 * median, smoothed by a median filter over the cells, and a natural bicubic spline between their centres. NaN where no
 * cell has a sound pixel.
 */
export function meshBackground(image: Image, options: MeshOptions | Pixels = {}, mask?: Uint8Array): MeshBackground {
  const settings = typeof options === 'number' ? { cellPx: options, ...(mask ? { mask } : {}) } : options;
  const { widthPx, heightPx } = image;
  const size = Math.max(1, Math.min(Math.round(settings.cellPx ?? 64), Math.max(widthPx, heightPx)));
  const grid = cellGrid(widthPx, heightPx, size);
  const strict = measureCells(image, grid, size, settings);
  // where every cell is so full of holes, what little there is still tells the sky
  const { levels, rms, used } =
    strict.used > 0 ? strict : measureCells(image, grid, size, { ...settings, maxMaskedFraction: 1 });
  const side = settings.filterCells ?? 3;
  const [smoothLevels, smoothRms] = [smoothCells(levels, grid, side), smoothCells(rms, grid, side)];
  const lowest = smoothRms.reduce((low, value) => Math.min(low, value), Infinity) / 2;
  return {
    level: median(smoothLevels),
    rms: median(smoothRms),
    columns: grid.columns,
    rows: grid.rows,
    cellsUsed: used,
    levels: smoothLevels,
    rmsOfCells: smoothRms,
    levelMap: () => splineMap(smoothLevels, grid, widthPx, heightPx),
    rmsMap: () => splineMap(smoothRms, grid, widthPx, heightPx, lowest),
  };
}

/** Cells from the first pixel on; the last ones may be narrower, and their centres are where they are. */
function cellGrid(widthPx: number, heightPx: number, size: number): CellGrid {
  const [columns, rows] = [Math.ceil(widthPx / size), Math.ceil(heightPx / size)];
  const centres = (count: number, pixels: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => (i * size + Math.min((i + 1) * size, pixels) - 1) / 2);
  return { columns, rows, xNodes: centres(columns, widthPx), yNodes: centres(rows, heightPx) };
}

function measureCells(image: Image, { columns, rows }: CellGrid, size: number, settings: MeshOptions) {
  const levels = new Float64Array(columns * rows).fill(NaN);
  const rms = new Float64Array(levels.length).fill(NaN);
  const scratch = new Float64Array(size * size);
  const enough = 1 - (settings.maxMaskedFraction ?? 0.9);
  let used = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const { count, area } = gather(image, column * size, row * size, size, settings.mask, scratch);
      if (count === 0 || (count < enough * area && levels.length > 1)) continue;
      const clipped = clipCell(scratch.subarray(0, count));
      [levels[i], rms[i]] = [settings.level === 'mode' ? mode(clipped) : clipped.median, clipped.sigma];
      used++;
    }
  }
  return { levels, rms, used };
}

function mode({ median: middle, mean, sigma }: ClippedStatistics): number {
  return Math.abs(mean - middle) < 0.3 * sigma ? 2.5 * middle - 1.5 * mean : middle;
}

/** The sound pixels of a cell into `into`. */
function gather(
  { widthPx, heightPx, data }: Image,
  left: number,
  bottom: number,
  size: number,
  mask: Uint8Array | undefined,
  into: Float64Array,
): { count: number; area: number } {
  const [right, top] = [Math.min(left + size, widthPx), Math.min(bottom + size, heightPx)];
  let count = 0;
  for (let y = bottom; y < top; y++) {
    for (let at = y * widthPx + left; at < y * widthPx + right; at++) {
      const value = data[at] ?? NaN;
      if (isFinite(value) && (mask === undefined || mask[at] === 0)) into[count++] = value;
    }
  }
  return { count, area: (right - left) * (top - bottom) };
}
