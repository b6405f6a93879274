/**
 * Coefficients that bring `rows . x` closest to each of the right-hand sides, by Householder's QR.
 * @param rows one row of the design matrix for each observation, at least as many as columns
 * @param sides right-hand sides, one value for each row @returns one solution for each side
 */
export function leastSquares(rows: readonly Float64Array[], sides: readonly Float64Array[]): Float64Array[] {
  const matrix = rows.map((row) => Float64Array.from(row));
  const right = sides.map((side) => Float64Array.from(side));
  const [height, width] = [matrix.length, matrix[0]?.length ?? 0];
  const at = (i: number, j: number): number => matrix[i]?.[j] ?? 0;
  for (let k = 0; k < width; k++) {
    let norm = 0;
    for (let i = k; i < height; i++) norm = Math.hypot(norm, at(i, k));
    if (norm === 0) continue;
    const alpha = at(k, k) > 0 ? -norm : norm;
    const mirror = Float64Array.from({ length: height - k }, (_, i) => at(k + i, k));
    mirror[0] = (mirror[0] ?? 0) - alpha;
    const square = mirror.reduce((sum, value) => sum + value * value, 0);
    const reflect = (get: (i: number) => number, set: (i: number, value: number) => void): void => {
      let dot = 0;
      for (let i = 0; i < mirror.length; i++) dot += (mirror[i] ?? 0) * get(k + i);
      for (let i = 0; i < mirror.length; i++) set(k + i, get(k + i) - ((2 * dot) / square) * (mirror[i] ?? 0));
    };
    for (let j = k; j < width; j++)
      reflect(
        (i) => at(i, j),
        (i, value) => void ((matrix[i] as Float64Array)[j] = value),
      );
    for (const side of right)
      reflect(
        (i) => side[i] ?? 0,
        (i, value) => void (side[i] = value),
      );
  }
  return right.map((side) => {
    const x = new Float64Array(width);
    for (let i = width - 1; i >= 0; i--) {
      let rest = side[i] ?? 0;
      for (let j = i + 1; j < width; j++) rest -= at(i, j) * (x[j] ?? 0);
      x[i] = at(i, i) === 0 ? 0 : rest / at(i, i);
    }
    return x;
  });
}
