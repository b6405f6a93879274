import type { CellGrid } from './mesh-cells.js';
import { secondDerivatives, splinePlaces } from './spline.js';

/** Values at every pixel by a natural bicubic spline through the centres of the cells, not below `floor`. */
export function splineMap(
  cells: Float64Array,
  { columns, rows, xNodes, yNodes }: CellGrid,
  widthPx: number,
  heightPx: number,
  floor = -Infinity,
): Float32Array {
  const map = new Float32Array(widthPx * heightPx);
  const [across, up] = [splinePlaces(xNodes, widthPx), splinePlaces(yNodes, heightPx)];
  const bends = columnBends(cells, columns, rows, yNodes);
  const line = new Float64Array(columns);
  const [lineBends, work] = [new Float64Array(columns), new Float64Array(columns)];
  const { left, right, a, b, c, d } = across;
  for (let y = 0, i = 0; y < heightPx; y++) {
    const [low, high] = [(up.left[y] ?? 0) * columns, (up.right[y] ?? 0) * columns];
    const [ya, yb, yc, yd] = [up.a[y] ?? 0, up.b[y] ?? 0, up.c[y] ?? 0, up.d[y] ?? 0];
    for (let k = 0; k < columns; k++) {
      line[k] =
        ya * (cells[low + k] ?? 0) + yb * (cells[high + k] ?? 0) + yc * (bends[low + k] ?? 0) + yd * (bends[high + k] ?? 0);
    }
    secondDerivatives(xNodes, line, lineBends, work);
    for (let x = 0; x < widthPx; x++, i++) {
      const [j, k] = [left[x] ?? 0, right[x] ?? 0];
      const value =
        (a[x] ?? 0) * (line[j] ?? 0) +
        (b[x] ?? 0) * (line[k] ?? 0) +
        (c[x] ?? 0) * (lineBends[j] ?? 0) +
        (d[x] ?? 0) * (lineBends[k] ?? 0);
      map[i] = value < floor ? floor : value;
    }
  }
  return map;
}

/** Second derivatives along y at every node, laid out as the cells are. */
function columnBends(cells: Float64Array, columns: number, rows: number, yNodes: Float64Array): Float64Array {
  const bends = new Float64Array(cells.length);
  const [column, out, work] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  for (let k = 0; k < columns; k++) {
    for (let r = 0; r < rows; r++) column[r] = cells[r * columns + k] ?? NaN;
    secondDerivatives(yNodes, column, out, work);
    for (let r = 0; r < rows; r++) bends[r * columns + k] = out[r] ?? 0;
  }
  return bends;
}
