import { residuals, type Design } from './least-squares.js';
import { huberFit } from './huber.js';
import { finite, median } from './robust.js';

/** A grid of cell values, row by row, NaN where there is none, with the pixel (from 0) of each column's and row's centre. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly xNodes: Float64Array;
  readonly yNodes: Float64Array;
}

/**
 * Empty cells filled from their neighbours, then each cell the median of a square of cells around it. Both are done
 * on what a plane through all cells leaves, so that a slope of the sky is not flattened at the edges of the frame.
 */
export function smoothCells(cells: Float64Array, grid: CellGrid, side: number): Float64Array {
  const plane = fitPlane(cells, grid);
  const rest = filled(
    cells.map((value, i) => value - (plane[i] ?? NaN)),
    grid,
  );
  const reach = Math.max(0, Math.floor((side - 1) / 2));
  const smooth = reach === 0 ? rest : rest.map((_, i) => median(around(rest, grid, i, reach)));
  return smooth.map((value, i) => value + (plane[i] ?? NaN));
}

/** A robust plane through the cells, or their median where they are too few for one. */
function fitPlane(cells: Float64Array, { columns, xNodes, yNodes }: CellGrid): Float64Array {
  const level = median(cells);
  const used = [...cells.keys()].filter((i) => Number.isFinite(cells[i]));
  const rowOf = (i: number): number[] => [
    1,
    (xNodes[i % columns] ?? NaN) / 1000,
    (yNodes[Math.floor(i / columns)] ?? NaN) / 1000,
  ];
  if (used.length < 9) return cells.map(() => level);
  const design: Design = { rows: used.length, columns: 3, values: Float64Array.from(used.flatMap(rowOf)) };
  const fit = huberFit(
    design,
    Float64Array.from(used, (i) => cells[i] ?? NaN),
  );
  if (!fit) return cells.map(() => level);
  const all: Design = { rows: cells.length, columns: 3, values: Float64Array.from([...cells.keys()].flatMap(rowOf)) };
  return residuals(all, new Float64Array(cells.length), fit.coefficients).map((value) => -value);
}

/** Grows the sound cells into the holes, ring by ring: each new cell is the mean of the sound ones that touch it. */
function filled(cells: Float64Array, grid: CellGrid): Float64Array {
  const whole = Float64Array.from(cells);
  let empty = [...whole.keys()].filter((i) => !Number.isFinite(whole[i]));
  while (empty.length > 0 && empty.length < whole.length) {
    const ring = empty.flatMap((i) => {
      const beside = finite(around(whole, grid, i, 1));
      return beside.length > 0 ? [[i, beside.reduce((sum, value) => sum + value, 0) / beside.length] as const] : [];
    });
    for (const [i, value] of ring) whole[i] = value;
    empty = empty.filter((i) => !Number.isFinite(whole[i]));
  }
  return whole;
}

function around(cells: Float64Array, { columns, rows }: CellGrid, i: number, reach: number): number[] {
  const [row, column] = [Math.floor(i / columns), i % columns];
  const values: number[] = [];
  for (let y = Math.max(0, row - reach); y <= Math.min(rows - 1, row + reach); y++) {
    for (let x = Math.max(0, column - reach); x <= Math.min(columns - 1, column + reach); x++)
      values.push(cells[y * columns + x] ?? NaN);
  }
  return values;
}
