// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { sqrt } = Math;

/**
 * Solves `matrix x = right` for a symmetric positive matrix (row by row, size n x n) by Cholesky's decomposition. The
 * unknowns are scaled to a unit diagonal first, and `ridge` is added to it. Undefined when it is singular all the same.
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array, ridge = 1e-10): Float64Array | undefined {
  const n = right.length;
  const scale = Float64Array.from({ length: n }, (_, i) => {
    const diagonal = matrix[i * n + i] ?? 0;
    return diagonal > 0 ? 1 / sqrt(diagonal) : 0;
  });
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = (matrix[i * n + j] ?? 0) * (scale[i] ?? 0) * (scale[j] ?? 0);
      if (i === j) sum = scale[i] === 0 ? 1 : sum + ridge;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] ?? 0) * (lower[j * n + k] ?? 0);
      if (i !== j) lower[i * n + j] = sum / (lower[j * n + j] ?? 1);
      else if (sum > 0) lower[i * n + i] = sqrt(sum);
      else return undefined;
    }
  }
  const solution = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = (right[i] ?? 0) * (scale[i] ?? 0);
    for (let k = 0; k < i; k++) sum -= (lower[i * n + k] ?? 0) * (solution[k] ?? 0);
    solution[i] = sum / (lower[i * n + i] ?? 1);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = solution[i] ?? 0;
    for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] ?? 0) * (solution[k] ?? 0);
    solution[i] = sum / (lower[i * n + i] ?? 1);
  }
  return solution.map((value, i) => value * (scale[i] ?? 0));
}
