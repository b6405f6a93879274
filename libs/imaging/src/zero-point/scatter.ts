/** Greatest scatter that is looked for, magnitudes. */
const most = 1;

/**
 * The scatter beyond the stated errors that makes the residuals likeliest, for normal noise: the maximum over c of
 * the sum of -r^2 / (e^2 + c^2) - ln(e^2 + c^2). Squares are enlarged by n / (n - p), as a fit of p parameters has
 * bent itself towards the stars. 0 when the errors suffice.
 * @param errors standard errors, same unit as the residuals
 */
export function intrinsicScatter(residuals: ArrayLike<number>, errors: ArrayLike<number>, parameters = 1): number {
  const n = residuals.length;
  const enlarged = n / Math.max(1, n - parameters);
  /** Derivative of the log-likelihood by c^2, doubled. */
  const slope = (square: number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const variance = (errors[i] ?? NaN) ** 2 + square;
      sum += (enlarged * (residuals[i] ?? NaN) ** 2 - variance) / (variance * variance);
    }
    return sum;
  };
  const floor = 1e-12;
  if (!(slope(floor) > 0)) return 0;
  let [low, high] = [floor, most * most];
  if (slope(high) > 0) return most;
  for (let i = 0; i < 60; i++) {
    // halving the logarithm: the scatter may be a thousandth or half a magnitude
    const middle = Math.sqrt(low * high);
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return Math.sqrt(low);
}
