import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chiSquareProbability } from './chi-square.js';
import { solveSymmetric } from './cholesky.js';
import { convolveVarying, growMask, tapsOf } from './convolution.js';
import { chooseBasis, gaussianBasis, pixelBasis } from './kernel-basis.js';
import { minimise } from './minimise.js';
import { FramePolynomial, dot } from './polynomial.js';

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

describe('the probability of chi squared', () => {
  it.each([
    [3.841458820694124, 1, 0.05],
    [9.487729036781154, 4, 0.05],
    [29.588298445, 10, 0.001],
    [50, 50, 0.4733985],
    [0, 5, 1],
  ])('at %p with %p degrees of freedom is %p', (chi2, degrees, probability) => {
    expect(chiSquareProbability(chi2, degrees)).toBeCloseTo(probability, 6);
  });
});

describe("Nelder and Mead's simplex", () => {
  it('walks down the valley of Rosenbrock', () => {
    const cost = ([x = 0, y = 0]: readonly number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const { at } = minimise(cost, [-1.2, 1], [0.5, 0.5], { evaluations: 2000, tolerance: 1e-14 });
    expect(at[0]).toBeCloseTo(1, 3);
    expect(at[1]).toBeCloseTo(1, 3);
  });
});

describe('the symmetric solver', () => {
  it('undoes the product of any positive matrix', () => {
    const values = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(values, (numbers) => {
        const n = 4;
        const matrix = new Float64Array(n * n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            for (let k = 0; k < n; k++) {
              matrix[i * n + j] = (matrix[i * n + j] ?? 0) + (numbers[k * n + i] ?? 0) * (numbers[k * n + j] ?? 0);
            }
          }
          matrix[i * n + i] = (matrix[i * n + i] ?? 0) + 1;
        }
        const wanted = numbers.slice(16);
        const right = Float64Array.from({ length: n }, (_, i) =>
          sum(wanted.map((value, j) => value * (matrix[i * n + j] ?? 0))),
        );
        solveSymmetric(matrix, right, 0)?.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 6));
      }),
    );
  });

  it('says so of a matrix that has no solution', () => {
    expect(solveSymmetric(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1), -1e-9)).toBeUndefined();
  });
});

describe('a basis of kernels', () => {
  it.each([
    [
      'of Gaussians',
      gaussianBasis(8, [
        { sigmaPx: 1, degree: 4 },
        { sigmaPx: 2, degree: 2 },
      ]),
    ],
    ['of pixels', pixelBasis(2)],
  ])('%s has sum 1 in its first kernel and sum 0 in every other', (_, { kernels }) => {
    expect(kernels.map((kernel) => Math.round(sum(kernel) * 1e9) / 1e9 || 0)).toEqual(
      kernels.map((_k, i) => (i ? 0 : 1)),
    );
  });

  it('is of pixels for undersampled stars, and of 49 Gaussians otherwise', () => {
    expect(chooseBasis(1.5, 2).kind).toBe('pixels');
    expect(chooseBasis(3, 4)).toMatchObject({ kind: 'gaussians' });
    expect(chooseBasis(3, 4).kernels).toHaveLength(49);
  });
});

describe('a convolution', () => {
  it('moves a pixel as the kernel says, also over the border of blocks', () => {
    const [widthPx, heightPx] = [70, 40];
    const frame = new Float32Array(widthPx * heightPx);
    frame[31 * widthPx + 33] = 2;
    frame[0] = 4;
    const kernel = new Float64Array(25);
    kernel[4 * 5 + 3] = 1;
    const moved = convolveVarying(frame, { widthPx, heightPx }, () => tapsOf(kernel, 2, 1e-6));
    expect(moved[33 * widthPx + 34]).toBe(2);
    expect(moved[2 * widthPx + 1]).toBe(4);
    expect(sum(moved)).toBe(6);
  });

  it('grows a mask by a square', () => {
    const mask = new Uint8Array(63);
    mask[4 * 9 + 4] = 1;
    mask[0] = 1;
    const grown = new Uint8Array(63);
    growMask(mask, { widthPx: 9, heightPx: 7 }, 1, 4, grown);
    expect(sum(grown) / 4).toBe(9 + 4);
    expect(grown[3 * 9 + 5]).toBe(4);
  });
});

it('a polynomial along a row is the one at its pixels', () => {
  const polynomial = new FramePolynomial(2, 50, 30);
  const coefficients = [9, 1, 2, 3, 4, 5, 6];
  const line = new Float64Array(50);
  polynomial.alongRow(coefficients, 1, 12, line);
  line.forEach((value, x) => expect(value).toBeCloseTo(dot(coefficients, 1, polynomial.at(x + 1, 12)), 10));
});
