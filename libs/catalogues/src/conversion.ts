import type { Magnitudes } from '@nightjar/astro';
import type { Filter, MagnitudeSystem } from './filter.js';
import type { CatalogueMagnitude, CatalogueStar } from './star.js';

/** A polynomial in a colour: `sum c_k (blue - red)^k`. */
export interface ColourTerm {
  readonly blue: Filter;
  readonly red: Filter;
  /** c_0 first, magnitudes. */
  readonly coefficients: readonly number[];
  /** Colours for which it is used here. A star beyond gets no magnitude. */
  readonly colourRange: readonly [bluest: Magnitudes, reddest: Magnitudes];
}

/** A published relation from the bands of one system to a band of another: `to = from` and the sum of its terms. */
export interface Conversion {
  readonly to: Filter;
  readonly system: MagnitudeSystem;
  readonly from: Filter;
  readonly terms: readonly ColourTerm[];
  /** Scatter of the stars about it; magnitudes. */
  readonly scatterMag: Magnitudes;
  /** Short name of the source, which marks each magnitude that it made. */
  readonly by: string;
  /** It takes the place of what was measured, which is the same band of another system. */
  readonly replaces?: true;
}

/** The magnitude that a conversion gives a star, with the errors of its bands propagated and the scatter added. */
export function convert(mags: CatalogueStar['mags'], conversion: Conversion): CatalogueMagnitude | undefined {
  const { from, terms, scatterMag, by } = conversion;
  const begin = mags[from];
  if (!begin) return undefined;
  // a band may stand in a colour too: its error then counts with the sum of its derivatives
  const derivatives = new Map<Filter, number>([[from, 1]]);
  const add = (band: Filter, slope: number) => derivatives.set(band, (derivatives.get(band) ?? 0) + slope);
  let { mag } = begin;
  for (const { blue, red, coefficients, colourRange } of terms) {
    const colour = (mags[blue]?.mag ?? NaN) - (mags[red]?.mag ?? NaN);
    const [bluest, reddest] = colourRange;
    if (!(colour >= bluest && colour <= reddest)) return undefined;
    mag += coefficients.reduceRight((sum, c) => sum * colour + c, 0);
    const slope = coefficients.reduceRight((sum, c, k) => (k === 0 ? sum : sum * colour + k * c), 0);
    add(blue, slope);
    add(red, -slope);
  }
  const errors = [...derivatives].map(([band, slope]) => slope * (mags[band]?.errorMag ?? NaN));
  return { mag, errorMag: Math.hypot(...errors, scatterMag), by };
}

/**
 * A star with the magnitudes that conversions add. What the catalogue measured itself is left alone, but for a band that is there in
 * another system than the conversion's: that one is replaced, and left out where the star is beyond the conversion.
 */
export function withConversions(star: CatalogueStar, conversions: readonly Conversion[]): CatalogueStar {
  const mags: Partial<Record<Filter, CatalogueMagnitude>> = { ...star.mags };
  for (const conversion of conversions) {
    const { to, replaces } = conversion;
    if (star.mags[to] && !replaces) continue;
    // always of what was measured, never of what another conversion made
    const made = convert(star.mags, conversion);
    if (made) mags[to] = made;
    else delete mags[to];
  }
  return { ...star, mags };
}
