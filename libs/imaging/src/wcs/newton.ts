/** A mapping of the plane at one place: its two values, and their derivatives [dfdx, dfdy, dgdx, dgdy]. */
export interface Mapped {
  readonly value: readonly [number, number];
  readonly slope: readonly [number, number, number, number];
}

/**
 * Where a mapping takes the given value, by Newton's method from `start`. Undefined when it does not settle, or settles
 * where the mapping has turned over (its determinant is not positive), as polynomials do far outside their frame.
 * @param precision largest last step, in units of the argument.
 */
export function invert(
  map: (x: number, y: number) => Mapped,
  [f, g]: readonly [number, number],
  start: readonly [number, number],
  precision: number,
): [number, number] | undefined {
  let [x, y] = start;
  for (let i = 0; i < 40; i++) {
    const { value, slope } = map(x, y);
    const [df, dg] = [f - value[0], g - value[1]];
    const determinant = slope[0] * slope[3] - slope[1] * slope[2];
    const dx = (slope[3] * df - slope[1] * dg) / determinant;
    const dy = (slope[0] * dg - slope[2] * df) / determinant;
    x += dx;
    y += dy;
    const step = Math.max(Math.abs(dx), Math.abs(dy));
    // below the precision of the numbers themselves a step says nothing
    const least = 4 * Number.EPSILON * Math.max(Math.abs(x), Math.abs(y));
    if (step <= Math.max(precision, least)) return determinant > 0 ? [x, y] : undefined;
    if (!Number.isFinite(step)) return undefined;
  }
  return undefined;
}
