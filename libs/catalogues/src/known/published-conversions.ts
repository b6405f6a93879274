import type { Conversion } from '../conversion.js';

/**
 * Where the polynomials are used. The papers show their stars in figures and print no bounds, so that these are ours: the
 * main sequence from A to early M, where a quadratic in g-r follows the locus.
 */
const LOCUS = [-0.3, 1.4] as const;

const vega =
  (by: string) =>
  (to: 'B' | 'V' | 'R' | 'I', from: 'g' | 'r' | 'i', coefficients: number[], scatterMag: number): Conversion => ({
    ...{ to, from, coefficients, scatterMag, by, system: 'Vega', blue: 'g', red: 'r', colourRange: LOCUS },
  });

const tonry = vega('Tonry 2012');

/** Pan-STARRS1 to Johnson-Cousins: Tonry et al. (2012), ApJ 750, 99, table 6, the quadratic column (A0, A1, A2). */
export const PS1_TO_JOHNSON: readonly Conversion[] = [
  tonry('B', 'g', [0.212, 0.556, 0.034], 0.032),
  tonry('V', 'r', [0.005, 0.462, 0.013], 0.012),
  tonry('R', 'r', [-0.137, -0.108, -0.029], 0.015),
  tonry('I', 'i', [-0.366, -0.136, -0.018], 0.017),
];

const lupton = vega('Lupton 2005');

/** Sloan to Johnson-Cousins: Lupton (2005), as the survey publishes it among its transformations (DR4 and later). */
export const SDSS_TO_JOHNSON: readonly Conversion[] = [
  lupton('B', 'g', [0.2271, 0.313], 0.0107),
  lupton('V', 'g', [-0.0038, -0.5784], 0.0054),
  lupton('R', 'r', [-0.0971, -0.1837], 0.0106),
  { ...lupton('I', 'r', [-0.382, -1.2444], 0.0078), blue: 'r', red: 'i', colourRange: [-0.3, 1] },
];
