import type { Pixels } from '@nightjar/astro';

/** One Gaussian of the basis with the degree of the polynomial that modulates it. */
export interface GaussianTerm {
  readonly sigmaPx: Pixels;
  readonly degree: number;
}

/** One separable factor pair: the kernel is `along[i] * up[j]`, minus `less` times the first kernel. */
interface Separable {
  readonly along: number;
  readonly up: number;
  readonly less: number;
}

/**
 * Kernels of which every matching kernel is a sum. The first has sum 1, all others sum 0, so that the sum of the
 * kernel (the ratio of the fluxes) is the first coefficient alone (Alard 2000). Arrays are (2 radius + 1) squared.
 */
export interface KernelBasis {
  readonly kind: 'gaussians' | 'pixels';
  readonly radiusPx: number;
  readonly kernels: readonly Float64Array[];
  /** Of Gaussians: vectors and their pairs, to convolve a stamp in two passes. */
  readonly vectors?: readonly Float64Array[];
  readonly pairs?: readonly Separable[];
}

/**
 * Alard and Lupton's basis (1998, equation 3): Gaussians times x^i y^j with i + j up to the degree.
 */
export function gaussianBasis(radiusPx: number, terms: readonly GaussianTerm[]): KernelBasis {
  const size = 2 * radiusPx + 1;
  const vectors: Float64Array[] = [];
  const pairs: Separable[] = [];
  for (const { sigmaPx, degree } of terms) {
    const first = vectors.length;
    for (let power = 0; power <= degree; power++) vectors.push(gaussianVector(radiusPx, sigmaPx, power));
    for (let i = 0; i <= degree; i++) {
      for (let j = 0; i + j <= degree; j++) {
        const even = i % 2 === 0 && j % 2 === 0;
        pairs.push({ along: first + i, up: first + j, less: even && pairs.length > 0 ? 1 : 0 });
      }
    }
  }
  const plain = pairs.map(({ along, up }) => outer(vectors[along], vectors[up], size));
  const [main] = plain;
  const kernels = plain.map((kernel, k) =>
    pairs[k]?.less ? kernel.map((value, at) => value - (main?.[at] ?? 0)) : kernel,
  );
  return { kind: 'gaussians', radiusPx, kernels, vectors, pairs };
}

/** A Gaussian times a power of the offset: of sum 1 when the power is even, of sum 0 and largest value 1 when it is odd. */
function gaussianVector(radiusPx: number, sigmaPx: number, power: number): Float64Array {
  const vector = Float64Array.from({ length: 2 * radiusPx + 1 }, (_, i) => {
    const u = i - radiusPx;
    return Math.exp(-(u * u) / (2 * sigmaPx * sigmaPx)) * (u / sigmaPx) ** power;
  });
  const norm =
    power % 2 === 0 ? vector.reduce((sum, value) => sum + value, 0) : vector.reduce((a, b) => Math.max(a, b), 0);
  return norm > 0 ? vector.map((value) => value / norm) : vector;
}

function outer(along: Float64Array | undefined, up: Float64Array | undefined, size: number): Float64Array {
  return Float64Array.from(
    { length: size * size },
    (_, at) => (along?.[at % size] ?? 0) * (up?.[Math.floor(at / size)] ?? 0),
  );
}

/** A free value for every pixel of the kernel (Bramich 2008): for stars narrower than a Gaussian of the basis can be. */
export function pixelBasis(radiusPx: number): KernelBasis {
  const size = 2 * radiusPx + 1;
  const middle = (size * size - 1) / 2;
  const places = Array.from({ length: size * size }, (_, at) => at).filter((at) => at !== middle);
  const delta = (at: number, less: number): Float64Array => {
    const kernel = new Float64Array(size * size);
    kernel[middle] = 1 - less;
    kernel[at] = 1;
    return kernel;
  };
  return { kind: 'pixels', radiusPx, kernels: [delta(middle, 0), ...places.map((at) => delta(at, 2))] };
}

const toSigma = 2.3548;
/** Narrower than this, stars are undersampled and the basis is of pixels. */
export const undersampledFwhmPx = 1.8;

/**
 * The basis that suits two seeings, as STDWeb chooses it: Gaussians of a half, one and two times
 * `max(1, sqrt(|a^2 - b^2|) / 2.35)` with polynomials of degree 6, 4 and 2.
 */
export function chooseBasis(sharperFwhmPx: Pixels, broaderFwhmPx: Pixels): KernelBasis {
  if (sharperFwhmPx < undersampledFwhmPx) {
    return pixelBasis(Math.min(4, Math.max(2, Math.ceil(broaderFwhmPx))));
  }
  const match = Math.max(1, Math.sqrt(Math.abs(broaderFwhmPx ** 2 - sharperFwhmPx ** 2)) / toSigma);
  const radius = Math.min(Math.max(5, Math.ceil(6 * match)), Math.max(5, Math.ceil(3 * broaderFwhmPx)));
  return gaussianBasis(radius, [
    { sigmaPx: 0.5 * match, degree: 6 },
    { sigmaPx: match, degree: 4 },
    { sigmaPx: 2 * match, degree: 2 },
  ]);
}
