/** Powers (p, q) of x^p y^q with p + q up to the order, the constant first. */
export const polynomialPowers = (order: number): readonly (readonly [p: number, q: number])[] => {
  const powers: [number, number][] = [];
  for (let sum = 0; sum <= order; sum++) for (let q = 0; q <= sum; q++) powers.push([sum - q, q]);
  return powers;
};

/** The terms of a two-dimensional polynomial over a frame, the axes scaled to -1 to 1 so that the fit stays well conditioned. */
export class FramePolynomial {
  readonly powers: readonly (readonly [number, number])[];

  constructor(
    readonly order: number,
    private readonly widthPx: number,
    private readonly heightPx: number,
  ) {
    this.powers = polynomialPowers(order);
  }

  get terms(): number {
    return this.powers.length;
  }

  /** The polynomial along a row of pixels, its coefficients taken from `offset` on; into `line`. */
  alongRow(coefficients: ArrayLike<number>, offset: number, yPx: number, line: Float64Array): void {
    const v = (2 * (yPx - 1)) / Math.max(1, this.heightPx - 1) - 1;
    const inX = new Float64Array(this.order + 1);
    this.powers.forEach(([p, q], i) => {
      inX[p] = (inX[p] ?? 0) + (coefficients[offset + i] ?? 0) * v ** q;
    });
    for (let x = 0; x < line.length; x++) {
      const u = (2 * x) / Math.max(1, this.widthPx - 1) - 1;
      let sum = 0;
      for (let p = this.order; p >= 0; p--) sum = sum * u + (inX[p] ?? 0);
      line[x] = sum;
    }
  }

  /** Value of each term at a FITS pixel. */
  at(xPx: number, yPx: number): number[] {
    const u = (2 * (xPx - 1)) / Math.max(1, this.widthPx - 1) - 1;
    const v = (2 * (yPx - 1)) / Math.max(1, this.heightPx - 1) - 1;
    return this.powers.map(([p, q]) => u ** p * v ** q);
  }
}

/** Sum of coefficients times terms, the coefficients taken from `offset` on. */
export function dot(coefficients: ArrayLike<number>, offset: number, terms: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < terms.length; i++) sum += (coefficients[offset + i] ?? 0) * (terms[i] ?? 0);
  return sum;
}
