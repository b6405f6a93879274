import type { Degrees } from '@nightjar/astro';
import type { PixelPosition } from '../image.js';

/** x' = a x + b y + c, y' = d x + e y + f: turn, scale, shift and perhaps a mirror. */
export class Similarity {
  constructor(
    readonly a: number,
    readonly b: number,
    readonly c: number,
    readonly d: number,
    readonly e: number,
    readonly f: number,
  ) {}

  apply({ xPx, yPx }: PixelPosition): PixelPosition {
    return { xPx: this.a * xPx + this.b * yPx + this.c, yPx: this.d * xPx + this.e * yPx + this.f };
  }

  get scale(): number {
    return Math.hypot(this.a, this.d);
  }

  get rotationDeg(): Degrees {
    return (Math.atan2(this.d, this.a) * 180) / Math.PI;
  }

  get mirrored(): boolean {
    return this.a * this.e - this.b * this.d < 0;
  }

  get inverse(): Similarity {
    const { a, b, c, d, e, f } = this;
    const determinant = a * e - b * d;
    const [p, q, r, s] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
    return new Similarity(p, q, -(p * c + q * f), r, s, -(r * c + s * f));
  }
}

/**
 * The similarity that carries the first places onto the second with least squares; mirrored or not as told. Undefined
 * for fewer than two places or places that are all one.
 */
export function fitSimilarity(
  from: readonly PixelPosition[],
  to: readonly PixelPosition[],
  mirrored: boolean,
): Similarity | undefined {
  const n = from.length;
  const mean = (places: readonly PixelPosition[], axis: 'xPx' | 'yPx'): number =>
    places.reduce((sum, place) => sum + place[axis], 0) / n;
  const [fx, fy, tx, ty] = [mean(from, 'xPx'), mean(from, 'yPx'), mean(to, 'xPx'), mean(to, 'yPx')];
  const flip = mirrored ? -1 : 1;
  let [along, across, square] = [0, 0, 0];
  from.forEach((place, i) => {
    const [x, y] = [place.xPx - fx, flip * (place.yPx - fy)];
    const [u, v] = [(to[i]?.xPx ?? NaN) - tx, (to[i]?.yPx ?? NaN) - ty];
    along += x * u + y * v;
    across += x * v - y * u;
    square += x * x + y * y;
  });
  if (n < 2 || !(square > 0)) return undefined;
  const [cos, sin] = [along / square, across / square];
  const [a, b, d, e] = [cos, -sin * flip, sin, cos * flip];
  return new Similarity(a, b, tx - a * fx - b * fy, d, e, ty - d * fx - e * fy);
}
