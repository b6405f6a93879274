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

/** A column that is this near to a combination of the others (of unit length) cannot be told from it. */
const singular = 1e-11;

/**
 * Weighted linear least squares by the Cholesky factor of the normal equations, columns scaled to unit length first.
 * Undefined when the equations do not determine all coefficients (too few rows, dependent columns, no finite number).
 */
export function leastSquares(design: Design, y: ArrayLike<number>, weights?: ArrayLike<number>): LinearFit | undefined {
  const { columns: p } = design;
  const { matrix, right } = normalEquations(design, y, weights);
  const scale = Float64Array.from({ length: p }, (_, j) => 1 / sqrt(matrix[j * p + j] ?? NaN));
  for (let i = 0; i < p; i++) {
    right[i] = (right[i] ?? NaN) * (scale[i] ?? NaN);
    for (let j = 0; j < p; j++) matrix[i * p + j] = (matrix[i * p + j] ?? NaN) * (scale[i] ?? NaN) * (scale[j] ?? NaN);
  }
  if (!factorise(matrix, p)) return undefined;
  const coefficients = solve(matrix, p, right).map((value, i) => value * (scale[i] ?? NaN));
  const inverse = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const unit = new Float64Array(p);
    unit[j] = 1;
    solve(matrix, p, unit).forEach((value, i) => {
      inverse[i * p + j] = value * (scale[i] ?? NaN) * (scale[j] ?? NaN);
    });
  }
  return { coefficients, inverse };
}

function normalEquations({ rows, columns: p, values }: Design, y: ArrayLike<number>, weights?: ArrayLike<number>) {
  const matrix = new Float64Array(p * p);
  const right = new Float64Array(p);
  for (let row = 0; row < rows; row++) {
    const weight = weights ? (weights[row] ?? 0) : 1;
    if (weight === 0) continue;
    for (let i = 0; i < p; i++) {
      const weighted = weight * (values[row * p + i] ?? NaN);
      right[i] = (right[i] ?? NaN) + weighted * (y[row] ?? NaN);
      for (let j = 0; j <= i; j++)
        matrix[i * p + j] = (matrix[i * p + j] ?? NaN) + weighted * (values[row * p + j] ?? NaN);
    }
  }
  for (let i = 0; i < p; i++) for (let j = i + 1; j < p; j++) matrix[i * p + j] = matrix[j * p + i] ?? NaN;
  return { matrix, right };
}

/** Lower Cholesky factor in place; false when the matrix is singular to the precision of its numbers. */
function factorise(matrix: Float64Array, p: number): boolean {
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) {
      let sum = matrix[i * p + j] ?? NaN;
      for (let k = 0; k < j; k++) sum -= (matrix[i * p + k] ?? NaN) * (matrix[j * p + k] ?? NaN);
      if (i > j) matrix[i * p + j] = sum / (matrix[j * p + j] ?? NaN);
      else if (!(sum > singular)) return false;
      else matrix[j * p + j] = sqrt(sum);
    }
  }
  return p > 0;
}

function solve(factor: Float64Array, p: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] ?? NaN) - (factor[i * p + k] ?? NaN) * (x[k] ?? NaN);
    x[i] = (x[i] ?? NaN) / (factor[i * p + i] ?? NaN);
  }
  for (let i = p - 1; i >= 0; i--) {
    for (let k = i + 1; k < p; k++) x[i] = (x[i] ?? NaN) - (factor[k * p + i] ?? NaN) * (x[k] ?? NaN);
    x[i] = (x[i] ?? NaN) / (factor[i * p + i] ?? NaN);
  }
  return x;
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
