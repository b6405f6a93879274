// Own names for the hot loop: a look-up of a global costs when the code runs in a VM context.
const { abs, asin, hypot, max, min, sign, sqrt } = Math;

/**
 * Area that a disc about the origin and the rectangle from (0, 0) to (x, y) share, signed as x * y is. Exact:
 * the integral of the circle's height, cut off at y.
 */
function cornerArea(x: number, y: number, radius: number): number {
  const turn = sign(x) * sign(y);
  const [width, height] = [min(abs(x), radius), min(abs(y), radius)];
  if (width * width + height * height <= radius * radius) return turn * width * height;
  const flat = min(width, sqrt(radius * radius - height * height));
  const under = (t: number): number =>
    0.5 * (t * sqrt(max(0, radius * radius - t * t)) + radius * radius * asin(min(1, t / radius)));
  return turn * (flat * height + under(width) - under(flat));
}

/** Share of the unit pixel about (dx, dy) that a disc about the origin covers, 0 to 1, exact. */
export function pixelShare(dx: number, dy: number, radius: number): number {
  const distance = hypot(dx, dy);
  // half of a pixel's diagonal decides most pixels without a root
  if (distance + Math.SQRT1_2 <= radius) return 1;
  if (distance - Math.SQRT1_2 >= radius) return 0;
  const [left, right, bottom, top] = [dx - 0.5, dx + 0.5, dy - 0.5, dy + 0.5];
  const area =
    cornerArea(right, top, radius) -
    cornerArea(left, top, radius) -
    cornerArea(right, bottom, radius) +
    cornerArea(left, bottom, radius);
  return min(1, max(0, area));
}
