/** A photometric band by its standard name: Johnson-Cousins UBVRI, Sloan-like ugrizy, Gaia, near infrared, Tycho-2. */
export const FILTERS = [
  ...(['U', 'B', 'V', 'R', 'I'] as const),
  ...(['u', 'g', 'r', 'i', 'z', 'y'] as const),
  ...(['G', 'BP', 'RP'] as const),
  ...(['J', 'H', 'Ks'] as const),
  'VT',
] as const;
export type Filter = (typeof FILTERS)[number];

export const isFilter = (text: string): text is Filter => FILTERS.some((filter) => filter === text);

/** What magnitude zero is: the flux of 3631 Jy, or that of Vega. */
export type MagnitudeSystem = 'AB' | 'Vega';

/**
 * Magnitudes to add to a Vega magnitude to make it AB: Blanton & Roweis (2007), table 1, as STDWeb lists them. Bands that
 * are not here are AB by definition, or have no offset that could be checked.
 */
export const AB_MINUS_VEGA: Readonly<Partial<Record<Filter, number>>> = {
  ...{ U: 0.79, B: -0.09, V: 0.02, R: 0.21, I: 0.45 },
  ...{ J: 0.91, H: 1.39, Ks: 1.85 },
};

const PAIRS: readonly (readonly [bands: string, blue: Filter, red: Filter])[] = [
  ['U B V R I', 'B', 'V'],
  ['u g r i', 'g', 'r'],
  ['z y', 'r', 'i'],
  ['G BP RP', 'BP', 'RP'],
  ['J H Ks', 'J', 'Ks'],
];

/** The colour in which a band's colour term is fitted: B-V for UBVRI, g-r for ugri, r-i for zy, BP-RP, J-Ks; none for V_T. */
export function colourPairOf(filter: Filter): { readonly blue: Filter; readonly red: Filter } | undefined {
  const pair = PAIRS.find(([bands]) => bands.split(' ').includes(filter));
  return pair && { blue: pair[1], red: pair[2] };
}
