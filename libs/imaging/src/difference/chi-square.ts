/** Probability that chi squared with so many degrees of freedom is at least this large. */
export function chiSquareProbability(chi2: number, degreesOfFreedom: number): number {
  if (!(chi2 > 0)) return 1;
  const [a, x] = [degreesOfFreedom / 2, chi2 / 2];
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

/** Incomplete gamma function by its series (Abramowitz & Stegun 6.5.29). */
function lowerSeries(a: number, x: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; n < 1000 && term > 1e-15 * sum; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** The same from above by its continued fraction (6.5.31), Lentz' method. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let [c, d] = [1 / tiny, 1 / b];
  let fraction = d;
  for (let n = 1; n < 1000; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b || tiny);
    c = b + step / c || tiny;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return fraction;
}

/** Stirling's series, after a walk up to 10. */
function logGamma(z: number): number {
  let [x, product] = [z, 1];
  for (; x < 10; x++) product *= x;
  const square = 1 / (x * x);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + series - Math.log(product);
}
