import type { CellGrid } from './mesh-cells.js';
import { secondDerivatives, splinePlaces } from './spline.js';

// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { ceil } = Math;

/** Values at every pixel by a natural bicubic spline through the centres of the cells, not below `floor`. */
export function splineMap(
  cells: Float64Array,
  { columns, rows, xNodes, yNodes }: CellGrid,
  widthPx: number,
  heightPx: number,
  floor = -Infinity,
): Float32Array {
  const map = new Float32Array(widthPx * heightPx);
  const up = splinePlaces(yNodes, heightPx);
  const bends = columnBends(cells, columns, rows, yNodes);
  const line = new Float64Array(columns);
  const [lineBends, work] = [new Float64Array(columns), new Float64Array(columns)];
  for (let y = 0; y < heightPx; y++) {
    const [low, high] = [(up.left[y] ?? 0) * columns, (up.right[y] ?? 0) * columns];
    const [a, b, c, d] = [up.a[y] ?? 0, up.b[y] ?? 0, up.c[y] ?? 0, up.d[y] ?? 0];
    for (let k = 0; k < columns; k++) {
      line[k] =
        a * (cells[low + k] ?? 0) + b * (cells[high + k] ?? 0) + c * (bends[low + k] ?? 0) + d * (bends[high + k] ?? 0);
    }
    secondDerivatives(xNodes, line, lineBends, work);
    drawLine(map.subarray(y * widthPx, (y + 1) * widthPx), xNodes, line, lineBends, floor);
  }
  return map;
}

/** One row of pixels: a cubic in each interval of the nodes, straight lines before the first and after the last. */
function drawLine(
  row: Float32Array,
  nodes: Float64Array,
  values: Float64Array,
  bends: Float64Array,
  floor: number,
): void {
  const last = nodes.length - 1;
  const fill = (from: number, to: number, origin: number, p: readonly [number, number, number, number]): void => {
    const [p0, p1, p2, p3] = p;
    for (let x = from; x < to; x++) {
      const t = x - origin;
      const value = p0 + t * (p1 + t * (p2 + t * p3));
      row[x] = value < floor ? floor : value;
    }
  };
  if (last < 1) return fill(0, row.length, 0, [values[0] ?? NaN, 0, 0, 0]);
  for (let j = 0; j < last; j++) {
    const [x, next] = [nodes[j] ?? NaN, nodes[j + 1] ?? NaN];
    const [value, bend, nextBend] = [values[j] ?? NaN, bends[j] ?? NaN, bends[j + 1] ?? NaN];
    const h = next - x;
    const rise = ((values[j + 1] ?? NaN) - value) / h;
    const slope = rise - (h * (2 * bend + nextBend)) / 6;
    if (j === 0) fill(0, ceil(x), x, [value, slope, 0, 0]);
    fill(ceil(x), ceil(next), x, [value, slope, bend / 2, (nextBend - bend) / (6 * h)]);
    if (j === last - 1)
      fill(ceil(next), row.length, next, [values[last] ?? NaN, rise + (h * (bend + 2 * nextBend)) / 6, 0, 0]);
  }
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
