// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { abs, sqrt } = Math;

/** Equations of a linear fit, row by row: `values[row * columns + column]`. */
export interface Design {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export interface LinearFit {
  /** One for each column of the design. */
  readonly coefficients: Float64Array;
  /** (X^T W X)^-1, columns x columns: the covariance when each weight is 1 / variance. */
  readonly inverse: Float64Array;
}

/** A column whose square distance from all combinations of the others (of unit length) is this small cannot be told from those. */
const singular = 1e-11;

/**
 * Weighted linear least squares by Householder's QR, columns scaled to unit length first.
 * Undefined when the equations do not determine all coefficients (too few rows, dependent columns, no finite number).
 * @param least square distance, of a column of unit length from all combinations of those before it, down to which
 * columns are told apart: smaller where only the sum of all terms matters and not each coefficient
 */
export function leastSquares(
  design: Design,
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
  least = singular,
): LinearFit | undefined {
  const { rows, columns: p } = design;
  const roots = weights && Float64Array.from({ length: rows }, (_, row) => sqrt(weights[row] ?? 0));
  const { columns, scales } = unitColumns(design, roots);
  const right = Float64Array.from({ length: rows }, (_, row) => weighted(y[row] ?? NaN, roots?.[row]));
  const diagonal = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    const column = columns[k] ?? right;
    const alpha = mirrorOf(column, k);
    if (!(alpha * alpha > least)) return undefined;
    diagonal[k] = alpha;
    for (let j = k + 1; j < p; j++) reflect(column, columns[j] ?? right, k);
    reflect(column, right, k);
  }
  return p === 0
    ? undefined
    : { coefficients: solved(columns, diagonal, right, scales), inverse: inverse(columns, diagonal, scales) };
}

/** What has no weight counts for nothing, whatever it is. */
const weighted = (value: number, root: number | undefined): number =>
  root === undefined ? value : root === 0 ? 0 : root * value;

function unitColumns({ rows, columns: p, values }: Design, roots: Float64Array | undefined) {
  const scales = new Float64Array(p);
  const columns = Array.from({ length: p }, (_, j) => {
    const column = new Float64Array(rows);
    let square = 0;
    for (let row = 0; row < rows; row++) {
      const value = weighted(values[row * p + j] ?? NaN, roots?.[row]);
      column[row] = value;
      square += value * value;
    }
    const scale = 1 / sqrt(square);
    scales[j] = scale;
    for (let row = 0; row < rows; row++) column[row] = (column[row] ?? NaN) * scale;
    return column;
  });
  return { columns, scales };
}

/** Makes of a column, from row `k` on, the mirror that leaves of it the element `k` alone. @returns that element */
function mirrorOf(column: Float64Array, k: number): number {
  let square = 0;
  for (let i = k; i < column.length; i++) square += (column[i] ?? NaN) ** 2;
  const alpha = (column[k] ?? 0) > 0 ? -sqrt(square) : sqrt(square);
  if (k < column.length) column[k] = (column[k] ?? NaN) - alpha;
  return alpha;
}

function reflect(mirror: Float64Array, values: Float64Array, k: number): void {
  let [dot, square] = [0, 0];
  for (let i = k; i < mirror.length; i++) {
    const v = mirror[i] ?? NaN;
    dot += v * (values[i] ?? NaN);
    square += v * v;
  }
  const share = (2 * dot) / square;
  for (let i = k; i < mirror.length; i++) values[i] = (values[i] ?? NaN) - share * (mirror[i] ?? NaN);
}

/** R x = Q^T y, and the scales taken off; R stands above the mirrors. */
function solved(columns: readonly Float64Array[], diagonal: Float64Array, right: Float64Array, scales: Float64Array) {
  const p = columns.length;
  const x = new Float64Array(p);
  for (let i = p - 1; i >= 0; i--) {
    let rest = right[i] ?? NaN;
    for (let j = i + 1; j < p; j++) rest -= (columns[j]?.[i] ?? NaN) * (x[j] ?? NaN);
    x[i] = rest / (diagonal[i] ?? NaN);
  }
  return x.map((value, i) => value * (scales[i] ?? NaN));
}

/** (R^T R)^-1, and the scales taken off. */
function inverse(columns: readonly Float64Array[], diagonal: Float64Array, scales: Float64Array): Float64Array {
  const p = columns.length;
  const units = Array.from({ length: p }, (_, k) => {
    const unit = new Float64Array(p);
    unit[k] = 1;
    return solved(columns, diagonal, unit, scales);
  });
  const result = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (const unit of units) sum += (unit[i] ?? NaN) * (unit[j] ?? NaN);
      result[i * p + j] = sum;
      result[j * p + i] = sum;
    }
  }
  return result;
}

/** y - X b for every row. */
export function residuals({ rows, columns: p, values }: Design, y: ArrayLike<number>, b: Float64Array): Float64Array {
  const left = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = y[row] ?? NaN;
    for (let j = 0; j < p; j++) sum -= (values[row * p + j] ?? NaN) * (b[j] ?? NaN);
    left[row] = sum;
  }
  return left;
}

/** x^T C x of a row with a square matrix: the variance that a covariance gives to a linear combination. */
export function quadraticForm(row: ArrayLike<number>, matrix: ArrayLike<number>): number {
  const p = row.length;
  let sum = 0;
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++) sum += (row[i] ?? NaN) * (matrix[i * p + j] ?? NaN) * (row[j] ?? NaN);
  return abs(sum) < Number.MIN_VALUE ? 0 : sum;
}
