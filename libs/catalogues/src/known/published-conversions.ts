import type { Conversion } from '../conversion.js';
import type { Filter } from '../filter.js';

/**
 * Where a relation in g-r alone is used. The sources print no bounds, so that these are ours: the main sequence from A to
 * early M, where g-r follows the locus.
 */
const LOCUS = [-0.3, 1.4] as const;

const vega =
  (by: string) =>
  (to: 'B' | 'V' | 'R' | 'I', from: 'g' | 'r' | 'i', coefficients: number[], scatterMag: number): Conversion => ({
    ...{ to, from, scatterMag, by, system: 'Vega' },
    terms: [{ blue: 'g', red: 'r', coefficients, colourRange: LOCUS }],
  });

const lupton = vega('Lupton 2005');

/** Sloan to Johnson-Cousins: Lupton (2005), as the survey publishes it among its transformations (DR4 and later). */
export const SDSS_TO_JOHNSON: readonly Conversion[] = [
  lupton('B', 'g', [0.2271, 0.313], 0.0107),
  lupton('V', 'g', [-0.0038, -0.5784], 0.0054),
  lupton('R', 'r', [-0.0971, -0.1837], 0.0106),
  {
    ...lupton('I', 'r', [], 0.0078),
    terms: [{ blue: 'r', red: 'i', coefficients: [-0.382, -1.2444], colourRange: [-0.3, 1] }],
  },
];

/** STDPipe prints no scatter of its fits: that of Tonry et al. (2012, ApJ 750, 99, table 6) for the same bands stands in. */
const SCATTER = { B: 0.032, V: 0.012, R: 0.015, I: 0.017 } as const;
/** For relations between bands that are nearly the same; ours. */
const BETWEEN_ALIKE = 0.01;

const stdpipe = vega('STDPipe');

/** The primed Sloan bands of APASS to Cousins R and I: STDPipe 0.3.0, `catalogs.py`, a fit to Landolt's standards. */
export const APASS_TO_COUSINS: readonly Conversion[] = [
  stdpipe('R', 'r', [-0.157, -0.087, -0.014], SCATTER.R),
  stdpipe('I', 'i', [-0.354, -0.118, -0.004], SCATTER.I),
];

/** Cubics in g-r and in r-i, each with half of the constant. Bounds are ours, within those that STDPipe calls good. */
const cubics = (to: Filter, from: Filter, inGr: readonly number[], inRi: readonly number[]) => ({
  ...{ to, from, by: 'STDPipe' },
  terms: [
    { blue: 'g', red: 'r', coefficients: inGr, colourRange: [-0.3, 1.6] },
    { blue: 'r', red: 'i', coefficients: inRi, colourRange: [-0.3, 2] },
  ] as const,
});
const johnson = (
  to: 'B' | 'V' | 'R' | 'I',
  from: Filter,
  inGr: readonly number[],
  inRi: readonly number[],
): Conversion => ({
  ...{ ...cubics(to, from, inGr, inRi), system: 'Vega', scatterMag: SCATTER[to] },
});
const panStarrs = (to: Filter, from: Filter, inGr: readonly number[], inRi: readonly number[]): Conversion => ({
  ...{ ...cubics(to, from, inGr, inRi), system: 'AB', scatterMag: BETWEEN_ALIKE },
  ...(to === from ? { replaces: true } : {}),
});

/**
 * Pan-STARRS1 to Johnson-Cousins: STDPipe 0.3.0, `catalogs.py`, a fit to the standards of Landolt and Stetson in Pancino et
 * al. (2022, A&A 664, A109). Of a star of g-r 0.5 on the main sequence it is within 5 mmag of the quadratic of Tonry et al.
 * (2012); beyond, the second colour tells dwarfs of type M from others.
 */
export const PS1_TO_JOHNSON: readonly Conversion[] = [
  johnson('B', 'g', [0.061925, 1.20938, -0.49215, 0.103395], [0.061925, -0.824322, 0.92115, -0.257197]),
  johnson('V', 'g', [-0.00707685, -0.465051, -9.94931e-5, -0.0114529], [-0.00707685, -0.0901933, 0.0575546, 0.0127492]),
  johnson('R', 'r', [-0.0843814, 0.078307, -0.0465456, 0.00490524], [-0.0843814, -0.363492, 0.140903, -0.0778243]),
  johnson('I', 'i', [-0.195091, -0.0385003, 0.0440124, -0.0223916], [-0.195091, -0.214761, -0.0252284, 0.0145869]),
];

/** SkyMapper DR4 to Johnson-Cousins: STDPipe 0.3.0, `catalogs.py`, a fit based on Pancino et al. (2022). */
const SKYMAPPER_TO_JOHNSON: readonly Conversion[] = [
  johnson('B', 'g', [0.107626, 1.00214, 0.181812, -0.227739], [0.107626, -0.0753545, 0.0821459, -0.00403493]),
  johnson('V', 'g', [-0.00293873, -0.330742, 0.0325642, -0.0254573], [-0.00293873, -0.143493, 0.0825506, -0.00734207]),
  johnson('R', 'r', [-0.0854774, 0.153753, -0.19437, 0.072967], [-0.0854774, -0.407209, 0.184629, -0.0737813]),
  johnson('I', 'i', [-0.193217, -0.0688922, 0.046224, -0.00925392], [-0.193217, -0.0523148, -0.0443701, 0.0119787]),
];

/** SkyMapper DR4 to Pan-STARRS1 and to Johnson-Cousins, all of the bands that SkyMapper measured: STDPipe 0.3.0 as above. */
export const SKYMAPPER_CONVERSIONS: readonly Conversion[] = [
  panStarrs('g', 'g', [0.0139629, 0.0406938, 0.26946, -0.0771532], [0.0139629, 0.133648, -0.14041, 0.026097]),
  panStarrs('r', 'r', [-0.00812555, 0.18907, -0.232577, 0.0877928], [-0.00812555, -0.233405, 0.219093, -0.0627383]),
  panStarrs(
    'i',
    'i',
    [0.000974875, -0.0281597, -0.0211742, 0.0355338],
    [0.000974875, 0.140309, -0.0362287, 0.00911922],
  ),
  panStarrs('z', 'z', [-0.00204603, -0.073944, -0.051693, 0.0807126], [-0.00204603, 0.379183, -0.320636, 0.0972072]),
  panStarrs('y', 'z', [0.00698045, 0.082354, -0.110402, 0.038781], [0.00698045, -0.282333, 0.205321, -0.064974]),
  ...SKYMAPPER_TO_JOHNSON,
];

const gaia = (to: Filter, coefficients: readonly number[]): Conversion => ({
  ...{ to, from: to, system: 'AB', scatterMag: BETWEEN_ALIKE, by: 'STDPipe', replaces: true },
  terms: [{ blue: 'g', red: 'r', coefficients, colourRange: [-0.3, 1.6] }],
});

/** The Sloan griz of Gaia's synthetic photometry to Pan-STARRS1: STDPipe 0.3.0, `catalogs.py`, a fit to Landolt's standards in Pancino et al. (2022). */
export const GAIA_SYNTHETIC_TO_PS1: readonly Conversion[] = [
  gaia('g', [-0.00291002, -0.0996, -0.0304144]),
  gaia('r', [-0.00392815, 0.0149246, -0.00956655]),
  gaia('i', [0.0127429, 0.011249, -0.0108028]),
  gaia('z', [0.00769559, 0.0653798, -0.00318968]),
];
