import type { KernelBasis } from './kernel-basis.js';
import { dot, type FramePolynomial } from './polynomial.js';

/** How strongly kernel, flux ratio and background may change over the frame: orders of polynomials in x and y. */
export interface SpatialModel {
  readonly kernel: FramePolynomial;
  readonly sum: FramePolynomial;
  readonly background: FramePolynomial;
}

/** The fitted kernel, which changes over the frame, and the background that remains between the frames. */
export class MatchingKernel {
  /** `coefficients`: those of the kernel's sum, of every further kernel of the basis, of the background. */
  constructor(
    readonly basis: KernelBasis,
    readonly model: SpatialModel,
    readonly coefficients: Float64Array,
  ) {}

  get radiusPx(): number {
    return this.basis.radiusPx;
  }

  /** Number of unknowns of such a model. */
  static unknowns(basis: KernelBasis, { kernel, sum, background }: SpatialModel): number {
    return sum.terms + (basis.kernels.length - 1) * kernel.terms + background.terms;
  }

  /** Weight of each kernel of the basis at a FITS pixel. */
  weightsAt(xPx: number, yPx: number): Float64Array {
    const { kernel, sum } = this.model;
    const terms = kernel.at(xPx, yPx);
    return Float64Array.from({ length: this.basis.kernels.length }, (_, k) =>
      k === 0
        ? dot(this.coefficients, 0, sum.at(xPx, yPx))
        : dot(this.coefficients, sum.terms + (k - 1) * kernel.terms, terms),
    );
  }

  /** The kernel at a FITS pixel, (2 radius + 1) squared values, row by row. */
  at(xPx: number, yPx: number): Float64Array {
    const weights = this.weightsAt(xPx, yPx);
    const total = new Float64Array((2 * this.radiusPx + 1) ** 2);
    this.basis.kernels.forEach((kernel, k) => {
      const weight = weights[k] ?? 0;
      for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) + weight * (kernel[i] ?? 0);
    });
    return total;
  }

  /** Sum of the kernel: how much brighter the other frame shows the same star. */
  sumAt(xPx: number, yPx: number): number {
    return dot(this.coefficients, 0, this.model.sum.at(xPx, yPx));
  }

  /** What the other frame has more than the convolved one, besides stars; ADU. */
  backgroundAt(xPx: number, yPx: number): number {
    return dot(this.coefficients, this.backgroundOffset, this.model.background.at(xPx, yPx));
  }

  /** The same for every pixel of a row. */
  backgroundAlongRow(yPx: number, line: Float64Array): void {
    this.model.background.alongRow(this.coefficients, this.backgroundOffset, yPx, line);
  }

  private get backgroundOffset(): number {
    const { sum, kernel } = this.model;
    return sum.terms + (this.basis.kernels.length - 1) * kernel.terms;
  }
}

/** Share of a kernel's weight that does not mirror itself about the middle: 0 symmetric, 1 wholly one-sided. */
export function kernelAsymmetry(kernel: Float64Array): number {
  let [odd, all] = [0, 0];
  for (let i = 0; i < kernel.length; i++) {
    odd += Math.abs((kernel[i] ?? 0) - (kernel[kernel.length - 1 - i] ?? 0));
    all += Math.abs(kernel[i] ?? 0);
  }
  return all > 0 ? odd / (2 * all) : 0;
}

/** Radius of the square that holds all but `share` of a kernel's absolute weight. */
export function coreRadius(kernel: Float64Array, radiusPx: number, share = 0.02): number {
  const size = 2 * radiusPx + 1;
  const rings = new Float64Array(radiusPx + 1);
  kernel.forEach((value, i) => {
    const ring = Math.max(Math.abs((i % size) - radiusPx), Math.abs(Math.floor(i / size) - radiusPx));
    rings[ring] = (rings[ring] ?? 0) + Math.abs(value);
  });
  const total = rings.reduce((sum, value) => sum + value, 0);
  let outside = 0;
  for (let ring = radiusPx; ring > 0; ring--) {
    outside += rings[ring] ?? 0;
    if (outside > share * total) return ring;
  }
  return 0;
}
