import type { Magnitudes } from '@nightjar/astro';
import type { Filter, MagnitudeSystem } from './filter.js';
import type { CatalogueMagnitude, CatalogueStar } from './star.js';

/** A published polynomial from the bands of one system to a band of another: `to = from + sum c_k (blue - red)^k`. */
export interface Conversion {
  readonly to: Filter;
  readonly system: MagnitudeSystem;
  readonly from: Filter;
  readonly blue: Filter;
  readonly red: Filter;
  /** c_0 first, magnitudes. */
  readonly coefficients: readonly number[];
  /** Scatter of the stars about it, as published; magnitudes. */
  readonly scatterMag: Magnitudes;
  /** Colours for which it is used here. A star beyond gets no magnitude. */
  readonly colourRange: readonly [bluest: Magnitudes, reddest: Magnitudes];
  /** Short name of the source, which marks each magnitude that it made. */
  readonly by: string;
}

/** The magnitude that a conversion gives a star, with the errors of its bands propagated and the scatter added. */
export function convert(mags: CatalogueStar['mags'], conversion: Conversion): CatalogueMagnitude | undefined {
  const [from, blue, red] = [mags[conversion.from], mags[conversion.blue], mags[conversion.red]];
  if (!from || !blue || !red) return undefined;
  const colour = blue.mag - red.mag;
  const [bluest, reddest] = conversion.colourRange;
  if (!(colour >= bluest && colour <= reddest)) return undefined;
  const { coefficients, scatterMag, by } = conversion;
  const shift = coefficients.reduceRight((sum, c) => sum * colour + c, 0);
  const slope = coefficients.reduceRight((sum, c, k) => (k === 0 ? sum : sum * colour + k * c), 0);
  // a band may stand in the colour too: its error then counts with the sum of both derivatives
  const derivative = (band: Filter): number =>
    (band === conversion.from ? 1 : 0) + (band === conversion.blue ? slope : 0) - (band === conversion.red ? slope : 0);
  const bands = [...new Set([conversion.from, conversion.blue, conversion.red])];
  const variance = bands.reduce((sum, band) => sum + (derivative(band) * (mags[band]?.errorMag ?? NaN)) ** 2, 0);
  return { mag: from.mag + shift, errorMag: Math.sqrt(variance + scatterMag ** 2), by };
}

/** A star with the magnitudes that conversions add; what the catalogue measured itself is never replaced. */
export function withConversions(star: CatalogueStar, conversions: readonly Conversion[]): CatalogueStar {
  const added = conversions.flatMap((conversion) => {
    const made = star.mags[conversion.to] ? undefined : convert(star.mags, conversion);
    return made ? [[conversion.to, made] as const] : [];
  });
  return added.length === 0 ? star : { ...star, mags: { ...star.mags, ...Object.fromEntries(added) } };
}
