import { add, scale, type Vector3 } from './vector.js';

/** Cubic through four neighbouring knots (Lagrange), `x` in units of the spacing from the second knot. */
const cubic = (a: Vector3, b: Vector3, c: Vector3, d: Vector3, x: number): Vector3 => {
  const wa = (-x * (x - 1) * (x - 2)) / 6;
  const wb = ((x + 1) * (x - 1) * (x - 2)) / 2;
  const wc = (-(x + 1) * x * (x - 2)) / 2;
  const wd = ((x + 1) * x * (x - 1)) / 6;
  return add(add(scale(a, wa), scale(b, wb)), add(scale(c, wc), scale(d, wd)));
};

/**
 * A slow vector function of time, computed at knots and read between them by a cubic. Of the Moon at knots of two
 * hours nothing is lost (0.01"). Times in milliseconds since the Unix epoch.
 */
export const tabulate = (f: (date: Date) => Vector3, fromMs: number, toMs: number, knotMs: number) => {
  const count = Math.ceil((toMs - fromMs) / knotMs) + 4;
  const knots = Array.from({ length: count }, (_, i) => f(new Date(fromMs + (i - 1) * knotMs)));
  return (ms: number): Vector3 => {
    const at = (ms - fromMs) / knotMs;
    const i = Math.min(Math.max(1 + Math.floor(at), 1), count - 3);
    const [a, b, c, d] = [knots[i - 1], knots[i], knots[i + 1], knots[i + 2]];
    if (!a || !b || !c || !d) throw new RangeError('a table of knots needs a span');
    return cubic(a, b, c, d, at - (i - 1));
  };
};
